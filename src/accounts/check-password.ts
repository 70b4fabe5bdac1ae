import { eq } from 'drizzle-orm'
import { accounts } from '../database/schema.ts'
import { guess, type Guesser, passwordOf } from './attempts.ts'
import { refuseOversize, verifyNothing, verifyPassword } from './password.ts'

export type Account = typeof accounts.$inferSelect

export type PasswordCheck = { right: true; account: Account } | { right: false; attemptsLeft: number }

/**
 * The one way to find out whether a password is right: counted first, then hashed. An unknown login is counted and
 * takes as long as a known one.
 * @throws ApiError `TOO_MANY_ATTEMPTS`, `OVERLOADED`, `BAD_USER_INPUT`
 */
export async function checkPassword(
  guesser: Guesser,
  login: string,
  password: string,
): Promise<PasswordCheck> {
  refuseOversize(password)
  const outcome = await guess(guesser, passwordOf(login), async () => {
    const [account] = await guesser.db.select().from(accounts).where(eq(accounts.login, login))
    const right = await (account?.passwordHash
      ? verifyPassword(account.passwordHash, password)
      : verifyNothing(password))
    return right ? account : undefined
  })
  return outcome.right ? { right: true, account: outcome.found } : outcome
}
