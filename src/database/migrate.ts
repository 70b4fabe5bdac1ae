import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import type { Connections, Sql } from './connect.ts'
import { lockKeys } from './lock-keys.ts'

/** As far from src/ as from dist/. */
const folder = fileURLToPath(new URL('../../drizzle', import.meta.url))

/**
 * Brings the tables up to date. Instances that start at once take turns, and all but the first find nothing to do.
 *
 * On a connection of its own: the pools cut a statement after seconds, and a migration may take minutes.
 * @throws Error for tables of a newer release, on which this one would fail later, or do harm
 */
export async function migrate({ alone }: Connections) {
  const client = await alone()
  try {
    await client`set lock_timeout = '10min'`
    await client`select pg_advisory_lock(${lockKeys.migration})`
    // A table in use is waited for, but not for long: whoever needs it next queues behind us.
    await client`set lock_timeout = '30s'`
    const applied = await newestApplied(client)
    if (applied !== undefined && applied > (await newestKnown())) throw tooNew()
    await applyMigrations(drizzle(client), { migrationsFolder: folder })
  } finally {
    // Ends the session, and with it the lock.
    await client.end({ timeout: 5 })
  }
}

/** Whether `migrate` would find nothing to do. */
export async function isMigrated({ sql }: Connections): Promise<boolean> {
  const applied = await newestApplied(sql)
  return applied !== undefined && applied >= (await newestKnown())
}

/** When the newest migration of this release was made. */
async function newestKnown(): Promise<number> {
  const journal = JSON.parse(await readFile(join(folder, 'meta', '_journal.json'), 'utf8')) as {
    entries: { when: number }[]
  }
  return Math.max(0, ...journal.entries.map(({ when }) => when))
}

/** When the newest migration that the tables have was made. */
async function newestApplied(sql: Sql): Promise<number | undefined> {
  try {
    const [row] = await sql<{ at: string | null }[]>`
      select max(created_at)::text as at from drizzle.__drizzle_migrations`
    return row?.at ? Number(row.at) : undefined
  } catch (error) {
    const undefinedTable = '42P01'
    if (error instanceof postgres.PostgresError && error.code === undefinedTable) return undefined
    throw error
  }
}

function tooNew() {
  return new Error(
    'The tables are those of a newer release of Latchkey, which this one does not know. Upgrade this instance, as all others. To go back to this release, restore the backup of the database that was made before the upgrade.',
  )
}
