import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Database } from '../database/connect.ts'
import { lockKeys } from '../database/lock-keys.ts'
import { accounts } from '../database/schema.ts'
import { type Account } from './check-password.ts'
import { createAccount } from './create-account.ts'

export interface FirstAccount {
  account: Account
  /** Set where it was made up: to be printed this once. */
  password: string | undefined
}

/**
 * Makes the account of a server that has none yet. Of several instances that start at once, one makes it.
 * @param furnish fills the new account with what it starts with, in the same transaction
 * @returns undefined where there are accounts already
 */
export async function createFirstAccount(
  db: Database,
  admin: { login: string; password: string | undefined },
  furnish: (tx: Database, accountId: string) => Promise<void>,
): Promise<FirstAccount | undefined> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${lockKeys.firstAccount})`)
    const existing = await tx.select({ id: accounts.id }).from(accounts).limit(1)
    if (existing.length > 0) return undefined

    const password = admin.password ?? randomPassword()
    const account = await createAccount(
      tx,
      { login: admin.login, password },
      { address: undefined, userAgent: 'first start' },
    )
    await furnish(tx, account.id)
    return { account, password: admin.password === undefined ? password : undefined }
  })
}

/** 120 random bits, in letters and digits that can be typed. */
export function randomPassword(): string {
  return randomBytes(15).toString('base64url')
}
