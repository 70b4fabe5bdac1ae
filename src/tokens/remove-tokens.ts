import { eq, inArray } from 'drizzle-orm'
import { lockConfirmed } from '../accounts/lock-account.ts'
import { recordActivity } from '../activity/record-activity.ts'
import type { Database } from '../database/connect.ts'
import { tokens } from '../database/schema.ts'
import type { Owner } from './owner.ts'
import { requireTokens } from './require-tokens.ts'

/**
 * Removes all of the tokens or none of them. They are refused from the moment this returns.
 * @returns the ids
 * @throws ApiError `NOT_FOUND` or `BAD_USER_INPUT` with `item`
 */
export async function removeTokens(db: Database, owner: Owner, ids: readonly string[]): Promise<string[]> {
  return db.transaction(async (tx) => {
    await lockConfirmed(tx, owner)
    const removed = await requireTokens(tx, owner.accountId, ids)
    await tx.delete(tokens).where(inArray(tokens.id, [...ids]))
    await recordRemoval(tx, owner, removed)
    return [...ids]
  })
}

/** Removes every token of the account, if there is any. @returns the ids */
export async function removeAllTokens(db: Database, owner: Owner): Promise<string[]> {
  return db.transaction(async (tx) => {
    await lockConfirmed(tx, owner)
    const removed = await tx
      .delete(tokens)
      .where(eq(tokens.accountId, owner.accountId))
      .returning({ id: tokens.id, description: tokens.description })
    await recordRemoval(tx, owner, removed)
    return removed.map(({ id }) => id)
  })
}

function recordRemoval(
  tx: Database,
  { accountId, origin }: Owner,
  removed: readonly { id: string; description: string }[],
): Promise<void> {
  const entries = removed.map((token) => ({ action: 'token.removed' as const, token }))
  return recordActivity(tx, accountId, origin, entries)
}
