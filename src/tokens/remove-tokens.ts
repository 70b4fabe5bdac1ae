import { inArray } from 'drizzle-orm'
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
  const { accountId, origin } = owner
  return db.transaction(async (tx) => {
    await lockConfirmed(tx, owner)
    const removed = await requireTokens(tx, accountId, ids)
    await tx.delete(tokens).where(inArray(tokens.id, [...ids]))
    await recordActivity(
      tx,
      accountId,
      origin,
      removed.map((token) => ({ action: 'token.removed', token })),
    )
    return [...ids]
  })
}
