import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Takes a request that is for it and answers it, or says that it is not. What all answers share is the server's to see
 * to, such as the line of the log; what a door has to see to itself is in `Doorway`.
 */
export type Door = (request: IncomingMessage, response: ServerResponse) => boolean

/** What the server hands to each door. */
export interface Doorway {
  /** Headers of every answer. */
  headers: Readonly<Record<string, string>>
  /** Called when a request has arrived whole, before it is worked on. It is the one of `http/load.ts`. */
  admit(request: IncomingMessage): Promise<void> | undefined
  /** Called when its answer is made. */
  done(request: IncomingMessage): void
}

/** The path as it was sent, without the query. */
export function pathOf({ url }: IncomingMessage): string {
  const at = url!.indexOf('?')
  return at < 0 ? url! : url!.slice(0, at)
}
