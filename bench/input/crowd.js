import { randomBytes } from 'node:crypto'
import { builtModule } from '../servers/built.js'
import { setHash, sha256 } from './people.js'

/** Tokens that are used, half of them with few methods and half with all: the smallest database holds no others. */
export const inUse = 1_000
const tokensOfAnAccount = 100
const fewMethods = 10
const rowsAtOnce = 200_000

/**
 * @typedef {object} Crowd
 * @property {string[]} few values of tokens with ten methods
 * @property {string[]} all values of tokens with every method that a token can hold
 * @property {string[]} sessions of the accounts with the first
 */

/** @returns {Promise<Crowd>} */
export async function makeCrowd() {
  const { createSecret } = await builtModule('tokens/secret')
  const values = (/** @type {number} */ number) =>
    Array.from({ length: number }, () => createSecret('lk').value)
  return {
    few: values(inUse / 2),
    all: values(inUse / 2),
    sessions: Array.from({ length: inUse / 2 / tokensOfAnAccount }, () => randomBytes(20).toString('hex')),
  }
}

/**
 * Fills a database: the tokens in use, and around them as many as are wanted, made by the database itself.
 * @param {import('postgres').Sql} sql of a user that may set session_replication_role
 * @param {Crowd} crowd
 * @param {{ tokens: number, activity: number }} size
 */
export async function storeCrowd(sql, crowd, { tokens, activity }) {
  const { grantableMethods } = await builtModule('methods/catalogue')
  const few = [...grantableMethods.slice(0, fewMethods - 1), 'users.account.GetUserInfo'].sort()
  const all = [...grantableMethods].sort()
  const accounts = tokens / tokensOfAnAccount
  const connection = await sql.reserve()
  try {
    // Millions of rows that are known to fit need not each be checked.
    await connection`set session_replication_role = replica`
    await connection`set synchronous_commit = off`
    for (const methods of [few, all]) {
      await connection`insert into method_sets (hash, methods) values (${setHash(methods)}, ${methods})`
    }
    await connection`
      insert into accounts (id, uid, login, name, password_hash) overriding system value
      select md5('account ' || n)::uuid, 1000000 + n, 'crowd-' || n || '@example.com', 'Somebody', 'none'
      from generate_series(0, ${accounts - 1}::int) as n`
    await storeUsed(connection, crowd.few, 0, setHash(few))
    await storeUsed(connection, crowd.all, crowd.few.length, setHash(all))
    await connection`
      insert into sessions (account_id, hash, expires_at)
      select md5('account ' || u.n - 1)::uuid, u.hash, now() + interval '12 hours'
      from unnest(${crowd.sessions.map((session) => sha256(session))}::text[]) with ordinality as u(hash, n)`
    for (let from = inUse; from < tokens; from += rowsAtOnce) {
      await connection`
        insert into tokens (account_id, hash, last_four, description, api_set, method_set)
        select md5('account ' || n / ${tokensOfAnAccount}::int)::uuid,
          translate(rtrim(encode(sha256(('token ' || n)::bytea), 'base64'), '='), '+/', '-_'),
          'abcd', 'Night shift of the build server', 'CUSTOM', ${setHash(few)}
        from generate_series(${from}::int, ${Math.min(from + rowsAtOnce, tokens) - 1}::int) as n`
    }
    for (let from = 0; from < activity; from += rowsAtOnce) {
      await connection`
        insert into activity (account_id, action, token_id, token_description, address, user_agent)
        select md5('account ' || n % ${accounts}::int)::uuid, 'token.generated', gen_random_uuid(),
          'Night shift of the build server', '127.0.0.1', 'curl/8.0'
        from generate_series(${from}::int, ${Math.min(from + rowsAtOnce, activity) - 1}::int) as n`
    }
  } finally {
    await connection`reset all`
    connection.release()
  }
  await sql`vacuum analyze`
  await sql`checkpoint`
}

async function storeUsed(connection, values, from, set) {
  await connection`
    insert into tokens (account_id, hash, last_four, description, api_set, method_set, created_at, updated_at)
    select md5('account ' || (${from}::int + u.n - 1) / ${tokensOfAnAccount}::int)::uuid, u.hash, u.last_four,
      'Night shift of the build server', 'CUSTOM', ${set}, '2026-01-01Z', '2026-01-01Z'
    from unnest(${values.map((value) => sha256(value))}::text[], ${values.map((value) => value.slice(-4))}::text[])
      with ordinality as u(hash, last_four, n)`
}
