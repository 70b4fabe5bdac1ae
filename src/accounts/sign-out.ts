import { recordActivity } from '../activity/record-activity.ts'
import type { AccountsContext } from './context.ts'
import { endOtherSessions, endSession, endSessions } from './sessions.ts'

/** Who signs out. */
type Context = Pick<AccountsContext, 'db' | 'origin'>

/** Ends one session of an account: the one that a request came with. */
export async function signOut({ db, origin }: Context, accountId: string, sessionId: string): Promise<void> {
  await db.transaction(async (tx) => {
    await endSession(tx, sessionId)
    await recordActivity(tx, accountId, origin, [{ action: 'account.signed-out' }])
  })
}

/** Ends the named sessions of an account: all of them or none. @throws ApiError if one is not there */
export async function signOutSessions(
  { db, origin }: Context,
  accountId: string,
  ids: readonly string[],
): Promise<void> {
  await db.transaction(async (tx) => {
    const number = await endSessions(tx, accountId, ids)
    await recordActivity(tx, accountId, origin, [{ action: 'account.sessions-ended', details: { number } }])
  })
}

/** Ends every session of an account but one. @param own undefined: every one */
export async function signOutOtherSessions(
  { db, origin }: Context,
  accountId: string,
  own: string | undefined,
): Promise<void> {
  await db.transaction(async (tx) => {
    const ended = await endOtherSessions(tx, accountId, own)
    await recordActivity(tx, accountId, origin, [
      { action: 'account.sessions-ended', details: { number: ended.length } },
    ])
  })
}
