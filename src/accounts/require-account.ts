import { eq } from 'drizzle-orm'
import type { Database } from '../database/connect.ts'
import { accounts } from '../database/schema.ts'
import { ApiError } from '../errors.ts'
import { normalizeLogin } from '../login.ts'

/** The account of a login that the operator names. @throws ApiError `NOT_FOUND` */
export async function requireAccount(db: Database, givenLogin: string) {
  const login = normalizeLogin(givenLogin)
  const [account] = await db
    .select({ id: accounts.id, login: accounts.login, home: accounts.home })
    .from(accounts)
    .where(eq(accounts.login, login))
  if (!account) {
    throw new ApiError('NOT_FOUND', `There is no account ${login}. List the accounts to see which there are.`)
  }
  return account
}
