import { sessionPattern } from './accounts/sessions.ts'
import { anonymous, type Caller } from './access/caller.ts'
import { ApiError } from './errors.ts'

/** Where a request may carry a credential, each at most once. */
export interface Credentials {
  /** `Authorization: Bearer`, or the parameter `session` of the legacy protocol: a session or a token. */
  explicit?: string
  /** The dashboard's cookie: a session only. */
  cookie?: string
  /** The number of the account that the page shows, beside the cookie. */
  account?: string
  /** Whether the page asks by itself, which is no use of the cookie's session. */
  asksByItself?: boolean
}

/** Looks up who is behind a credential; undefined where it is not valid. */
export interface CallerFinders {
  /** @param isUse whether the session stays open the longer for it */
  session(value: string, isUse?: boolean): Promise<Caller | undefined>
  token(value: string): Promise<Caller | undefined>
}

/**
 * Turns what a request carries into its caller, by reading the row of its session or token.
 *
 * A cookie that is no longer valid makes an anonymous caller, since a browser sends it whether it is meant or not,
 * and signing in again must work. So does a cookie of another account than the page shows: another tab has signed in
 * to it. A credential that was sent on purpose must be valid.
 * @throws ApiError `AMBIGUOUS_CREDENTIALS`, `UNAUTHENTICATED`, `DATABASE_UNAVAILABLE`
 */
export async function authenticate(
  finders: CallerFinders,
  { explicit, cookie, account, asksByItself }: Credentials,
): Promise<Caller> {
  if (explicit !== undefined && cookie !== undefined && explicit !== cookie) {
    throw new ApiError(
      'AMBIGUOUS_CREDENTIALS',
      'The request has two different credentials, a cookie and an Authorization header. Send one of them.',
    )
  }
  if (explicit === undefined) {
    const caller = cookie === undefined ? undefined : await finders.session(cookie, !asksByItself)
    return caller && (account === undefined || isOf(caller, account)) ? caller : anonymous
  }
  const caller = await (sessionPattern.test(explicit) ? finders.session(explicit) : finders.token(explicit))
  if (!caller) {
    throw new ApiError(
      'UNAUTHENTICATED',
      'The session or token is not valid: it is unknown, or has ended or expired. Sign in again, or use another token.',
    )
  }
  return caller
}

function isOf(caller: Caller, account: string) {
  return caller.kind !== 'anonymous' && String(caller.account.uid) === account
}
