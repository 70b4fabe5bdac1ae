import { eq, inArray, sql } from 'drizzle-orm'
import { lockConfirmed } from '../accounts/lock-account.ts'
import { recordActivity } from '../activity/record-activity.ts'
import type { Database } from '../database/connect.ts'
import { sessions, tokens } from '../database/schema.ts'
import { sameLifeAgain } from './expiry.ts'
import type { Owner, TokenPolicy } from './owner.ts'
import { requireTokens } from './require-tokens.ts'
import { createSecret } from './secret.ts'
import { isExpired, type IssuedToken } from './token.ts'

/**
 * Gives tokens new values; all of them or none. Ids and settings stay, and the old values are refused from the moment
 * this returns. A token that has expired lives again, for as long as it was given the last time, at least a day.
 * @throws ApiError `NOT_FOUND` or `BAD_USER_INPUT` with `item`
 */
export async function regenerateTokens(
  db: Database,
  owner: Owner,
  ids: readonly string[],
  { prefix }: TokenPolicy,
  now = new Date(),
): Promise<IssuedToken[]> {
  const { accountId, origin } = owner
  return db.transaction(async (tx) => {
    await lockConfirmed(tx, owner)
    const before = await requireTokens(tx, accountId, ids)
    const values: string[] = []
    for (const token of before) {
      const { value, ...stored } = createSecret(prefix)
      const life = isExpired(token, now) && {
        expiresAt: sameLifeAgain(token.issuedAt, token.expiresAt!, now),
        issuedAt: sql`now()`,
      }
      await tx
        .update(tokens)
        .set({ ...stored, ...life, updatedAt: sql`now()` })
        .where(eq(tokens.id, token.id))
      values.push(value)
    }
    // Sessions that were begun with an old value end with it.
    await tx.delete(sessions).where(inArray(sessions.tokenId, [...ids]))

    const after = await requireTokens(tx, accountId, ids)
    await recordActivity(
      tx,
      accountId,
      origin,
      after.map((token) => ({ action: 'token.regenerated', token })),
    )
    return after.map((token, item) => ({ token, value: values[item]! }))
  })
}
