import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { DataDirInUse, lockDataDir } from './data-dir-lock.ts'
import { defaultSources, findBinaries } from './embedded-binaries.ts'
import { clusterVersion, createCluster, prepareFolder, readPassword, serverUser } from './embedded-folder.ts'
import { findServer, openAdmin, startServer, stopServer, type Server } from './embedded-server.ts'

/** A PostgreSQL of our own that runs. */
export interface Embedded {
  url: string
  stop(): Promise<void>
}

/** Of the role and of its database. */
const name = 'latchkey'

/**
 * Runs a real PostgreSQL inside a folder, so that a fresh machine needs no database server. One process at a time
 * has the folder open. A server that a killed process has left there is taken over.
 *
 * @param settings of PostgreSQL, by name, as its `pg_settings` writes them
 * @throws Error that says what to do
 */
export async function startEmbedded(
  dataDir: string,
  log: (text: string) => void,
  sources = defaultSources,
  settings: Record<string, string> = {},
): Promise<Embedded> {
  const user = await serverUser(resolve(dataDir))
  await prepareFolder(resolve(dataDir), user)
  const folder = await realpath(dataDir)
  const lock = await lockDataDir(folder)

  const start = async (port?: number) => {
    const made = await clusterVersion(folder)
    const binaries = await findBinaries(sources, user, made)
    if (made === undefined) {
      await createCluster(folder, binaries, user, password)
      log(`Made a database of PostgreSQL ${binaries.major} in ${folder}.`)
    }
    return startServer({ dataDir: folder, binaries, user, password, port, settings })
  }

  let password: string
  let server: Server | null = null
  try {
    password = await readPassword(folder, user)
    server = await findServer(folder, password)
    if (server && !(await runsWith(settings, server, password))) {
      log(`The PostgreSQL that was left running in ${folder} has other settings. It is started again.`)
      await stopServer(server)
      server = null
    }
    if (server) log(`Took over the PostgreSQL that was left running in ${folder} (pid ${server.pid}).`)
    server ??= await start()
    await createDatabase(server.port, password)
  } catch (error) {
    if (server) await stopServer(server)
    await lock.release()
    throw error
  }
  const { port } = server
  const stop = keepRunning(server, () => start(port), log)
  let stopped: Promise<void> | undefined
  return {
    url: urlOf(port, password),
    stop: () => (stopped ??= stop().finally(lock.release)),
  }
}

/**
 * For a short piece of work, such as a command of the command line: uses the PostgreSQL of the process that has the
 * folder open, or runs it like `startEmbedded` if none has.
 */
export async function openEmbedded(dataDir: string, log: (text: string) => void): Promise<Embedded> {
  try {
    return await startEmbedded(dataDir, log)
  } catch (error) {
    if (!(error instanceof DataDirInUse)) throw error
    const folder = await realpath(dataDir)
    const password = await readPassword(folder, await serverUser(folder))
    const server = await findServer(folder, password)
    // It has been stopped since, or is not up yet.
    if (!server) throw error
    return { url: urlOf(server.port, password), stop: async () => {} }
  }
}

/** Such as the number of connections, of which a start with more workers needs more. */
async function runsWith(settings: Record<string, string>, { port }: Server, password: string) {
  const sql = openAdmin(port, password, 'postgres')
  try {
    const present = await sql<{ name: string; setting: string }[]>`select name, setting from pg_settings`
    return present.every(({ name, setting }) => (settings[name] ?? setting) === setting)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

function urlOf(port: number, password: string) {
  return `postgres://${name}:${password}@127.0.0.1:${port}/${name}`
}

/** The role has no rights beyond its own database. */
async function createDatabase(port: number, password: string) {
  const sql = openAdmin(port, password, 'postgres')
  try {
    const [role] = await sql`select from pg_roles where rolname = ${name}`
    if (!role) await sql.unsafe(`create role ${name} login password '${password}'`)
    const [database] = await sql`select from pg_database where datname = ${name}`
    if (!database) await sql.unsafe(`create database ${name} owner ${name}`)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/**
 * Starts the server again should it end by itself, as when the system is short of memory and kills it.
 * @returns what stops it; without that it is told to stop when this process exits
 */
function keepRunning(first: Server, start: () => Promise<Server>, log: (text: string) => void) {
  let server = first
  let stopping = false
  const atExit = () => server.signal('SIGINT')
  process.on('exit', atExit)

  const watch = async () => {
    for (;;) {
      await server.ended
      if (stopping) return
      log('PostgreSQL has ended by itself. It is started again.')
      try {
        server = await start()
        if (stopping) return stopServer(server)
      } catch (error) {
        log((error as Error).message)
        await delay(1_000, undefined, { ref: false })
      }
    }
  }
  const watching = watch()
  return async () => {
    stopping = true
    await stopServer(server)
    await watching
    process.off('exit', atExit)
  }
}
