import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { atEnd, temporaryFolder } from '../processes.js'
import { builtModule } from './built.js'

/**
 * @typedef {object} PostgresServer
 * @property {string} url of a user that may create databases
 * @property {number | undefined} pid undefined where the server was there before us
 * @property {string} version
 */

/**
 * A PostgreSQL of this system if it has one, else the one that the product brings, in a temporary folder. With the
 * settings that a server has when nobody has changed any: what is acknowledged is on the disk.
 * BENCH_DATABASE_URL names a running one to use instead.
 * @returns {Promise<PostgresServer>}
 */
export async function startPostgres() {
  const given = process.env.BENCH_DATABASE_URL
  if (given) return { url: given, pid: undefined, version: await versionOf(given) }

  const { defaultSources, findBinaries } = await builtModule('database/embedded-binaries')
  const { createCluster, prepareFolder, serverUser } = await builtModule('database/embedded-folder')
  const { startServer, stopServer } = await builtModule('database/embedded-server')
  const folder = await temporaryFolder('postgres')
  const user = await serverUser(folder)
  await prepareFolder(folder, user)
  const binaries = await findBinaries({ ...defaultSources, packageFolder: null }, user).catch(() =>
    findBinaries({ ...defaultSources, systemFolders: async () => [] }, user),
  )
  const password = randomBytes(16).toString('hex')
  await createCluster(folder, binaries, user, password)
  const settings = {
    max_connections: '300',
    shared_buffers: '128MB',
    max_wal_size: '1GB',
    max_parallel_workers_per_gather: '2',
    jit: 'on',
  }
  const server = await startServer({ dataDir: folder, binaries, user, password, settings })
  atEnd(() => stopServer(server))
  const url = `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres`
  return { url, pid: server.pid, version: await versionOf(url) }
}

/** A connection for preparing things, closed at the end. @param {string} url */
export function openSql(url) {
  const sql = postgres(url, { max: 4, onnotice: () => {}, connection: { statement_timeout: 0 } })
  atEnd(() => sql.end({ timeout: 1 }))
  return sql
}

/**
 * Makes an empty database, which is dropped at the end where the server was there before us.
 * @param {PostgresServer} server
 * @param {string} name
 * @returns {Promise<string>} its address
 */
export async function createDatabase(server, name) {
  const sql = postgres(server.url, { max: 1, onnotice: () => {} })
  const full = `latchkey_bench_${name}_${randomBytes(4).toString('hex')}`
  await sql`create database ${sql(full)} template template0`
  await sql.end({ timeout: 1 })
  if (server.pid === undefined) {
    atEnd(async () => {
      const again = postgres(server.url, { max: 1, onnotice: () => {} })
      await again`drop database if exists ${again(full)} with (force)`
      await again.end({ timeout: 1 })
    })
  }
  const url = new URL(server.url)
  url.pathname = `/${full}`
  return url.href
}

async function versionOf(/** @type {string} */ url) {
  const sql = postgres(url, { max: 1 })
  const [{ server_version: version }] = await sql`show server_version`
  await sql.end({ timeout: 1 })
  return version
}
