import { ApiError } from '../errors.ts'
import { databaseAway, isUnavailable } from '../database/unavailable.ts'

/** Largest body of a request that is not an upload, in bytes. */
export const bodyLimit = 64 * 1024

/**
 * A database that is away is a condition of its own, and a request that the web server could not read is the caller's
 * to mend; everything else stays what it is.
 */
export function asApiError(error: unknown): unknown {
  if (error instanceof ApiError) return error
  const fault = asRequestFault(error)
  if (fault) return fault
  return isUnavailable(error) ? databaseAway(error) : error
}

/** What Fastify says about a request, in our words. */
function asRequestFault(error: unknown): ApiError | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!code.startsWith('FST_')) return undefined
  switch (code) {
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new ApiError('METHOD_NOT_FOUND', 'The address cannot be read. Check how it is written.')
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return bodyTooLarge()
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return bodyOfWrongType()
    default: {
      const status = (error as { statusCode?: number }).statusCode ?? 500
      return status >= 400 && status < 500 ? bodyUnreadable() : undefined
    }
  }
}

/** @param limit in bytes */
export function bodyTooLarge(limit = bodyLimit): ApiError {
  return new ApiError(
    'PAYLOAD_TOO_LARGE',
    `The request is larger than ${limit / 1024} KB. Send a smaller one.`,
  )
}

export function bodyOfWrongType(): ApiError {
  return new ApiError(
    'UNSUPPORTED_MEDIA_TYPE',
    'The body has a content type that is not taken here. Send JSON to /graphql, and a form to the REST addresses.',
  )
}

export function bodyUnreadable(): ApiError {
  return new ApiError(
    'BAD_USER_INPUT',
    'The body is not what its headers say. Send JSON to /graphql, and a form to the REST addresses.',
  )
}

export function bodyOfOtherCharset(): ApiError {
  return new ApiError(
    'UNSUPPORTED_MEDIA_TYPE',
    'The content type names a charset that is not taken here. Send the body in UTF-8.',
  )
}

export function bodyNotUtf8(): ApiError {
  return new ApiError('BAD_USER_INPUT', 'The body is not UTF-8. Send it in that encoding.')
}

export function queryNotUtf8(): ApiError {
  return new ApiError(
    'BAD_USER_INPUT',
    'The percent escapes in the address are not UTF-8. Send them in that encoding.',
  )
}
