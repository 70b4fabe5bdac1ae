import { recordActivity } from '../activity/record-activity.ts'
import type { Database } from '../database/connect.ts'
import { ApiError } from '../errors.ts'
import { guess, passwordOf, recordWrongGuess, secondFactorOf } from './attempts.ts'
import type { Account } from './check-password.ts'
import { triesLeft } from './confirm-password.ts'
import type { AccountsContext } from './context.ts'
import { accountFromHome } from './home.ts'
import type { Identity, PlatformUser } from './identity.ts'
import { refuseOversize } from './password.ts'
import { beginSession, liftRestriction } from './sessions.ts'

/** What signing in gives. */
export interface SignedIn {
  /** The session id, shown this once; null where the second factor comes first. */
  session: string | null
  twoFactorRequired: boolean
  /** Unset where only the platform behind knows it yet. */
  account?: Account
}

/** The password is right, and the second factor is to come: which says nothing about the guesses before. */
class CodeNeeded extends Error {
  constructor(readonly user: PlatformUser | undefined) {
    super()
  }
}

/**
 * Begins a session for whom the platform behind knows, together with a session there.
 * @throws ApiError `SIGN_IN_FAILED` with `attemptsLeft`, `TOO_MANY_ATTEMPTS`, or that the platform does not answer
 */
export async function signInAtPlatform(
  context: AccountsContext,
  identity: Identity,
  given: { login: string; password: string; code?: string; isOwnToken: boolean },
): Promise<SignedIn> {
  const { login, password, code, isOwnToken } = given
  refuseOversize(password)
  try {
    const check = await guess(context, passwordOf(login), async () => {
      if (isOwnToken) return undefined
      const answer = await identity.signIn({ login, password, code, keepsRestricted: context.verifiesLater })
      if (answer.outcome === 'code-needed') throw new CodeNeeded(answer.user)
      return answer.outcome === 'signed-in' ? answer.user : undefined
    })
    if (check.right) return await begin(context, identity, check.found, password)
    await recordWrongGuess(context, passwordOf(login), 'account.sign-in-refused')
    throw signInFailed(check.attemptsLeft)
  } catch (error) {
    if (!(error instanceof CodeNeeded)) throw error
    if (!error.user) return { session: null, twoFactorRequired: true, account: undefined }
    return begin(context, identity, error.user, undefined)
  }
}

/**
 * Gives the platform the second factor of a session that waits for it.
 * @throws ApiError `SIGN_IN_FAILED` with `attemptsLeft`, `TOO_MANY_ATTEMPTS`
 */
export async function verifyAtPlatform(
  context: AccountsContext,
  identity: Identity,
  code: string,
): Promise<void> {
  const { caller, db, origin, sessionLimits } = context
  if (caller.kind !== 'restricted') return
  const { account, sessionId } = caller
  const target = secondFactorOf(account.id)
  const check = await guess(context, target, async () =>
    (await identity.verifyCode({ accountId: account.id, sessionId, code })) ? true : undefined,
  )
  if (!check.right) {
    await recordWrongGuess(context, target, 'account.second-factor-refused')
    throw new ApiError('SIGN_IN_FAILED', `The code is not right. ${triesLeft(check.attemptsLeft)}`, {
      attemptsLeft: check.attemptsLeft,
      parameter: 'code',
    })
  }
  await db.transaction(async (tx) => {
    if (!(await liftRestriction(tx, sessionId, sessionLimits))) {
      throw new ApiError('UNAUTHENTICATED', 'The session has ended meanwhile. Sign in again.')
    }
    await recordActivity(tx, account.id, origin, [{ action: 'account.signed-in' }])
  })
}

export function signInFailed(attemptsLeft: number) {
  return new ApiError(
    'SIGN_IN_FAILED',
    `Login and password do not belong together. ${triesLeft(attemptsLeft)}`,
    { attemptsLeft },
  )
}

/** @param password at hand where the session is a full one */
async function begin(
  { db, origin, sessionLimits }: AccountsContext,
  identity: Identity,
  { session: platformSession, ...user }: PlatformUser,
  password: string | undefined,
): Promise<SignedIn> {
  const restricted = password === undefined
  const begun = await db.transaction(async (tx: Database) => {
    const { account, isNew } = await accountFromHome(tx, { ...user, home: identity.home })
    const owner = { accountId: account.id, restricted }
    const { session, id: sessionId } = await beginSession(tx, owner, origin, sessionLimits)
    await identity.keepSession(tx, { accountId: account.id, sessionId, platformSession })
    await recordActivity(tx, account.id, origin, [
      ...(isNew ? [{ action: 'account.created' as const }] : []),
      ...(restricted ? [] : [{ action: 'account.signed-in' as const }]),
    ])
    return { session, account, sessionId }
  })
  const { session, account, sessionId } = begun
  if (password !== undefined) await identity.seeToCredential({ accountId: account.id, sessionId }, password)
  return { session, twoFactorRequired: restricted, account }
}
