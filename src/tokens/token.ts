import { arrayLiteral } from '../database/array-literal.ts'
import type { Database } from '../database/connect.ts'
import { askPrepared, readMoment } from '../database/prepared.ts'
import type { tokens } from '../database/schema.ts'
import { readMethodNames } from '../methods/method-sets.ts'

/** A token as its account may see it: without the hash, and with the methods that its row points to. */
export type Token = Omit<typeof tokens.$inferSelect, 'accountId' | 'hash' | 'methodSet'> & {
  methods: readonly string[]
  /** null: it was never used. */
  lastUsed: LastUse | null
}

/** The last call that a token was allowed. */
export interface LastUse {
  at: Date
  method: string
  address: string | null
  userAgent: string | null
}

/** A token and its value, which is shown this once and stored nowhere. */
export interface IssuedToken {
  token: Token
  value: string
}

/**
 * Tokens of one account, newest first. Ids that are unknown, malformed or foreign are simply not there.
 * @param ids only these
 * @param withLastUse whether the last use is wanted; it is null otherwise
 */
export async function readTokens(
  db: Database,
  accountId: string,
  ids?: readonly string[],
  withLastUse = true,
): Promise<Token[]> {
  const text = (withLastUse ? listsWithLastUse : lists)[ids ? 'some' : 'all']
  const rows = await askPrepared<Row>(
    db,
    text,
    ids ? [accountId, arrayLiteral(ids.filter(isId))] : [accountId],
  )
  const methods = await readMethodNames(
    db,
    rows.map((row) => row.methodSet),
  )
  return rows.map((row) => ({
    id: row.id,
    lastFour: row.lastFour,
    description: row.description,
    apiSet: row.apiSet,
    methods: methods.get(row.methodSet)!,
    expiresAt: row.expiresAt === null ? null : readMoment(row.expiresAt),
    createdAt: readMoment(row.createdAt),
    updatedAt: readMoment(row.updatedAt),
    issuedAt: readMoment(row.issuedAt),
    lastUsed: row.usedAt
      ? {
          at: readMoment(row.usedAt),
          method: row.usedMethod!,
          address: row.usedAddress ?? null,
          userAgent: row.usedUserAgent ?? null,
        }
      : null,
  }))
}

interface Row extends Pick<
  typeof tokens.$inferSelect,
  'id' | 'lastFour' | 'description' | 'apiSet' | 'methodSet'
> {
  expiresAt: string | null
  createdAt: string
  updatedAt: string
  issuedAt: string
  usedAt?: string | null
  usedMethod?: string | null
  usedAddress?: string | null
  usedUserAgent?: string | null
}

const lists = listsOf('', '')

/** The days of a token come newest first out of the primary key. */
const listsWithLastUse = listsOf(
  `, used.last_at as "usedAt", used.method as "usedMethod", used.address as "usedAddress",
    used.user_agent as "usedUserAgent"`,
  `left join lateral (
    select last_at, method, address, user_agent from token_usage
    where token_id = t.id and last_at is not null
    order by day desc, last_at desc limit 1
  ) used on true`,
)

function listsOf(columns: string, join: string) {
  const list = (condition: string) => `
    select t.id, t.last_four as "lastFour", t.description, t.api_set as "apiSet", t.method_set as "methodSet",
      t.expires_at as "expiresAt", t.created_at as "createdAt", t.updated_at as "updatedAt", t.issued_at as "issuedAt"
      ${columns}
    from tokens t ${join}
    where t.account_id = $1 ${condition}
    order by t.created_at desc, t.id desc`
  return { all: list(''), some: list('and t.id = any($2::uuid[])') }
}

/** Whether a text could be an id at all: the database refuses to compare with any other. */
function isId(text: string) {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}

/** Whether a token has reached its date. */
export function isExpired(token: { expiresAt: Date | null }, now: Date): boolean {
  return token.expiresAt !== null && token.expiresAt <= now
}
