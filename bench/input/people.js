import { createHash, randomBytes } from 'node:crypto'
import { builtModule } from '../servers/built.js'

export const accountsOfAKind = 100
const tokensOfAnAccount = 100
const sessionsOfAnAccount = 100
/** Each connection of a run stops and starts an environment of its own, in every account. */
const mostConnections = 256

/** What the tokens of a kind of account hold, and how many environments it has. */
const kinds = {
  /** Reads by the old addresses and by GraphQL. */
  reader: { environments: 2, methods: 'reading' },
  /** Holds nothing but stopping and starting, so whatever else it asks is denied. */
  writer: { environments: mostConnections, methods: 'writing' },
  /** Has a long list of environments. */
  host: { environments: 100, methods: 'listing' },
  /** Lists its tokens, which nobody uses, so that the list stays as it is. */
  owner: { environments: 0, methods: 'reading' },
}

const methodSets = {
  reading: [
    'environment.control.GetBasicEnvsInfo',
    'environment.control.GetEnvInfo',
    'environment.control.GetEnvs',
    'environment.control.GetNodeGroups',
    'environment.control.GetRegions',
    'environment.control.GetSumStat',
    'environment.control.RestartNodes',
    'environment.control.StartEnv',
    'environment.control.StopEnv',
    'users.account.GetUserInfo',
  ],
  writing: ['environment.control.StartEnv', 'environment.control.StopEnv'],
  listing: ['environment.control.GetEnvs'],
}

/**
 * @typedef {object} Person an account
 * @property {string} id
 * @property {number} uid
 * @property {string} login
 * @property {string[]} tokens values
 * @property {string[]} sessions
 */

/** @typedef {Record<keyof typeof kinds, Person[]>} People */

/**
 * Makes up the accounts, tokens and sessions that the rows are measured with, once for all databases, so that they
 * give the same answers.
 * @returns {Promise<People>}
 */
export async function makePeople() {
  const { createSecret } = await builtModule('tokens/secret')
  let uid = 100_000
  const make = (/** @type {string} */ kind) =>
    Array.from({ length: accountsOfAKind }, () => {
      uid += 1
      return {
        id: idFrom(`account ${uid}`),
        uid,
        login: `${kind}-${uid}@example.com`,
        tokens: Array.from({ length: tokensOfAnAccount }, () => createSecret('lk').value),
        sessions: Array.from({ length: sessionsOfAnAccount }, () => randomBytes(20).toString('hex')),
      }
    })
  return /** @type {People} */ (Object.fromEntries(Object.keys(kinds).map((kind) => [kind, make(kind)])))
}

/**
 * Writes them into the database of a server that has made its first account, whose sample environment is the model of
 * theirs.
 * @param {import('postgres').Sql} sql
 * @param {People} people
 */
export async function storePeople(sql, people) {
  for (const methods of Object.values(methodSets)) {
    await sql`insert into method_sets (hash, methods) values (${setHash(methods)}, ${methods}) on conflict do nothing`
  }
  for (const [kind, { environments, methods }] of Object.entries(kinds)) {
    const accounts = people[kind]
    await storeAccounts(sql, accounts)
    await storeEnvironments(sql, accounts, environments)
    await storeTokens(sql, accounts, methodSets[methods])
    await storeSessions(sql, accounts)
  }
  await sql`vacuum analyze`
}

/** The hash under which a set is stored. @param {string[]} methods */
export function setHash(methods) {
  return sha256([...methods].sort().join('\n'))
}

async function storeAccounts(sql, accounts) {
  await sql`
    insert into accounts (id, uid, login, name, password_hash, created_at) overriding system value
    select u.id, u.uid, u.login, 'Somebody', 'none', '2026-01-01Z'
    from unnest(${accounts.map(({ id }) => id)}::uuid[], ${accounts.map(({ uid }) => uid)}::int[],
      ${accounts.map(({ login }) => login)}::text[]) as u(id, uid, login)`
}

async function storeEnvironments(sql, accounts, number) {
  await sql`
    insert into environments (account_id, name, appid, status, region, nodes, created_at)
    select u.id, 'env-' || lpad(n::text, 3, '0'), md5(u.id || ' ' || n), model.status, model.region, model.nodes, '2026-01-01Z'
    from unnest(${accounts.map(({ id }) => id)}::uuid[]) as u(id)
    cross join generate_series(0, ${number - 1}::int) as n
    cross join (select * from environments where name = 'my-project' limit 1) as model`
}

async function storeTokens(sql, accounts, methods) {
  const rows = accounts.flatMap(({ id, tokens }) => tokens.map((value) => ({ id, value })))
  await sql`
    insert into tokens (id, account_id, hash, last_four, description, api_set, method_set, created_at, updated_at, issued_at)
    select u.id, u.account, u.hash, u.last_four, 'Night shift of the build server', 'CUSTOM', ${setHash(methods)},
      '2026-01-01Z', '2026-01-01Z', '2026-01-01Z'
    from unnest(${rows.map(({ value }) => idFrom(value))}::uuid[], ${rows.map(({ id }) => id)}::uuid[],
      ${rows.map(({ value }) => sha256(value))}::text[], ${rows.map(({ value }) => value.slice(-4))}::text[]
    ) as u(id, account, hash, last_four)`
}

async function storeSessions(sql, accounts) {
  const rows = accounts.flatMap(({ id, sessions }) => sessions.map((session) => ({ id, session })))
  await sql`
    insert into sessions (account_id, hash, expires_at)
    select u.id, u.hash, now() + interval '12 hours'
    from unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ session }) => sha256(session))}::text[]) as u(id, hash)`
}

/** @param {string} text */
export function sha256(text) {
  return createHash('sha256').update(text).digest('base64url')
}

function idFrom(/** @type {string} */ text) {
  const hex = createHash('md5').update(text).digest('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
