import { and, eq, gt, isNull, or, sql } from 'drizzle-orm'
import { hashSecret } from '../access/hash-secret.ts'
import { isAnyToken, looksLikeToken } from '../access/token-form.ts'
import { recordActivity } from '../activity/record-activity.ts'
import type { Database } from '../database/connect.ts'
import { accounts, tokens } from '../database/schema.ts'
import { ApiError } from '../errors.ts'
import { longestLogin, normalizeLogin } from '../login.ts'
import { passwordOf, recordWrongGuess } from './attempts.ts'
import { type Account, checkPassword } from './check-password.ts'
import { confirmCode } from './confirm-code.ts'
import type { AccountsContext } from './context.ts'
import { beginSession, liftRestriction } from './sessions.ts'
import { type SignedIn, signInAtPlatform, signInFailed, verifyAtPlatform } from './sign-in-at-platform.ts'
import { hasTwoFactor } from './two-factor.ts'

/**
 * Begins a session for a login and its password and, where the account has one, its second factor.
 *
 * A token of the account is accepted in place of the password, because plugins of development environments ask for
 * nothing else. Such a session may do what the token may, and ends with it; like the token, it needs no second factor.
 * A token says whose it is, so it will do without a login.
 * @throws ApiError `SIGN_IN_FAILED` with `attemptsLeft`, `TOO_MANY_ATTEMPTS`, `OVERLOADED`, `BAD_USER_INPUT`
 */
export async function signIn(
  context: AccountsContext,
  credentials: { login?: string; password: string; code?: string },
): Promise<SignedIn> {
  const login = credentials.login === undefined ? undefined : readLogin(credentials.login)
  // No guess, and so not counted: it is one of 256 random bits. A build tool whose token has come to its end would
  // otherwise lock out the owner.
  if (isAnyToken(credentials.password)) {
    return context.db.transaction(async (tx) =>
      begin(tx, context, await findTokenOf(tx, login, credentials.password)),
    )
  }
  if (login === undefined) {
    throw new ApiError(
      'SIGN_IN_FAILED',
      'Without a login only a token signs in, and this is none. Copy the whole value of the token, or give the login too.',
      { parameter: 'password' },
    )
  }
  if (context.identity) {
    // A token of ours that is mistyped is not for the platform to see.
    const isOwnToken = looksLikeToken(credentials.password)
    return signInAtPlatform(context, context.identity, { ...credentials, login, isOwnToken })
  }

  const check = await checkPassword(context, login, credentials.password)
  if (!check.right) {
    await recordWrongGuess(context, passwordOf(login), 'account.sign-in-refused')
    throw signInFailed(check.attemptsLeft)
  }

  const { account } = check
  const byPassword = await context.db.transaction(async (tx) => {
    await lockUnchanged(tx, account)
    if (!(await hasTwoFactor(tx, account.id))) return begin(tx, context, { account })
    return context.verifiesLater ? beginRestricted(tx, context, account) : undefined
  })
  if (byPassword) return byPassword

  const { code } = credentials
  if (!code) return { session: null, twoFactorRequired: true, account }
  return confirmCode(context, account.id, code, 'SIGN_IN_FAILED', async (tx) => {
    await lockUnchanged(tx, account)
    return begin(tx, context, { account })
  })
}

/**
 * Gives the second factor for a session that waits for it.
 * @throws ApiError `BAD_USER_INPUT` for one that does not, `SIGN_IN_FAILED` with `attemptsLeft`, `TOO_MANY_ATTEMPTS`
 */
export async function verifySecondFactor(context: AccountsContext, code: string): Promise<void> {
  const { caller, origin, sessionLimits } = context
  if (caller.kind !== 'restricted') {
    throw new ApiError('BAD_USER_INPUT', 'This session waits for no second factor. Go on with what you want.')
  }
  const { account, sessionId } = caller
  if (context.identity) return verifyAtPlatform(context, context.identity, code)
  await confirmCode(context, account.id, code, 'SIGN_IN_FAILED', async (tx) => {
    if (!(await liftRestriction(tx, sessionId, sessionLimits))) {
      throw new ApiError('UNAUTHENTICATED', 'The session has ended meanwhile. Sign in again.')
    }
    await recordActivity(tx, account.id, origin, [{ action: 'account.signed-in' }])
  })
}

/** @throws ApiError `BAD_USER_INPUT` */
function readLogin(given: string): string {
  const login = normalizeLogin(given)
  if (login.length <= longestLogin && !/\p{Cc}/u.test(login)) return login
  throw new ApiError('BAD_USER_INPUT', 'A login is an e-mail address, such as ann@example.com.', {
    parameter: 'login',
  })
}

/** Who begins a session: an account, by its password or by a token of its own. */
interface Opener {
  account: Account
  token?: { id: string; description: string }
}

/**
 * Begins a session while the row that allows it is locked. Whatever replaces a password, a value or a second factor
 * ends its sessions in the same transaction, so one that is begun at that moment is either ended by it or not begun at
 * all.
 */
async function begin(
  tx: Database,
  { origin, sessionLimits }: AccountsContext,
  { account, token }: Opener,
): Promise<SignedIn> {
  const owner = { accountId: account.id, tokenId: token?.id }
  const { session } = await beginSession(tx, owner, origin, sessionLimits)
  await recordActivity(tx, account.id, origin, [{ action: 'account.signed-in', token }])
  return { session, twoFactorRequired: false, account }
}

async function beginRestricted(
  tx: Database,
  { origin, sessionLimits }: AccountsContext,
  account: Account,
): Promise<SignedIn> {
  const owner = { accountId: account.id, restricted: true }
  const { session } = await beginSession(tx, owner, origin, sessionLimits)
  return { session, twoFactorRequired: true, account }
}

/** Locks the account, if its password is still the one that was checked. @throws ApiError `SIGN_IN_FAILED` */
async function lockUnchanged(tx: Database, { id, passwordHash }: Account): Promise<void> {
  const unchanged = await tx
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(eq(accounts.id, id), eq(accounts.passwordHash, passwordHash!)))
    .for('share')
  if (unchanged.length) return
  throw new ApiError('SIGN_IN_FAILED', 'The password was changed just now. Sign in with the new one.')
}

/** @throws ApiError `SIGN_IN_FAILED`, the same whether or not there is such a login */
async function findTokenOf(tx: Database, login: string | undefined, value: string): Promise<Opener> {
  const [found] = await tx
    .select({ account: accounts, token: { id: tokens.id, description: tokens.description } })
    .from(tokens)
    .innerJoin(accounts, eq(accounts.id, tokens.accountId))
    .where(
      and(
        eq(tokens.hash, hashSecret(value)),
        login === undefined ? undefined : eq(accounts.login, login),
        or(isNull(tokens.expiresAt), gt(tokens.expiresAt, sql`now()`)),
      ),
    )
    .for('key share', { of: tokens })
  if (found) return found
  throw new ApiError(
    'SIGN_IN_FAILED',
    login === undefined
      ? 'That token is not valid: it was removed, replaced or has expired. Generate another.'
      : 'That token is not valid for this login: it was removed, replaced, has expired or is of another login. Generate another.',
    { parameter: 'password' },
  )
}
