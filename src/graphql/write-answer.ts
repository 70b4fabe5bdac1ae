import type { IncomingMessage, ServerResponse } from 'node:http'
import { hasBody } from './read-text.ts'

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
  response.writeHead(status, [...headers, 'content-length', String(Buffer.byteLength(body))])
  response.end(body)
}

/**
 * Called before a refusal is written. The rest of a body that nobody read would come where the next request is
 * expected, for as long as its sender likes.
 */
export function closeUnlessRead(request: IncomingMessage, response: ServerResponse): void {
  if (hasBody(request) && !request.readableEnded) response.shouldKeepAlive = false
}
