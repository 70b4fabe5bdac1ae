import type { IncomingMessage } from 'node:http'
import { ApiError } from '../errors.ts'
import { bodyOfOtherCharset } from '../doors/faults.ts'
import { hasBody, type LargerBodies, readText } from '../doors/read-text.ts'
import { namesOtherCharset } from '../doors/utf8.ts'

const form = /^\s*application\/x-www-form-urlencoded\s*(?:;|$)/i

/** What Java's clients name unless they are told otherwise. */
const latin1 = /;\s*charset\s*=\s*["']?iso-8859-1["']?\s*(?:;|$)/i

/** What is another character in that, as it is or by its escape. */
const beyondAscii = /[^\0-\x7f]|%[89a-f]/i

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
  if (!namesOtherCharset(type)) return readText(request, larger)
  if (!latin1.test(type)) throw bodyOfOtherCharset()
  return readText(request, larger).then(asciiOnly)
}

/** @throws ApiError `UNSUPPORTED_MEDIA_TYPE` */
function asciiOnly(text: string): string {
  if (beyondAscii.test(text)) throw bodyOfOtherCharset()
  return text
}

function noForm() {
  return new ApiError(
    'UNSUPPORTED_MEDIA_TYPE',
    'The body has a content type that is not taken here. Send a form, as application/x-www-form-urlencoded or multipart/form-data.',
  )
}
