import { eq } from 'drizzle-orm'
import type { Database } from '../database/connect.ts'
import { accounts } from '../database/schema.ts'
import { clearAttempts, reserveAttempt, returnAttempt } from './attempts.ts'
import { refuseOversize, verifyNothing, verifyPassword } from './password.ts'

export type Account = typeof accounts.$inferSelect

export type PasswordCheck =
  { right: true; account: Account } | { right: false; account?: Account; attemptsLeft: number }

/**
 * The one way to find out whether a password is right: counted first, then hashed. An unknown login is counted and
 * takes as long as a known one.
 * @throws ApiError `TOO_MANY_ATTEMPTS`, `OVERLOADED`, `BAD_USER_INPUT`
 */
export async function checkPassword(db: Database, login: string, password: string): Promise<PasswordCheck> {
  refuseOversize(password)
  const subject = `login:${login}`
  return oneAtATime(subject, async () => {
    const attemptsLeft = await reserveAttempt(db, subject)
    const [account] = await db.select().from(accounts).where(eq(accounts.login, login))
    const right = await (
      account ? verifyPassword(account.passwordHash, password) : verifyNothing(password)
    ).catch(async (error) => {
      await returnAttempt(db, subject)
      throw error
    })
    if (!right || !account) return { right: false, account, attemptsLeft }
    await clearAttempts(db, subject)
    return { right: true, account }
  })
}

/**
 * Guesses at one login wait for each other, so that a client which sends a dozen right passwords together does not
 * trip over guesses that are merely not settled yet.
 */
async function oneAtATime<T>(subject: string, work: () => Promise<T>): Promise<T> {
  const before = lastOf.get(subject)
  const done = (before ?? Promise.resolve()).then(work, work)
  const settled = done.then(
    () => {},
    () => {},
  )
  lastOf.set(subject, settled)
  try {
    return await done
  } finally {
    if (lastOf.get(subject) === settled) lastOf.delete(subject)
  }
}
const lastOf = new Map<string, Promise<void>>()
