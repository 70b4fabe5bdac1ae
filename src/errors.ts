/**
 * Every error that a caller may see: the HTTP status where the transport has one, and the result code of the
 * platform's old protocol. The meanings of the result codes were collected from the platform's own clients.
 */
export const errorCodes = {
  /** No credential, or one that is unknown, ended or expired. */
  UNAUTHENTICATED: { http: 401, rest: 702 },
  /** The session waits for its second factor. */
  SECOND_FACTOR_REQUIRED: { http: 401, rest: 702 },
  /** The token does not hold the method. */
  METHOD_NOT_PERMITTED: { http: 403, rest: 8202 },
  /** The method is closed to tokens, whatever they hold. */
  SESSION_REQUIRED: { http: 403, rest: 8202 },
  /** Login and password (or code) do not belong together. */
  SIGN_IN_FAILED: { http: 401, rest: 701 },
  /** The password that should confirm a change is not the account's. */
  WRONG_PASSWORD: { http: 403, rest: 801 },
  /** The code that should confirm a change is not one of the account's, or was used. */
  WRONG_CODE: { http: 403, rest: 801 },
  /** Too many wrong passwords or codes; `retryAfter` says how many seconds to wait. */
  TOO_MANY_ATTEMPTS: { http: 429, rest: 704 },
  /** A missing or malformed parameter. */
  BAD_USER_INPUT: { http: 400, rest: 3 },
  /** More than one credential, or one that is not a single string. */
  AMBIGUOUS_CREDENTIALS: { http: 400, rest: 3 },
  NOT_FOUND: { http: 404, rest: 5 },
  METHOD_NOT_FOUND: { http: 404, rest: 5 },
  /** The verb is not one that the method takes: sign-in and password change are POST only. */
  METHOD_NOT_ALLOWED: { http: 405, rest: 3 },
  PAYLOAD_TOO_LARGE: { http: 413, rest: 3 },
  UNSUPPORTED_MEDIA_TYPE: { http: 415, rest: 3 },
  TOKEN_LIMIT_REACHED: { http: 409, rest: 2338 },
  ENVIRONMENT_NOT_FOUND: { http: 404, rest: 11 },
  ENVIRONMENT_WRONG_STATUS: { http: 409, rest: 2212 },
  ENVIRONMENT_NAME_TAKEN: { http: 409, rest: 2330 },
  /** The platform behind Latchkey cannot do this, or the operator has not set what it takes. */
  NOT_SUPPORTED: { http: 501, rest: 1 },
  /** The platform answered with a result other than 0; its reply is in `reply`. */
  PLATFORM_ERROR: { http: 502, rest: 1 },
  /** The platform cannot be reached, or broke off before it answered. */
  PLATFORM_UNAVAILABLE: { http: 503, rest: 17 },
  /** The platform took the call and did not answer within the time limit. */
  PLATFORM_TIMEOUT: { http: 504, rest: 17 },
  /** What the platform sent is no answer of its protocol: a web page, half of an answer, or too much. */
  PLATFORM_ANSWER_UNREADABLE: { http: 502, rest: 17 },
  /** Latchkey has nothing that the platform would take for this account's tokens. */
  PLATFORM_CREDENTIAL_MISSING: { http: 409, rest: 1 },
  DATABASE_UNAVAILABLE: { http: 503, rest: 17 },
  OVERLOADED: { http: 503, rest: 17 },
  INTERNAL_SERVER_ERROR: { http: 500, rest: 99 },
} as const

export type ErrorCode = keyof typeof errorCodes

/** What a caller may be told beside the sentence. */
export interface ErrorDetails {
  /** The method that a token would need. */
  requiredMethod?: string
  /** Seconds until another try makes sense. */
  retryAfter?: number
  /** How many wrong passwords or codes are left before a wait. */
  attemptsLeft?: number
  /** Index of the item of a list that failed, counted from 0. */
  item?: number
  /** Name of the parameter that is wrong. */
  parameter?: string
  /** The database went away before it said whether what was asked for was done. */
  outcomeUnknown?: boolean
  /** The platform's own reply, for a result other than 0. */
  reply?: Readonly<Record<string, unknown>>
}

/** What looks like a session or a token. */
const credentials = /[a-z]{2,10}_[0-9A-Za-z]{49}|[0-9a-fA-F]{40}/g

/** A text in which callers may have put a credential where it does not belong: a name, a path. It is not repeated. */
export function withoutCredentials(text: string): string {
  return text.replace(credentials, '********')
}

/** An error that is the caller's to mend: a code, and a sentence that says what to do. */
export class ApiError extends Error {
  override readonly name = 'ApiError'

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
  ) {
    // It is told to a caller and never logged, and gathering a stack takes longer than deciding a denial.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(message)
    Error.stackTraceLimit = stackTraceLimit
  }
}
