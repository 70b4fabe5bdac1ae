import { lockConfirmed } from '../accounts/lock-account.ts'
import { recordActivity } from '../activity/record-activity.ts'
import type { Database } from '../database/connect.ts'
import { checkExpiry } from './expiry.ts'
import { forEachItem } from './for-each-item.ts'
import { insertTokens } from './insert-tokens.ts'
import type { Owner, TokenPolicy } from './owner.ts'
import { newSettings, type TokenChanges } from './settings.ts'
import type { IssuedToken } from './token.ts'

/**
 * Creates all of the tokens or none of them.
 * @throws ApiError `BAD_USER_INPUT` with `item`, `TOKEN_LIMIT_REACHED`
 */
export async function generateTokens(
  db: Database,
  owner: Owner,
  drafts: readonly TokenChanges[],
  policy: TokenPolicy,
  now = new Date(),
): Promise<IssuedToken[]> {
  const settings = forEachItem(drafts, (draft) => {
    const chosen = newSettings(draft)
    checkExpiry(chosen.expiresAt, now)
    return chosen
  })

  return db.transaction(async (tx) => {
    await lockConfirmed(tx, owner)
    const issued = await insertTokens(tx, owner, settings, policy)
    await recordActivity(
      tx,
      owner.accountId,
      owner.origin,
      issued.map(({ token }) => ({ action: 'token.generated', token })),
    )
    return issued
  })
}
