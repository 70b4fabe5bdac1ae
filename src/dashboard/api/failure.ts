import type { CombinedError } from 'urql'

/** Why a request failed, as the server put it. */
export interface Failure {
  /**
   * `extensions.code` of the server's error; `NETWORK` when no answer came; `OUTCOME_UNKNOWN` when a change may have
   * been made all the same.
   */
  code: string
  /** The server's sentence, in English. `describeFailure` has it in the reader's language where there is one. */
  message: string
  /** The parameter that is wrong: show the failure at its field. */
  parameter?: string
  /** Which item of a list is wrong, counted from 0. */
  item?: number
  /** Wrong passwords left before a wait. */
  attemptsLeft?: number
  /** When another try makes sense, in milliseconds of `Date.now()`. */
  retryAt?: number
  /** The method that the caller would need. */
  requiredMethod?: string
  /** Under which the operator finds a fault of the server. */
  requestId?: string
}

export function failureOf(error: CombinedError): Failure {
  const [first] = error.graphQLErrors
  if (!first) return { code: 'NETWORK', message: 'The server cannot be reached.' }
  const { code, parameter, item, attemptsLeft, retryAfter, requiredMethod, requestId } = first.extensions
  return {
    code: typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR',
    message: first.message,
    parameter: typeof parameter === 'string' ? parameter : undefined,
    item: typeof item === 'number' ? item : undefined,
    attemptsLeft: typeof attemptsLeft === 'number' ? attemptsLeft : undefined,
    retryAt: typeof retryAfter === 'number' ? Date.now() + retryAfter * 1000 : undefined,
    requiredMethod: typeof requiredMethod === 'string' ? requiredMethod : undefined,
    requestId: typeof requestId === 'string' ? requestId : undefined,
  }
}

/** As `failureOf`, for what is only asked: nothing where no answer came. The page itself says that the connection is lost. */
export function failureOfQuery(error: CombinedError): Failure | undefined {
  return error.networkError ? undefined : failureOf(error)
}

/** As `failureOf`, for what is not to be sent twice: `OUTCOME_UNKNOWN` where it may have been done. */
export function failureOfChange(error: CombinedError): Failure {
  const failure = failureOf(error)
  const isUnknown =
    error.networkError !== undefined ||
    error.graphQLErrors.some(({ extensions }) => extensions.outcomeUnknown === true)
  return isUnknown ? { ...failure, code: 'OUTCOME_UNKNOWN' } : failure
}

/** Whether the server, rather than the request, is at fault for the moment: worth the same request again. */
export function isAway(error: CombinedError): boolean {
  if (error.networkError) return true
  return error.graphQLErrors.some(
    ({ extensions }) => extensions.code === 'DATABASE_UNAVAILABLE' || extensions.code === 'OVERLOADED',
  )
}

/** Whether the request would not have been made, had the screen shown how things are by now. */
export function isOutdated(error: CombinedError): boolean {
  return error.graphQLErrors.some(
    ({ extensions }) => extensions.code === 'NOT_FOUND' || extensions.code === 'TOKEN_LIMIT_REACHED',
  )
}
