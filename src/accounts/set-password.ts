import { eq, sql } from 'drizzle-orm'
import { accountOf } from '../access/account-of.ts'
import type { Origin } from '../access/caller.ts'
import { recordActivity } from '../activity/record-activity.ts'
import type { Database } from '../database/connect.ts'
import { accounts } from '../database/schema.ts'
import { afterChange } from '../database/unavailable.ts'
import { ApiError } from '../errors.ts'
import { clearAttempts, secondFactorOf } from './attempts.ts'
import { confirmPassword, type ConfirmContext } from './confirm-password.ts'
import { lockAccount, lockConfirmed } from './lock-account.ts'
import { hashPassword, refuseDamaged } from './password.ts'
import { requireAccount } from './require-account.ts'
import { endOtherSessions } from './sessions.ts'

/**
 * The owner's way: changes the password after confirming the old one.
 * @param endSessions whether every other session of the account ends with the old password
 */
export async function changePassword(
  context: ConfirmContext,
  oldPassword: string,
  newPassword: string,
  endSessions: boolean,
): Promise<void> {
  const { db, caller, origin, identity } = context
  const confirmed = await confirmPassword(context, oldPassword, 'oldPassword')
  const { accountId, sessionId } = confirmed
  if (!identity) {
    const passwordHash = await hashPassword(newPassword, 'newPassword')
    return db.transaction(async (tx) => {
      await lockConfirmed(tx, confirmed, 'oldPassword')
      if (endSessions) await endOtherSessions(tx, accountId, sessionId)
      await storePassword(tx, accountId, passwordHash, origin)
    })
  }

  refuseDamaged(newPassword, 'newPassword')
  await identity.changePassword({
    account: accountOf(caller),
    sessionId,
    oldPassword,
    newPassword,
    endOtherSessions: endSessions,
  })
  await afterChange(
    db.transaction(async (tx) => {
      // Changes that were confirmed with the old password are made before this, or find their session ended.
      await lockAccount(tx, accountId)
      if (endSessions) await endOtherSessions(tx, accountId, sessionId)
      await recordActivity(tx, accountId, origin, [{ action: 'account.password-changed' }])
    }),
  )
}

/**
 * The operator's way: sets a password without the old one, ends all sessions and forgives wrong guesses.
 * @throws ApiError `NOT_FOUND`, `NOT_SUPPORTED` for an account of a platform
 */
export async function setPassword(
  db: Database,
  givenLogin: string,
  password: string,
  origin: Origin,
): Promise<void> {
  const account = await requireAccount(db, givenLogin)
  const { login } = account
  if (account.home !== null) {
    throw new ApiError(
      'NOT_SUPPORTED',
      `${login} is an account of ${account.home}, which keeps its password. Set it there.`,
    )
  }
  const passwordHash = await hashPassword(password)
  await db.transaction(async (tx) => {
    await storePassword(tx, account.id, passwordHash, origin)
    await endOtherSessions(tx, account.id, undefined)
    await clearAttempts(tx, `login:${login}`)
    await clearAttempts(tx, secondFactorOf(account.id).subject)
  })
}

async function storePassword(tx: Database, accountId: string, passwordHash: string, origin: Origin) {
  await tx
    .update(accounts)
    .set({ passwordHash, passwordChangedAt: sql`now()` })
    .where(eq(accounts.id, accountId))
  await recordActivity(tx, accountId, origin, [{ action: 'account.password-changed' }])
}
