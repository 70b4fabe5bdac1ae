import type { Origin } from '../access/caller.ts'
import { recordActivity } from '../activity/record-activity.ts'
import type { Database } from '../database/connect.ts'
import { accounts } from '../database/schema.ts'
import { ApiError } from '../errors.ts'
import { isLogin, normalizeLogin } from '../login.ts'
import type { Account } from './check-password.ts'
import { hashPassword } from './password.ts'

/**
 * Makes an account.
 * @param login an e-mail address; a host without a dot will do, as in `admin@localhost`
 * @throws ApiError `BAD_USER_INPUT` for a login that is taken or no address, or a password that is too short
 */
export async function createAccount(
  db: Database,
  draft: { login: string; password: string; name?: string },
  origin: Origin,
): Promise<Account> {
  const login = normalizeLogin(draft.login)
  if (!isLogin(login)) {
    throw new ApiError('BAD_USER_INPUT', 'A login is an e-mail address, such as ann@example.com.', {
      parameter: 'login',
    })
  }
  const passwordHash = await hashPassword(draft.password)

  return db.transaction(async (tx) => {
    const [account] = await tx
      .insert(accounts)
      .values({ login, name: draft.name ?? login.split('@')[0]!, passwordHash })
      .onConflictDoNothing()
      .returning()
    if (!account) {
      throw new ApiError('BAD_USER_INPUT', `There is an account ${login} already. Choose another login.`, {
        parameter: 'login',
      })
    }
    await recordActivity(tx, account.id, origin, [{ action: 'account.created' }])
    return account
  })
}
