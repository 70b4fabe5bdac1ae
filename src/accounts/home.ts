import { asc, desc, eq, isNotNull, sql } from 'drizzle-orm'
import { inOneSpelling } from '../config.ts'
import type { Database } from '../database/connect.ts'
import { accounts } from '../database/schema.ts'

/**
 * Makes sure that the accounts in the database are those of the platform behind. Another platform gives the same
 * numbers to other people, who would find tokens that are not theirs.
 * @param home address of the platform; undefined: accounts are made here
 * @throws Error that says what to do
 */
export async function checkHome(db: Database, home: string | undefined): Promise<void> {
  // An index has both ends at hand, with those of no platform at the last. One of another home is at one of them.
  for (const order of [asc(accounts.home), desc(accounts.home)]) {
    const [account] = await db.select({ home: accounts.home }).from(accounts).orderBy(order).limit(1)
    if (account && !isSame(account.home, home)) throw elsewhere(account.home, home)
  }
}

/** An account has its home as the address was written when it first signed in. */
function isSame(found: string | null, home: string | undefined): boolean {
  if (found === null || home === undefined) return found === (home ?? null)
  return inOneSpelling(found) === inOneSpelling(home)
}

function elsewhere(found: string | null, home: string | undefined): Error {
  if (found === null) {
    return new Error(
      'The database has accounts that were made here, without PLATFORM_URL. Use a database of its own for the platform.',
    )
  }
  return new Error(
    `The accounts in the database are those of the platform ${found}. ${
      home === undefined
        ? 'Set PLATFORM_URL, or use another database.'
        : 'If that is the same one under its former address, run: latchkey move-platform. Otherwise use another database.'
    }`,
  )
}

/** Says that the platform behind has a new address. @returns how many accounts it has */
export async function moveHome(db: Database, home: string): Promise<number> {
  const moved = await db
    .update(accounts)
    .set({ home })
    .where(isNotNull(accounts.home))
    .returning({ id: accounts.id })
  return moved.length
}

/** The account of the platform's user of that number, made at the first sign-in and kept up to date at each. */
export async function accountFromHome(
  tx: Database,
  { home, uid, login, name }: { home: string; uid: number; login: string; name: string },
) {
  // Whoever had this login before has another one now; the next sign-in tells which.
  await tx
    .update(accounts)
    .set({ login: sql`${accounts.uid} || '@unknown.invalid'` })
    .where(sql`${accounts.login} = ${login} and ${accounts.uid} <> ${uid}`)
  const [known] = await tx.update(accounts).set({ login, name }).where(eq(accounts.uid, uid)).returning()
  if (known) return { account: known, isNew: false }
  const [account] = await tx
    .insert(accounts)
    .overridingSystemValue()
    .values({ uid, login, name, home })
    .onConflictDoUpdate({ target: accounts.uid, set: { login, name } })
    .returning()
  return { account: account!, isNew: true }
}
