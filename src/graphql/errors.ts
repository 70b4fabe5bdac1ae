import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { ApiError, errorCodes, withoutCredentials } from '../errors.ts'
import { databaseAway, isUnavailable } from '../database/unavailable.ts'

/**
 * What an error looks like to a caller. Ours and GraphQL's own are shown; anything else is our fault, and its text
 * stays with us.
 * @param report is given what is our fault, or why the database is away, and returns the id under which it can be found
 */
export function showError(
  formatted: GraphQLFormattedError,
  error: unknown,
  report: (error: unknown) => string,
): GraphQLFormattedError {
  const cause = asApiError(rootOf(error))
  if (cause instanceof ApiError) {
    const { message, code, details } = cause
    if (code === 'DATABASE_UNAVAILABLE') report(cause)
    const result = details.reply ? details.reply.result : errorCodes[code].rest
    return { ...formatted, message: withoutCredentials(message), extensions: { code, result, ...details } }
  }
  const code = codeOfGraphql(error, formatted)
  if (code) {
    const { stacktrace: _, ...extensions } = formatted.extensions ?? {}
    return {
      ...formatted,
      message: withoutCredentials(formatted.message),
      extensions: { ...extensions, code },
    }
  }
  const requestId = report(cause)
  return {
    message: `Internal error. Tell your operator the request id ${requestId}.`,
    path: formatted.path,
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
  }
}

/**
 * The code of an error of GraphQL's own: a document that does not parse or validate, a variable of the wrong type.
 * What it finds only while it runs an operation has none, and is the caller's to mend where it is about what was sent.
 * @returns undefined for what is our fault
 */
function codeOfGraphql(error: unknown, { message, extensions }: GraphQLFormattedError): unknown {
  if (!(error instanceof GraphQLError)) return undefined
  if (error.originalError && !(error.originalError instanceof GraphQLError)) return undefined
  // Apollo gives this one to whatever has none.
  const code = extensions?.code === 'INTERNAL_SERVER_ERROR' ? undefined : extensions?.code
  return code ?? (/^(Argument ["']|Schema is not configured)/.test(message) ? 'BAD_USER_INPUT' : undefined)
}

/** The error that was thrown, under the wrappers that GraphQL put around it. */
export function rootOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? rootOf(error.originalError) : error
}

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
