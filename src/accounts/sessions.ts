import { randomBytes } from 'node:crypto'
import { and, desc, eq, getTableColumns, gt, inArray, isNotNull, isNull, ne, not, or, sql } from 'drizzle-orm'
import type { Origin } from '../access/caller.ts'
import { hashSecret } from '../access/hash-secret.ts'
import type { Database } from '../database/connect.ts'
import { sessions, tokens } from '../database/schema.ts'
import { ApiError } from '../errors.ts'

export type Session = typeof sessions.$inferSelect

/** How long sessions last. Milliseconds. */
export interface SessionLimits {
  /** After the last use. */
  idle: number
  /** After sign-in. */
  lifetime: number
}

/** What a session id looks like: 160 random bits. */
export const sessionPattern = /^[0-9a-f]{40}$/

/** How long a session waits for its second factor. Milliseconds. */
const longestWait = 10 * 60_000

/** Begins a session. @returns its id in the protocol, which is not stored anywhere, and that of its row */
export async function beginSession(
  db: Database,
  owner: { accountId: string; tokenId?: string; restricted?: boolean },
  origin: Origin,
  limits: SessionLimits,
): Promise<{ session: string; id: string }> {
  const lifetime = owner.restricted ? Math.min(longestWait, limits.lifetime) : limits.lifetime
  const session = randomBytes(20).toString('hex')
  const [row] = await db
    .insert(sessions)
    .values({
      ...owner,
      hash: hashSecret(session),
      address: origin.address,
      userAgent: origin.userAgent,
      expiresAt: sql`now() + interval '1 millisecond' * ${lifetime}`,
    })
    .returning({ id: sessions.id })
  return { session, id: row!.id }
}

/**
 * Makes a session that waited for its second factor a full one.
 * @returns whether it was still waiting
 */
export async function liftRestriction(
  tx: Database,
  sessionId: string,
  limits: SessionLimits,
): Promise<boolean> {
  const lifted = await tx
    .update(sessions)
    .set({
      restricted: false,
      lastUsedAt: sql`now()`,
      expiresAt: sql`now() + interval '1 millisecond' * ${limits.lifetime}`,
    })
    .where(and(eq(sessions.id, sessionId), sessions.restricted, gt(sessions.expiresAt, sql`now()`)))
    .returning({ id: sessions.id })
  return lifted.length === 1
}

/** The sessions of an account that have not ended, last used first, without those that wait for a second factor. */
export async function listSessions(
  db: Database,
  accountId: string,
  limits: SessionLimits,
): Promise<Session[]> {
  return db
    .select(getTableColumns(sessions))
    .from(sessions)
    .leftJoin(
      tokens,
      and(eq(tokens.id, sessions.tokenId), or(isNull(tokens.expiresAt), gt(tokens.expiresAt, sql`now()`))),
    )
    .where(
      and(
        eq(sessions.accountId, accountId),
        // One that was begun with a token ends with it.
        or(isNull(sessions.tokenId), isNotNull(tokens.id)),
        not(sessions.restricted),
        gt(sessions.expiresAt, sql`now()`),
        gt(sessions.lastUsedAt, sql`now() - interval '1 millisecond' * ${limits.idle}`),
      ),
    )
    .orderBy(desc(sessions.lastUsedAt))
}

/** Ends one session. */
export async function endSession(db: Database, sessionId: string): Promise<void> {
  await db.delete(sessions).where(eq(sessions.id, sessionId))
}

/**
 * Ends the named sessions of an account.
 * @returns how many that were
 * @throws ApiError `NOT_FOUND` for an id that is not one of the account's sessions
 */
export async function endSessions(tx: Database, accountId: string, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) {
    throw new ApiError('BAD_USER_INPUT', 'The list names no session. Send at least one id.', {
      parameter: 'ids',
    })
  }
  const open = await tx.select({ id: sessions.id }).from(sessions).where(eq(sessions.accountId, accountId))
  const known = new Set(open.map(({ id }) => id))
  const item = ids.findIndex((id) => !known.has(id))
  if (item >= 0) {
    throw new ApiError(
      'NOT_FOUND',
      `There is no session ${shown(ids[item]!)}. List the sessions to see which are open.`,
      { item },
    )
  }
  const ended = await tx
    .delete(sessions)
    .where(inArray(sessions.id, [...ids]))
    .returning({ id: sessions.id })
  return ended.length
}

/** What is longer than an id may be the session's secret in the wrong place, which is not repeated. */
function shown(id: string) {
  return id.length <= 36 ? id : 'of that id'
}

/** Ends every session of an account but one. */
export async function endOtherSessions(
  db: Database,
  accountId: string,
  keep: string | undefined,
): Promise<string[]> {
  const ended = await db
    .delete(sessions)
    .where(and(eq(sessions.accountId, accountId), keep ? ne(sessions.id, keep) : undefined))
    .returning({ id: sessions.id })
  return ended.map(({ id }) => id)
}
