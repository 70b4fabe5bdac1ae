import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { connect, type Connections } from '../../src/database/connect.ts'
import { isMigrated, migrate } from '../../src/database/migrate.ts'
import { readTokens } from '../../src/tokens/token.ts'
import { createDatabase, startPostgres } from '../support/postgres.ts'
import { runLatchkey } from '../support/process.ts'

let server: Awaited<ReturnType<typeof startPostgres>>
let url: string
const opened: Connections[] = []

vi.setConfig({ testTimeout: 30_000 })

beforeAll(async () => {
  server = await startPostgres()
}, 60_000)

afterEach(() => Promise.all(opened.splice(0).map((connections) => connections.close())))

afterAll(() => server.stop())

test('eight instances that start at once on an empty database migrate it once', async () => {
  await anEmptyDatabase()
  const instances = Array.from({ length: 8 }, () => open())
  await Promise.all(instances.map(migrate))

  const journal = JSON.parse(
    await readFile(new URL('../../drizzle/meta/_journal.json', import.meta.url), 'utf8'),
  )
  const [row] = await instances[0]!.sql`select count(*)::int from drizzle.__drizzle_migrations`
  expect(row!.count).toBe(journal.entries.length)
  expect(await instances[0]!.sql`select * from accounts`).toEqual([])
  expect(await heldLocks()).toBe(0)
})

test('a database is migrated when all of the migrations are applied, and not before', async () => {
  await anEmptyDatabase()
  const connections = open()
  expect(await isMigrated(connections)).toBe(false)
  await migrate(connections)
  expect(await isMigrated(connections)).toBe(true)

  // As if the folder had a newer one.
  await connections.sql`update drizzle.__drizzle_migrations set created_at = created_at - 1`
  expect(await isMigrated(connections)).toBe(false)
})

test('an older program does not start on the tables of a newer one, and leaves them as they are', async () => {
  await anEmptyDatabase()
  const connections = open()
  await migrate(connections)
  await connections.sql`insert into drizzle.__drizzle_migrations (hash, created_at)
    select 'of a newer release', max(created_at) + 1 from drizzle.__drizzle_migrations`
  const applied = () => connections.sql`select * from drizzle.__drizzle_migrations order by id`
  const before = await applied()

  const server = runLatchkey(['serve'], { DATABASE_URL: url })
  expect(await server.ended).toBe(1)
  expect(server.stderr).toMatch(/^The tables are those of a newer release[^]*Upgrade this instance/)
  expect(server.stderr).not.toContain('Latchkey serves')
  expect(await applied()).toEqual(before)
  expect(await heldLocks()).toBe(0)
  // An instance that runs already goes on.
  expect(await isMigrated(connections)).toBe(true)
})

test('whether it is migrated cannot be told of a database that is away', async () => {
  await expect(isMigrated(connectTo('postgres://nobody@127.0.0.1:1/nothing'))).rejects.toThrow(/ECONNREFUSED/)
})

test('a migration that fails leaves nothing behind, not even the lock', async () => {
  await anEmptyDatabase()
  const connections = open()
  await connections.sql`create table accounts (id int)`
  await expect(migrate(connections)).rejects.toThrow()
  expect(await isMigrated(connections)).toBe(false)
  expect(await heldLocks()).toBe(0)

  await connections.sql`drop table accounts`
  await migrate(connections)
  expect(await isMigrated(connections)).toBe(true)
})

test('an instance waits for another that migrates, longer than the pools let a statement run', async () => {
  await anEmptyDatabase()
  const connections = open()
  const other = postgres(url, { max: 1 })
  await other`select pg_advisory_lock(7205759)`
  const migrating = migrate(connections)
  // One second is the limit of the smaller pool.
  await vi.waitUntil(
    async () =>
      (
        await connections.sql`select from pg_stat_activity where wait_event = 'advisory'
          and datname = current_database() and now() - query_start > interval '1.2 s'`
      ).length > 0,
    { timeout: 20_000, interval: 100 },
  )
  await other.end()
  await migrating
  expect(await isMigrated(connections)).toBe(true)
})

