import { and, desc, eq, getTableColumns, inArray } from 'drizzle-orm'
import type { Database } from '../database/connect.ts'
import { accounts, tokens } from '../database/schema.ts'
import { readMethodNames } from '../methods/method-sets.ts'

/** A token's row without the hash, which nobody needs to see, and with the methods that it points to. */
export type Token = Omit<typeof tokens.$inferSelect, 'hash' | 'methodSet'> & {
  methods: readonly string[]
}

/** A token and its value, which is shown this once and stored nowhere. */
export interface IssuedToken {
  token: Token
  value: string
}

const { hash: _hash, ...columns } = getTableColumns(tokens)

/** Tokens of one account, newest first. Ids that are unknown, malformed or foreign are simply not there. */
export async function readTokens(db: Database, accountId: string, ids?: readonly string[]): Promise<Token[]> {
  const rows = await db
    .select(columns)
    .from(tokens)
    .where(and(eq(tokens.accountId, accountId), ids && inArray(tokens.id, ids.filter(isId))))
    .orderBy(desc(tokens.createdAt), desc(tokens.id))
  const methods = await readMethodNames(
    db,
    rows.map((row) => row.methodSet),
  )
  return rows.map(({ methodSet, ...row }) => ({ ...row, methods: methods.get(methodSet)! }))
}

/** Whether a text could be an id at all: the database refuses to compare with any other. */
function isId(text: string) {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}

/** Whether a token has reached its date. */
export function isExpired(token: { expiresAt: Date | null }, now: Date): boolean {
  return token.expiresAt !== null && token.expiresAt <= now
}

/**
 * Makes the changes to one account's tokens wait for each other until the transaction ends, so that two at once can
 * neither pass the limit nor lock rows crosswise. Requests that only use the account's tokens do not wait.
 */
export async function lockAccount(tx: Database, accountId: string): Promise<void> {
  await tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, accountId)).for('no key update')
}
