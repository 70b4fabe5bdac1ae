import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'

/** What cannot be read as a request has no door yet; the envelope of the old protocol has a sentence for a person. */
const refusals = {
  400: 'This is no request that can be read. Check how it is written.',
  408: 'The request took too long to arrive. Send it again.',
  431: 'The address or the headers are too long. Send parameters in the body.',
}

/** Answers what Node could not read as a request, and ends the connection. Nothing of what came is logged or repeated. */
export function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  if (socket.writable) socket.write(answer(statusOf(error.code)))
  socket.destroy()
}

function statusOf(code: string | undefined): keyof typeof refusals {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408
  return code === 'HPE_HEADER_OVERFLOW' ? 431 : 400
}

function answer(status: keyof typeof refusals) {
  const body = JSON.stringify({ result: 3, error: refusals[status], source: 'latchkey' })
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json;charset=UTF-8',
    'Cache-Control: no-store, private',
    'X-Content-Type-Options: nosniff',
    'Connection: close',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n')
}
