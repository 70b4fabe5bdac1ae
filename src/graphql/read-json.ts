import type { IncomingMessage } from 'node:http'
import { parse } from 'secure-json-parse'
import { bodyOfOtherCharset, bodyOfWrongType, bodyUnreadable } from '../doors/faults.ts'
import { hasBody, readText } from '../doors/read-text.ts'
import { namesOtherCharset } from '../doors/utf8.ts'

const json = /^\s*application\/json\s*(?:;|$)/i

/**
 * Reads a body of JSON; undefined where a request has neither a body nor a content type. A member that would reach for a
 * prototype is no JSON that anybody means.
 * @throws ApiError `UNSUPPORTED_MEDIA_TYPE`, `PAYLOAD_TOO_LARGE`, `BAD_USER_INPUT`
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type']
  if (type === undefined && !hasBody(request)) return undefined
  if (type === undefined || !json.test(type)) throw bodyOfWrongType()
  if (namesOtherCharset(type)) throw bodyOfOtherCharset()
  const text = await readText(request)
  try {
    return parse(text)
  } catch {
    throw bodyUnreadable()
  }
}