test('the last use of a token is kept when it moves to the counts', async () => {
  await anEmptyDatabase()
  const connections = open()
  await migrateUpTo('0003_denials', connections)
  const { sql } = connections
  const [account] =
    await sql`insert into accounts (login, name) values ('ann@example.com', 'Ann') returning id`
  await sql`insert into method_sets (hash, methods) values ('set', '{}')`
  const tokens = await sql`
    insert into tokens (account_id, hash, last_four, description, api_set, method_set, last_used_at, last_used_method,
      last_used_address, last_used_user_agent)
    select ${account!.id}, token.description, '', token.description, 'CUSTOM', 'set', token.at, token.method,
      token.address, token.agent
    from (values
      ('counted', '2026-03-02T23:59:59.987654Z'::timestamptz, 'a.b.C', '192.0.2.1', 'x/1'),
      ('not counted', '2026-03-04T01:00:00+02:00', 'a.b.C', null, null),
      ('unused', null, null, null, null)) as token(description, at, method, address, agent)
    returning id, description`
  const idOf = (wanted: string) => tokens.find(({ description }) => description === wanted)!.id as string
  await sql`insert into token_usage (token_id, day, method, allowed, denied) values
    (${idOf('counted')}, '2026-03-01', 'a.b.C', 9, 0),
    (${idOf('counted')}, '2026-03-02', 'a.b.C', 5, 2),
    (${idOf('counted')}, '2026-03-02', 'a.b.D', 7, 0),
    (${idOf('unused')}, '2026-03-02', 'a.b.D', 0, 3)`

  await migrate(connections)

  const list = await readTokens(connections.db, account!.id as string)
  expect(Object.fromEntries(list.map(({ description, lastUsed }) => [description, lastUsed]))).toEqual({
    counted: {
      at: new Date('2026-03-02T23:59:59.987Z'),
      method: 'a.b.C',
      address: '192.0.2.1',
      userAgent: 'x/1',
    },
    'not counted': { at: new Date('2026-03-03T23:00:00Z'), method: 'a.b.C', address: null, userAgent: null },
    unused: null,
  })
  // What was denied alone is no use.
  const counts = await sql`select day, method, allowed::int from token_usage order by day, method, allowed`
  expect(counts.map((row) => Object.values(row))).toEqual([
    ['2026-03-01', 'a.b.C', 9],
    ['2026-03-02', 'a.b.C', 5],
    ['2026-03-02', 'a.b.D', 7],
    ['2026-03-03', 'a.b.C', 1],
  ])
})

test('tables whose rows change often leave room for it on their pages', async () => {
  await anEmptyDatabase()
  const connections = open()
  await migrate(connections)
  const tables = await connections.sql`
    select relname from pg_class where reloptions::text like '%fillfactor=%' and relkind = 'r' order by relname`
  expect(tables.map(({ relname }) => relname)).toEqual(['environments', 'token_usage'])
})

let number = 0

/** Applies the migrations up to this one, as an older release has them. */
async function migrateUpTo(last: string, { alone }: Connections) {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-migrations-'))
  const client = await alone()
  try {
    await cp(new URL('../../drizzle', import.meta.url), folder, { recursive: true })
    const file = join(folder, 'meta/_journal.json')
    const journal = JSON.parse(await readFile(file, 'utf8')) as { entries: { tag: string }[] }
    journal.entries.splice(journal.entries.findIndex(({ tag }) => tag === last) + 1)
    await writeFile(file, JSON.stringify(journal))
    await applyMigrations(drizzle(client), { migrationsFolder: folder })
  } finally {
    await client.end()
    await rm(folder, { recursive: true })
  }
}

async function anEmptyDatabase() {
  url = await createDatabase(server.url, `migrate_${process.pid}_${number++}`)
}

const open = () => connectTo(url)

function connectTo(address: string) {
  const connections = connect(address, 2)
  opened.push(connections)
  return connections
}

/** Advisory locks that are held or wanted in the database. */
async function heldLocks() {
  const [row] = await open()
    .sql`select count(*)::int from pg_locks join pg_database on database = pg_database.oid
    where locktype = 'advisory' and datname = current_database()`
  return row!.count as number
}
