import { readFile } from 'node:fs/promises'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { connect, type Connections } from '../../src/database/connect.ts'
import { isMigrated, migrate } from '../../src/database/migrate.ts'
import { createDatabase, startPostgres } from '../support/postgres.ts'

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

let number = 0

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
