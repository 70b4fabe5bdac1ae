import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { ApiError, errorCodes, withoutCredentials } from '../errors.ts'
import { asApiError } from '../doors/faults.ts'

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
