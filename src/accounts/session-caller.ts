import type { RestrictedCaller, SessionCaller, TokenCaller } from '../access/caller.ts'
import { hashSecret } from '../access/hash-secret.ts'
import { arrayLiteral } from '../database/array-literal.ts'
import type { Sql } from '../database/connect.ts'
import { sharedLookup } from '../database/shared-lookup.ts'
import type { MethodSet } from '../methods/method-set.ts'
import { type SessionLimits, sessionPattern } from './sessions.ts'

interface Row {
  hash: string
  id: string
  stale: boolean
  restricted: boolean
  accountId: string
  uid: number
  login: string
  name: string
  tokenId: string | null
  methodSet: string | null
  tokenExpiresAt: Date | null
}

/**
 * Finds the caller behind a session id, by reading its row.
 * @param readMethods gives the methods of a session that was begun with a token
 * @param noteUse is told the id of a row whose last use is to be noted
 * @returns a function that gives undefined for an id that is unknown, ended or expired, and has the use noted unless
 *   told that it is none
 */
export function sessionCallerFinder(
  sql: Sql,
  readMethods: (hash: string) => MethodSet | Promise<MethodSet | undefined>,
  limits: SessionLimits,
  noteUse: (sessionId: string) => void,
  onBatch?: (keys: number) => void,
): (session: string, isUse?: boolean) => Promise<SessionCaller | RestrictedCaller | TokenCaller | undefined> {
  const idle = `${limits.idle} milliseconds`
  /** The last use is noted to this precision only, so that a busy session is not written on every request. */
  const precision = `${Math.min(60_000, limits.idle / 10)} milliseconds`

  const find = sharedLookup(
    async (hashes) => {
      const rows = await sql<Row[]>`
      select s.hash, s.id, s.last_used_at < now() - ${precision}::interval as stale, s.restricted,
        a.id as "accountId", a.uid, a.login, a.name, t.id as "tokenId", t.method_set as "methodSet", t.expires_at as "tokenExpiresAt"
      from sessions s
      join accounts a on a.id = s.account_id
      left join tokens t on t.id = s.token_id and (t.expires_at is null or t.expires_at > now())
      where s.hash = any(${arrayLiteral(hashes)}::text[]) and s.expires_at > now() and s.last_used_at > now() - ${idle}::interval
        and (s.token_id is null or t.id is not null)`
      return new Map(rows.map((row) => [row.hash, row]))
    },
    { onBatch },
  )

  return async (session, isUse = true) => {
    if (!sessionPattern.test(session)) return undefined
    const row = await find(hashSecret(session))
    if (!row) return undefined
    if (row.stale && isUse) noteUse(row.id)

    const account = { id: row.accountId, uid: row.uid, login: row.login, name: row.name }
    if (row.restricted) return { kind: 'restricted', account, sessionId: row.id }
    if (row.tokenId === null) return { kind: 'session', account, sessionId: row.id }

    const methods = row.methodSet === null ? undefined : await readMethods(row.methodSet)
    if (!methods) return undefined
    const { tokenId, tokenExpiresAt: expiresAt } = row
    return { kind: 'token', account, tokenId, methods, expiresAt, sessionId: row.id }
  }
}
