import type { Database } from '../database/connect.ts'
import type { Caller, Origin, TokenCaller } from './caller.ts'
import type { RequestNote } from './request-note.ts'

/** A request's place among those that are worked on at once. */
export interface Place {
  /** When all of the request was there; unset while it is not. By the clock of `performance.now()`. */
  readonly since: number | undefined
  /** Leaves it to others while the request waits for something that has limits of its own. */
  whileElsewhere<T>(wait: Promise<T>): Promise<T>
}

/**
 * What a resolver is given. Each feature adds what it needs in an interface of its own that extends this one;
 * app.ts fills them all.
 */
export interface Context {
  db: Database
  caller: Caller
  /** Reads the caller's row anew, for what is decided later than the operation began. @throws ApiError as `authenticate` */
  lookAgain(): Promise<Caller>
  /** Whether a field of the operation has been let in: in a mutation, the next begins when that one is done. */
  hasBegun: boolean
  origin: Origin
  /** What the log and the metrics will say about the request. */
  note: RequestNote
  /** Its place among the requests that are worked on; unset for what is no request. */
  place: Place | undefined
  /** When the answer must be on its way, whatever the database does. By the clock of `performance.now()`. */
  deadline: number
  /** How much later that is for a field that may ask a platform behind. Milliseconds; 0 without one. */
  platformTime: number
  /** Wrong passwords and codes in a day that are free of a wait, from one address. */
  wrongPasswordsPerAddress: number
  /** Notes for the owner's activity that a token was denied a method, and counts it. Costs the request no query. */
  recordDenial(caller: TokenCaller, method: string, origin: Origin): void
  /** Notes that a token used a method, and counts it. Costs the request no query. */
  recordUse(caller: Caller, method: string, origin: Origin): void
}
