import type { IncomingMessage } from 'node:http'
import { ApiError } from '../errors.ts'
import { hasBody, type LargerBodies, readText } from '../graphql/read-text.ts'

const form = /^\s*application\/x-www-form-urlencoded\s*(?:;|$)/i

/**
 * Reads a form, as the text that it came in: there is an own view here of doubled parameters. Only a POST has one; what
 * a GET carries means nothing.
 * @param larger as in `readText`
 * @throws ApiError `UNSUPPORTED_MEDIA_TYPE`, `PAYLOAD_TOO_LARGE`, `BAD_USER_INPUT`
 */
export function readForm(request: IncomingMessage, larger?: LargerBodies): string | Promise<string> {
  // Some clients name a content type with nothing to send.
  if (request.method !== 'POST' || !hasBody(request)) return ''
  const type = request.headers['content-type']
  if (type === undefined || !form.test(type)) throw noForm()
  return readText(request, larger)
}

function noForm() {
  return new ApiError(
    'UNSUPPORTED_MEDIA_TYPE',
    'The body has a content type that is not taken here. Send a form, as application/x-www-form-urlencoded or multipart/form-data.',
  )
}
