import type { Origin } from '../access/caller.ts'
import type { ForwardedAnswer } from './forwarded-answer.ts'

/** The account on whose behalf the platform acts. */
export interface PlatformAccount {
  id: string
  /** The number by which the old protocol knows the account. */
  uid: number
  login: string
  name: string
  /** The session that asks, by its row. Unset for a token. */
  sessionId?: string
  /** Where the request came from. */
  origin: Origin
  /**
   * Decides anew whether the caller may call a method: to be asked before a call is sent that had to wait.
   * @throws ApiError as the gate
   */
  stillMay(method: string): Promise<void>
}

/** Parameters under their catalogue names, with the catalogue's types. */
export type Parameters = Readonly<Record<string, unknown>>

/** How much a caller looks at of the environments in a reply: the whole of them, or what tells them apart in a list. */
export type Detail = 'whole' | 'overview'

/** The members of a successful answer beside `result: 0`. */
export type Reply = Record<string, unknown>

/** What executes methods: the built-in sandbox, or another platform over HTTP. */
export interface Platform {
  /**
   * Calls one method, with its permission already decided at the gate.
   * @param detail for `overview` a list of environments may leave out their nodes, with all that belongs to those
   * @throws ApiError for every answer that is not a success; `PLATFORM_ERROR` carries a foreign platform's reply.
   */
  call(account: PlatformAccount, method: string, parameters: Parameters, detail?: Detail): Promise<Reply>
  /**
   * Whether a method may take longer than the database is given for a request, because it moves much, or because
   * somebody else does the work. Absent: none may. It must then come to an end by itself.
   */
  takesItsTime?(method: string): boolean
  /**
   * Likewise, for a door that sends the answer on as the platform wrote it, whatever its result. Parameters go as they
   * came, so that the platform reads them itself. Unset where there is no such platform.
   */
  forward?(account: PlatformAccount, method: string, parameters: Parameters): Promise<ForwardedAnswer>
}
