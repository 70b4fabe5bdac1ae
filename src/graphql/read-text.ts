import type { IncomingMessage } from 'node:http'
import { bodyTooLarge, bodyUnreadable, bodyLimit } from './errors.ts'

/** Whether a request has a body, by its headers. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return (
    headers['transfer-encoding'] !== undefined ||
    (headers['content-length'] !== undefined && headers['content-length'] !== '0')
  )
}

/**
 * Reads a body as text.
 * @throws ApiError `PAYLOAD_TOO_LARGE`; `BAD_USER_INPUT` where it breaks off, which nobody is there to read any more
 */
export function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length']) > bodyLimit) return reject(bodyTooLarge())
    const pieces: Buffer[] = []
    let size = 0

    request.on('data', take).on('end', end).on('error', breakOff)

    function take(piece: Buffer) {
      size += piece.length
      if (size > bodyLimit) {
        leave()
        // What is still on its way is let by.
        request.resume()
        return reject(bodyTooLarge())
      }
      pieces.push(piece)
    }
    function end() {
      leave()
      resolve(pieces.length === 1 ? pieces[0]!.toString() : Buffer.concat(pieces, size).toString())
    }
    function breakOff() {
      leave()
      reject(bodyUnreadable())
    }
    function leave() {
      request.off('data', take).off('end', end)
    }
  })
}
