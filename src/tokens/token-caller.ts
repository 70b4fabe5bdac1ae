import type { TokenCaller } from '../access/caller.ts'
import { hashSecret } from '../access/hash-secret.ts'
import { isAnyToken } from '../access/token-form.ts'
import { arrayLiteral } from '../database/array-literal.ts'
import type { Sql } from '../database/connect.ts'
import { sharedLookup } from '../database/shared-lookup.ts'
import type { MethodSet } from '../methods/method-set.ts'

interface Row {
  hash: string
  id: string
  methodSet: string
  expiresAt: Date | null
  accountId: string
  uid: number
  login: string
  name: string
}

/**
 * Finds the caller behind a token value: the hot path. The row is read for every request, by the database's clock;
 * requests that arrive together share the query.
 * @returns a function that gives undefined for a value that is malformed, unknown, removed, replaced or expired
 */
export function tokenCallerFinder(
  sql: Sql,
  readMethods: (hash: string) => MethodSet | Promise<MethodSet | undefined>,
  onBatch?: (keys: number) => void,
): (value: string) => Promise<TokenCaller | undefined> {
  const find = sharedLookup(
    async (hashes) => {
      const rows = await sql<Row[]>`
      select t.hash, t.id, t.method_set as "methodSet", t.expires_at as "expiresAt", a.id as "accountId", a.uid, a.login, a.name
      from tokens t join accounts a on a.id = t.account_id
      where t.hash = any(${arrayLiteral(hashes)}::text[]) and (t.expires_at is null or t.expires_at > now())`
      return new Map(rows.map((row) => [row.hash, row]))
    },
    { onBatch },
  )

  const callerOf = (row: Row | undefined) => {
    if (!row) return undefined
    const methods = readMethods(row.methodSet)
    return methods instanceof Promise
      ? methods.then((read) => read && asCaller(row, read))
      : asCaller(row, methods)
  }
  return (value) => (isAnyToken(value) ? find(hashSecret(value)).then(callerOf) : Promise.resolve(undefined))
}

function asCaller(row: Row, methods: MethodSet): TokenCaller {
  const account = { id: row.accountId, uid: row.uid, login: row.login, name: row.name }
  return { kind: 'token', account, tokenId: row.id, methods, expiresAt: row.expiresAt }
}
