import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { bodyLimit, bodyNotUtf8, bodyTooLarge, bodyUnreadable } from './faults.ts'

/** Whether a request has a body, by its headers. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return (
    headers['transfer-encoding'] !== undefined ||
    (headers['content-length'] !== undefined && headers['content-length'] !== '0')
  )
}

/** Whether its body is a form that may have files. */
export function isMultipart(request: IncomingMessage): boolean {
  return /^\s*multipart\/form-data\s*(?:;|$)/i.test(request.headers['content-type'] ?? '') && hasBody(request)
}

/** Takes bodies beyond the usual size. */
export interface LargerBodies {
  /** Bytes. */
  limit: number
  /** Decides on one, by as much of it as any body may have. No more is read before that. @throws ApiError */
  letIn(beginning: string): Promise<void>
}

/**
 * Reads a body as text.
 * @param larger for bodies beyond the usual size, if their length is told; without it none are taken
 * @throws ApiError `PAYLOAD_TOO_LARGE`; `BAD_USER_INPUT` where it is not UTF-8, or breaks off, which nobody is there to
 *   read any more
 */
export function readText(request: IncomingMessage, larger?: LargerBodies): Promise<string> {
  return new Promise((resolve, reject) => {
    const told = Number(request.headers['content-length'])
    if (told > bodyLimit && !(larger && told <= larger.limit)) return reject(bodyTooLarge(larger?.limit))
    let limit = bodyLimit
    const pieces: Buffer[] = []
    let size = 0

    request.on('data', take).on('end', end).on('error', breakOff)

    function take(piece: Buffer) {
      size += piece.length
      pieces.push(piece)
      if (size <= limit) return
      if (!larger || !(told > limit)) return refuse(bodyTooLarge())
      limit = told
      request.pause()
      larger.letIn(whole().toString()).then(() => request.resume(), refuse)
    }
    function refuse(error: unknown) {
      leave()
      // What is still on its way is let by.
      request.resume()
      reject(error as Error)
    }
    function end() {
      leave()
      const body = whole()
      if (isUtf8(body)) resolve(body.toString())
      else reject(bodyNotUtf8())
    }
    function breakOff() {
      leave()
      reject(bodyUnreadable())
    }
    function whole() {
      return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, size)
    }
    function leave() {
      request.off('data', take).off('end', end)
    }
  })
}
