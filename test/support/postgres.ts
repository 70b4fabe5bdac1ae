import { randomBytes } from 'node:crypto'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { defaultSources, findBinaries } from '../../src/database/embedded-binaries.ts'
import { createCluster, prepareFolder, serverUser } from '../../src/database/embedded-folder.ts'
import { connect } from '../../src/database/connect.ts'
import { migrate } from '../../src/database/migrate.ts'
import { startServer, stopServer } from '../../src/database/embedded-server.ts'

/**
 * A PostgreSQL for one run of the tests: of this system if it has one, so that the product is tested with another
 * than it brings, and else the one it brings. TEST_DATABASE_URL names a running one to use instead, as
 * a user that may create databases.
 * @param others settings of the server that differ
 */
export async function startPostgres(
  others: Record<string, string> = {},
): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL
  if (given) return { url: given, stop: async () => {} }

  const folder = await realpath(await mkdtemp(join(tmpdir(), 'latchkey-test-')))
  const removeFolder = () => rm(folder, { recursive: true, force: true })
  try {
    const user = await serverUser(folder)
    await prepareFolder(folder, user)
    const nothing = async () => []
    const binaries = await findBinaries({ ...defaultSources, packageFolder: null }, user).catch(() =>
      findBinaries({ ...defaultSources, systemFolders: nothing }, user),
    )
    const password = randomBytes(16).toString('hex')
    await createCluster(folder, binaries, user, password, ['--no-sync'])
    const settings = {
      max_connections: '200',
      // Nobody needs this data after a crash.
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      ...others,
    }
    const server = await startServer({ dataDir: folder, binaries, user, password, settings })
    const atExit = () => server.signal('SIGQUIT')
    process.on('exit', atExit)
    let stopped: Promise<void> | undefined
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres`,
      stop: () =>
        (stopped ??= stopServer(server).then(() => {
          process.off('exit', atExit)
          return removeFolder()
        })),
    }
  } catch (error) {
    await removeFolder()
    throw error
  }
}

/** Makes a database with the tables of the product, of which those of the test files are copies. @returns its name */
export async function makeTemplate(url: string): Promise<string> {
  const name = `latchkey_${randomBytes(6).toString('hex')}`
  const connections = connect(await createDatabase(url, name), 1)
  try {
    await migrate(connections)
  } finally {
    // A database in use cannot be copied.
    await connections.close()
  }
  return name
}

/** Makes a database, empty unless it is a copy, in place of one of that name, and returns its address. */
export async function createDatabase(url: string, name: string, from = 'template0'): Promise<string> {
  const created = new URL(url)
  if (created.pathname === `/${name}`)
    throw new Error(`${name} is the database that the address names itself.`)
  created.pathname = `/${name}`
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await sql`drop database if exists ${sql(name)} with (force)`
    await sql`create database ${sql(name)} template ${sql(from)}`
  } finally {
    await sql.end({ timeout: 1 })
  }
  return created.href
}
