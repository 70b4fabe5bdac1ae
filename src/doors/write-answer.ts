import type { ServerResponse } from 'node:http'
import { hasBody, isMultipart } from './read-text.ts'

/** Names and values in turn: the form in which Node writes headers with the least work. */
export type HeaderList = readonly string[]

export function headerList(headers: Readonly<Record<string, string>>): HeaderList {
  return Object.entries(headers).flat()
}

/** Writes an answer as a whole. A header that was set on the response before is kept. */
export function writeAnswer(
  response: ServerResponse,
  status: number,
  headers: HeaderList,
  body: string | Buffer,
): void {
  closeUnlessRead(response)
  response.writeHead(status, [...headers, 'content-length', String(Buffer.byteLength(body))])
  response.end(body)
}

/**
 * Called before an answer is written. The rest of a body that nobody read would come where the next request is
 * expected, for as long as its sender likes. But who sends files often reads no answer before they are sent, so those
 * are let by; `http/slow-clients.ts` sees to it that they move.
 */
export function closeUnlessRead(response: ServerResponse): void {
  const { req } = response
  if (hasBody(req) && !req.complete && !isMultipart(req)) response.shouldKeepAlive = false
}
