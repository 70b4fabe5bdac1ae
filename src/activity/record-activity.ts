import type { Origin } from '../access/caller.ts'
import type { Database } from '../database/connect.ts'
import { activity } from '../database/schema.ts'

/** What can be done to an account's credentials. */
export type Action =
  | 'account.created'
  | 'account.signed-in'
  | 'account.sign-in-refused'
  | 'account.signed-out'
  | 'account.sessions-ended'
  | 'account.password-changed'
  | 'account.password-refused'
  | 'account.attempts-throttled'
  | 'account.second-factor-refused'
  | 'account.two-factor-enabled'
  | 'account.two-factor-disabled'
  | 'account.recovery-codes-regenerated'
  | 'account.recovery-code-used'
  | 'token.generated'
  | 'token.edited'
  | 'token.regenerated'
  | 'token.copied'
  | 'token.removed'
  | 'platform.token-given'
  | 'platform.token-forgotten'
  | 'token.denied'

export interface ActivityEntry {
  action: Action
  outcome?: 'DONE' | 'REFUSED'
  token?: { id: string; description: string }
  /** `changed` is shown as what an edit changed; the rest is kept for whoever looks into the table. */
  details?: Record<string, unknown>
}

/** Writes what was done, in the transaction of the change. */
export async function recordActivity(
  db: Database,
  accountId: string,
  origin: Origin,
  entries: readonly ActivityEntry[],
): Promise<void> {
  if (entries.length === 0) return
  await db.insert(activity).values(
    entries.map(({ action, outcome, token, details }) => ({
      accountId,
      action,
      outcome,
      tokenId: token?.id,
      tokenDescription: token?.description,
      details,
      address: origin.address,
      userAgent: origin.userAgent,
    })),
  )
}
