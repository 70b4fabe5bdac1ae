import { and, eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { Origin } from '../access/caller.ts'
import { hashSecret } from '../access/hash-secret.ts'
import { recordActivity } from '../activity/record-activity.ts'
import type { Database } from '../database/connect.ts'
import { accounts, tokens } from '../database/schema.ts'
import { ApiError } from '../errors.ts'
import { type Account, checkPassword } from './check-password.ts'
import { triesLeft } from './confirm-password.ts'
import { longestLogin, normalizeLogin } from './create-account.ts'
import { beginSession, type SessionLimits } from './sessions.ts'

export interface SignedIn {
  /** The session id, shown this once. */
  session: string
  account: Account
}

/**
 * Begins a session for a login and its password.
 *
 * A token of the account is accepted in place of the password, because plugins of development environments ask for
 * nothing else. Such a session may do what the token may, and ends with it.
 * @throws ApiError `SIGN_IN_FAILED` with `attemptsLeft`, `TOO_MANY_ATTEMPTS`, `OVERLOADED`, `BAD_USER_INPUT`
 */
export async function signIn(
  db: Database,
  credentials: { login: string; password: string },
  origin: Origin,
  limits: SessionLimits,
): Promise<SignedIn> {
  const login = normalizeLogin(credentials.login)
  if (login.length > longestLogin || /\p{Cc}/u.test(login)) {
    throw new ApiError('BAD_USER_INPUT', 'A login is an e-mail address, such as ann@example.com.', {
      parameter: 'login',
    })
  }
  if (looksLikeToken(credentials.password)) {
    const byToken = await begin(db, (tx) => findTokenOf(tx, login, credentials.password), origin, limits)
    if (byToken) return byToken
  }

  const check = await checkPassword(db, login, credentials.password)
  if (check.right) {
    const byPassword = await begin(db, (tx) => findUnchanged(tx, check.account), origin, limits)
    if (byPassword) return byPassword
    throw new ApiError('SIGN_IN_FAILED', 'The password was changed just now. Sign in with the new one.')
  }

  if (check.account) {
    await recordActivity(db, check.account.id, origin, [
      { action: 'account.sign-in-refused', outcome: 'REFUSED' },
    ])
  }
  throw new ApiError(
    'SIGN_IN_FAILED',
    `Login and password do not belong together. ${triesLeft(check.attemptsLeft)}`,
    {
      attemptsLeft: check.attemptsLeft,
    },
  )
}

/** Who begins a session: an account, by its password or by a token of its own. */
interface Opener {
  account: Account
  token?: { id: string; description: string }
}

/**
 * Begins a session while the row that allows it is locked. Whatever replaces a password or a value ends its sessions
 * in the same transaction, so one that is begun at that moment is either ended by it or not begun at all.
 */
async function begin(
  db: Database,
  lock: (tx: Database) => Promise<Opener | undefined>,
  origin: Origin,
  limits: SessionLimits,
): Promise<SignedIn | undefined> {
  return db.transaction(async (tx) => {
    const opener = await lock(tx)
    if (!opener) return undefined
    const { account, token } = opener
    const session = await beginSession(tx, { accountId: account.id, tokenId: token?.id }, origin, limits)
    await recordActivity(tx, account.id, origin, [{ action: 'account.signed-in', token }])
    return { session, account }
  })
}

/** The account, if its password is still the one that was checked. */
async function findUnchanged(tx: Database, { id, passwordHash }: Account): Promise<Opener | undefined> {
  const [account] = await tx
    .select()
    .from(accounts)
    .where(and(eq(accounts.id, id), eq(accounts.passwordHash, passwordHash)))
    .for('share')
  return account && { account }
}

/** Only what looks like a token is looked up; there is nothing to guess in 256 random bits. */
function looksLikeToken(password: string) {
  return /^[a-z]{2,10}_[0-9A-Za-z]{49}$/.test(password)
}

async function findTokenOf(tx: Database, login: string, value: string): Promise<Opener | undefined> {
  const [found] = await tx
    .select({ account: accounts, token: { id: tokens.id, description: tokens.description } })
    .from(tokens)
    .innerJoin(accounts, eq(accounts.id, tokens.accountId))
    .where(
      and(
        eq(tokens.hash, hashSecret(value)),
        eq(accounts.login, login),
        or(isNull(tokens.expiresAt), gt(tokens.expiresAt, sql`now()`)),
      ),
    )
    .for('key share', { of: tokens })
  return found
}
