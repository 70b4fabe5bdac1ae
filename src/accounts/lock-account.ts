import { eq } from 'drizzle-orm'
import type { Database } from '../database/connect.ts'
import { accounts, sessions } from '../database/schema.ts'
import { ApiError } from '../errors.ts'
import type { Account } from './check-password.ts'

/** What a change was confirmed with. */
export interface Confirmation {
  accountId: string
  /** The session that asked. */
  sessionId: string
  /** The stored form of the password that was right. null: the platform behind knows the password. */
  passwordHash: string | null
}

/**
 * Makes changes to one account wait for each other until the transaction ends, so that two at once can neither pass a
 * limit nor lock rows crosswise. Signing in locks the same row, so a session is begun either before a change, and ended
 * by it, or after it. Requests that only use the account or its tokens do not wait.
 */
export async function lockAccount(tx: Database, accountId: string): Promise<Account> {
  const [account] = await tx.select().from(accounts).where(eq(accounts.id, accountId)).for('no key update')
  return account!
}

/**
 * Locks the account of a change, if that which confirmed it is still true: the password was checked before, in
 * transactions of its own, and may have been changed since, or the session ended.
 * @param parameter the name by which the caller knows the password
 * @throws ApiError `UNAUTHENTICATED`, `WRONG_PASSWORD`
 */
export async function lockConfirmed(
  tx: Database,
  confirmed: Confirmation,
  parameter = 'password',
): Promise<Account> {
  const { accountId, sessionId, passwordHash } = confirmed
  const account = await lockAccount(tx, accountId)
  // A statement of its own, which sees what those have done that the lock has waited for.
  const open = await tx.select({ id: sessions.id }).from(sessions).where(eq(sessions.id, sessionId))
  if (open.length === 0) {
    throw new ApiError('UNAUTHENTICATED', 'The session has ended meanwhile. Sign in again.')
  }
  if (passwordHash !== null && account.passwordHash !== passwordHash) {
    throw new ApiError('WRONG_PASSWORD', 'The password was changed just now. Give the new one.', {
      parameter,
    })
  }
  return account
}
