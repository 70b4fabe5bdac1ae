import { and, desc, eq, gt, inArray, isNull, sql } from 'drizzle-orm'
import type { Database } from '../../database/connect.ts'
import type { SealedColumn } from '../../database/rotate-secrets.ts'
import { platformCredentials, platformSessions, sessions } from '../../database/schema.ts'
import { ApiError } from '../../errors.ts'
import type { Sealer } from '../../sealing.ts'

/** What Latchkey has for the calls of one account. None of it is ever shown. */
export interface Secrets {
  /** The platform's token for the calls of the account's tokens. */
  token: string | undefined
  /** Sessions of the platform behind the account's open sessions: the one that asks, then those last used. */
  sessions: { sessionId: string; restricted: boolean; value: string }[]
}

/** What `latchkey rotate-secrets` seals anew. */
export const platformSecrets: readonly SealedColumn[] = [
  {
    table: platformCredentials,
    key: platformCredentials.accountId,
    sealed: platformCredentials.sealed,
    ownerOf: credentialOwner,
  },
  {
    table: platformSessions,
    key: platformSessions.id,
    sealed: platformSessions.sealed,
    ownerOf: sessionOwner,
  },
]

/** Sessions of one account that are looked at. */
const mostSessions = 20

/** Sessions that are ended at the platform at the same time. */
const endedAtOnce = 20

/**
 * Reads what is there for an account. What was sealed with a key that is not known any more is not there.
 * @param own the session that asks
 */
export async function readSecrets(
  db: Database,
  sealer: Sealer,
  accountId: string,
  own?: string,
): Promise<Secrets> {
  const [[credential], rows] = await Promise.all([
    db
      .select({ sealed: platformCredentials.sealed })
      .from(platformCredentials)
      .where(
        and(
          eq(platformCredentials.accountId, accountId),
          isNull(platformCredentials.refusedAt),
          sql`(${platformCredentials.expiresAt} is null or ${platformCredentials.expiresAt} > now())`,
        ),
      ),
    db
      .select({
        id: platformSessions.id,
        sessionId: sessions.id,
        restricted: sessions.restricted,
        sealed: platformSessions.sealed,
      })
      .from(platformSessions)
      .innerJoin(sessions, eq(sessions.id, platformSessions.sessionId))
      .where(and(eq(platformSessions.accountId, accountId), gt(sessions.expiresAt, sql`now()`)))
      .orderBy(...(own === undefined ? [] : [desc(eq(sessions.id, own))]), desc(sessions.lastUsedAt))
      .limit(mostSessions),
  ])
  return {
    token: credential && open(sealer, credential.sealed, credentialOwner(accountId)),
    sessions: rows.flatMap(({ id, sealed, ...row }) => {
      const value = open(sealer, sealed, sessionOwner(id))
      return value === undefined ? [] : [{ ...row, value }]
    }),
  }
}

/** The session of the platform behind one of the account's. @throws ApiError `UNAUTHENTICATED` */
export function sessionBehind({ sessions }: Secrets, sessionId: string): string {
  const own = sessions.find((session) => session.sessionId === sessionId)
  if (own) return own.value
  throw new ApiError('UNAUTHENTICATED', 'There is no session at the platform any more. Sign in again.')
}

/** Keeps a session of the platform with the session here that stands for it. */
export async function storeSession(
  tx: Database,
  sealer: Sealer,
  {
    accountId,
    sessionId,
    platformSession,
  }: { accountId: string; sessionId: string; platformSession: string },
): Promise<void> {
  const id = crypto.randomUUID()
  const sealed = sealer.seal(platformSession, sessionOwner(id))
  await tx.insert(platformSessions).values({ id, accountId, sessionId, sealed })
}

/**
 * Takes out some of the sessions of the platform whose session here has ended; whoever took them ends them there.
 * @returns their values, and whether there may be more
 */
export async function takeEnded(
  db: Database,
  sealer: Sealer,
): Promise<{ ended: string[]; mayBeMore: boolean }> {
  const some = db
    .select({ id: platformSessions.id })
    .from(platformSessions)
    .where(isNull(platformSessions.sessionId))
    .limit(endedAtOnce)
    .for('update', { skipLocked: true })
  const taken = await db
    .delete(platformSessions)
    .where(inArray(platformSessions.id, some))
    .returning({ id: platformSessions.id, sealed: platformSessions.sealed })
  return {
    ended: taken.flatMap(({ id, sealed }) => open(sealer, sealed, sessionOwner(id)) ?? []),
    mayBeMore: taken.length === endedAtOnce,
  }
}

/** A credential without its value. */
export type Credential = typeof platformCredentials.$inferSelect & {
  /** Whether there is a value that can be read. */
  usable: boolean
}

export async function readCredential(
  db: Database,
  sealer: Sealer,
  accountId: string,
): Promise<Credential | undefined> {
  const [row] = await db
    .select()
    .from(platformCredentials)
    .where(eq(platformCredentials.accountId, accountId))
  return row && { ...row, usable: open(sealer, row.sealed, credentialOwner(accountId)) !== undefined }
}

/**
 * Puts a credential in the place of the one that was read.
 * @param before what was read: another that came since then stays
 * @param row the new one; an empty `value` where none could be made
 * @returns whether it was stored
 */
export async function replaceCredential(
  db: Database,
  before: Credential | undefined,
  { value, ...row }: Omit<Credential, 'sealed' | 'updatedAt' | 'refusedAt' | 'usable'> & { value: string },
  sealer: Sealer,
): Promise<boolean> {
  const values = {
    ...row,
    sealed: sealer.seal(value, credentialOwner(row.accountId)),
    refusedAt: null,
    updatedAt: sql`clock_timestamp()`,
  }
  const stored = before
    ? await db
        .update(platformCredentials)
        .set(values)
        .where(
          and(
            eq(platformCredentials.accountId, row.accountId),
            eq(platformCredentials.sealed, before.sealed),
          ),
        )
        .returning({ accountId: platformCredentials.accountId })
    : await db
        .insert(platformCredentials)
        .values(values)
        .onConflictDoNothing()
        .returning({ accountId: platformCredentials.accountId })
  return stored.length > 0
}

/** @returns the platform's id of its token, if Latchkey made it: there it goes on working */
export async function removeCredential(db: Database, accountId: string): Promise<string | null> {
  const [removed] = await db
    .delete(platformCredentials)
    .where(eq(platformCredentials.accountId, accountId))
    .returning({ tokenId: platformCredentials.tokenId })
  return removed?.tokenId ?? null
}

/** Notes that the platform no longer takes a credential, unless there is another by now. */
export async function noteRefused(
  db: Database,
  sealer: Sealer,
  accountId: string,
  value: string,
): Promise<void> {
  const row = await readCredential(db, sealer, accountId)
  if (!row || open(sealer, row.sealed, credentialOwner(accountId)) !== value) return
  await db
    .update(platformCredentials)
    .set({ refusedAt: sql`now()` })
    .where(and(eq(platformCredentials.accountId, accountId), eq(platformCredentials.sealed, row.sealed)))
}

function open(sealer: Sealer, sealed: string, owner: string): string | undefined {
  try {
    return sealer.open(sealed, owner) || undefined
  } catch {
    return undefined
  }
}

function credentialOwner(accountId: string) {
  return `platform-credential:${accountId}`
}

function sessionOwner(id: string) {
  return `platform-session:${id}`
}
