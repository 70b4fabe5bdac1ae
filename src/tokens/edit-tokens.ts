import { eq, sql } from 'drizzle-orm'
import { lockConfirmed } from '../accounts/lock-account.ts'
import { recordActivity } from '../activity/record-activity.ts'
import type { Database } from '../database/connect.ts'
import { tokens } from '../database/schema.ts'
import { storeMethodSet } from '../methods/method-sets.ts'
import { checkExpiry } from './expiry.ts'
import { forEachItem } from './for-each-item.ts'
import type { Owner } from './owner.ts'
import { requireTokens } from './require-tokens.ts'
import { changedSettings, type TokenChanges } from './settings.ts'
import type { Token } from './token.ts'

/** Changes to one token: a field left out stays as it is. */
export interface TokenEdit extends TokenChanges {
  id: string
}

/**
 * Edits all of the tokens or none of them. Their values stay. A narrowed token is refused from the moment this returns.
 * @throws ApiError `NOT_FOUND` or `BAD_USER_INPUT` with `item`
 */
export async function editTokens(
  db: Database,
  owner: Owner,
  edits: readonly TokenEdit[],
  now = new Date(),
): Promise<Token[]> {
  const { accountId, origin } = owner
  return db.transaction(async (tx) => {
    await lockConfirmed(tx, owner)
    const ids = edits.map(({ id }) => id)
    const before = await requireTokens(tx, accountId, ids)
    const settings = forEachItem(edits, (edit, item) => {
      const changed = changedSettings(before[item]!, edit)
      if (edit.expiresAt !== undefined) checkExpiry(changed.expiresAt, now)
      return changed
    })

    for (const [item, { methods, ...rest }] of settings.entries()) {
      const methodSet = await storeMethodSet(tx, methods)
      const isNewLife = rest.expiresAt?.getTime() !== before[item]!.expiresAt?.getTime()
      await tx
        .update(tokens)
        .set({ ...rest, methodSet, updatedAt: sql`now()`, ...(isNewLife && { issuedAt: sql`now()` }) })
        .where(eq(tokens.id, ids[item]!))
    }
    const after = await requireTokens(tx, accountId, ids)
    await recordActivity(
      tx,
      accountId,
      origin,
      after.map((token, item) => ({
        action: 'token.edited',
        token,
        details: { changed: changedFields(before[item]!, token) },
      })),
    )
    return after
  })
}

function changedFields(before: Token, after: Token): string[] {
  return (['description', 'expiresAt', 'apiSet', 'methods'] as const).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  )
}
