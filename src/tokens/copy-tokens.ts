import { lockConfirmed } from '../accounts/lock-account.ts'
import { recordActivity } from '../activity/record-activity.ts'
import type { Database } from '../database/connect.ts'
import { checkExpiry } from './expiry.ts'
import { forEachItem } from './for-each-item.ts'
import { insertTokens } from './insert-tokens.ts'
import type { Owner, TokenPolicy } from './owner.ts'
import { changedSettings, type TokenChanges } from './settings.ts'
import { type IssuedToken, readTokens } from './token.ts'
import { notFound } from './require-tokens.ts'

/** A new token on the basis of an existing one. */
export interface TokenCopy extends TokenChanges {
  id: string
}

/**
 * Creates tokens with the settings of existing ones, except for what is given anew; all of them or none. One token
 * may be copied several times.
 * @throws ApiError `NOT_FOUND` or `BAD_USER_INPUT` with `item`, `TOKEN_LIMIT_REACHED`
 */
export async function copyTokens(
  db: Database,
  owner: Owner,
  copies: readonly TokenCopy[],
  policy: TokenPolicy,
  now = new Date(),
): Promise<IssuedToken[]> {
  return db.transaction(async (tx) => {
    await lockConfirmed(tx, owner)
    const originals = new Map(
      (
        await readTokens(
          tx,
          owner.accountId,
          copies.map(({ id }) => id),
        )
      ).map((token) => [token.id, token]),
    )
    const settings = forEachItem(copies, (copy) => {
      const original = originals.get(copy.id)
      if (!original) throw notFound(copy.id)
      const chosen = changedSettings(original, copy)
      checkExpiry(chosen.expiresAt, now, copy.expiresAt === undefined)
      return chosen
    })
    const issued = await insertTokens(tx, owner, settings, policy)
    await recordActivity(
      tx,
      owner.accountId,
      owner.origin,
      issued.map(({ token }, item) => ({
        action: 'token.copied',
        token,
        details: { from: copies[item]!.id },
      })),
    )
    return issued
  })
}
