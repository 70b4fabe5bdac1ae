import cluster from 'node:cluster'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { createFirstAccount, type FirstAccount } from './accounts/first-account.ts'
import { checkHome } from './accounts/home.ts'
import { createApp, sealedColumns } from './app.ts'
import type { Config } from './config.ts'
import { connect, type Connections } from './database/connect.ts'
import { layout } from './database/embedded-folder.ts'
import { startEmbedded } from './database/embedded.ts'
import { migrate } from './database/migrate.ts'
import { countLocked } from './database/rotate-secrets.ts'
import { whyFailed } from './database/why-failed.ts'
import { ApiError } from './errors.ts'
import { onHangUp } from './hang-up.ts'
import { nameSettings } from './http/name-settings.ts'
import { serveMetrics, shareWithFirstProcess } from './http/serve-metrics.ts'
import { openLog } from './log.ts'
import { addSampleEnvironments } from './platform/sandbox/sample-environments.ts'
import { createSealer, keyFromFile } from './sealing.ts'

/** How long the server says "not ready" while it still takes requests, so that a balancer can turn away. Milliseconds. */
const farewell = 500

/** The longest that stopping may take. Milliseconds. */
export const longestStop = 9_000

/** Prints a text for the person at the terminal. */
export type Say = (text: string) => void

export interface RunningServer {
  /** Address that it listens on, such as `http://127.0.0.1:4000`. */
  url: string
  /** Address of the metrics, if they are served. */
  metricsUrl: string | undefined
  /** Stops taking requests, lets those under way finish, and closes the database. */
  stop(): Promise<void>
}

/**
 * Starts the database if it is the embedded one, brings its tables up to date, and serves.
 * @param log standard output, unless told otherwise
 * @throws Error that says what to do
 */
export async function serve(
  config: Config,
  say: Say,
  log = openLog(config.logLevel),
): Promise<RunningServer> {
  const database = await openDatabase(config, say)
  try {
    const settings = { ...config, databaseUrl: database.url, secretKeys: database.secretKeys }
    const server = await listen(settings, log)
    announce(config.publicUrl ?? server.url, server.metricsUrl, say)
    return {
      url: server.url,
      metricsUrl: server.metricsUrl,
      stop: once(async () => {
        await server.stop()
        await database.close()
      }),
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

export interface OpenDatabase {
  url: string
  /** See `secretKeysOf`. */
  secretKeys: string[]
  close(): Promise<void>
}

/** Starts the embedded database unless another is named, and makes what is missing: tables, and a first account. */
export async function openDatabase(config: Config, say: Say): Promise<OpenDatabase> {
  const embedded =
    config.databaseUrl === undefined
      ? await startEmbedded(config.dataDir, say, undefined, {
          max_connections: String(connectionsOf(config)),
        })
      : undefined
  const url = config.databaseUrl ?? embedded!.url
  const connections = connect(url, 2, false)
  try {
    await migrate(connections)
    await checkHome(connections.db, config.platform?.url)
    if (config.platform) {
      sayWhere(config.platform.url, say)
    } else {
      const first = await createFirstAccount(connections.db, config.admin, addSampleEnvironments).catch(
        nameOfPassword,
      )
      // At once: what is still to come may fail, and the next start finds the account made.
      if (first) sayHowToSignIn(first, say)
    }
    return { url, secretKeys: await secretKeysOf(config), close: async () => embedded?.stop() }
  } catch (error) {
    await embedded?.stop()
    throw error
  } finally {
    await connections.close()
  }
}

/** The keys of the settings; the present one may be that of the embedded database's key file. */
export async function secretKeysOf(config: Config): Promise<string[]> {
  const { secretKeys, previousSecretKeys, databaseUrl, dataDir } = config
  if (secretKeys.length || databaseUrl !== undefined) return secretKeys
  return [await keyFromFile(layout(dataDir).key), ...previousSecretKeys]
}

/** Only a start that makes the account looks at its password, and not at its length alone. */
function nameOfPassword(error: unknown): never {
  const isOfPassword = error instanceof ApiError && error.details.parameter === 'password'
  throw isOfPassword ? new Error(`Cannot start:\n- ADMIN_PASSWORD: ${error.message}`) : error
}

function sayWhere(platform: string, say: Say) {
  say(`The platform behind is ${platform}. Sign in with an account of it.`)
  if (new URL(platform).protocol === 'http:')
    say('  It is reached without TLS: passwords travel there in the clear.')
}

function sayHowToSignIn({ account: { login }, password }: FirstAccount, say: Say) {
  say(`Sign in as ${login}${password ? ` with the password ${password}` : ''}`)
  if (!password) return
  say(`  The password is not shown again. To set another: node dist/main.js set-password ${login}`)
}

/** What the embedded database must allow: all that the processes may open, and some for commands. */
function connectionsOf({ workers, databasePoolSize }: Config) {
  const gateAndBackground = 3
  return Math.max(100, workers * (databasePoolSize + gateAndBackground) + 20)
}

/** Serves on a database that is ready. */
export async function listen(
  config: Config & { databaseUrl: string },
  log = openLog(config.logLevel),
): Promise<RunningServer> {
  const connections = connect(config.databaseUrl, config.databasePoolSize)
  try {
    await warnOfLocked(config, connections, log)
    const app = await createApp(config, connections, log)
    await nameSettings('', app.server.listen({ host: config.host, port: config.port }))
    // A worker's numbers are put together with those of the others by the first process.
    const metrics =
      cluster.isPrimary && config.metrics
        ? await serveMetrics(config.metrics, () => app.metrics!.registry.metrics())
        : undefined
    if (cluster.isWorker && app.metrics) shareWithFirstProcess(app.metrics.registry)
    return {
      url: addressOf(app.server.server.address() as AddressInfo),
      metricsUrl: metrics?.url,
      stop: once(async () => {
        app.retire()
        await delay(farewell)
        await app.close()
        await metrics?.stop()
        await connections.close()
      }),
    }
  } catch (error) {
    await connections.close()
    throw error
  }
}

/** Whoever has a second factor whose secret no key opens can sign in with a recovery code only. */
async function warnOfLocked(config: Config, { db }: Connections, log: Logger) {
  const secrets = await countLocked(db, createSealer(config.secretKeys), sealedColumns)
  if (secrets === 0) return
  log.warn(
    { secrets },
    'The database has secrets that no key opens. Set SECRET_KEY, or add the key that they were encrypted with to PREVIOUS_SECRET_KEYS.',
  )
}

/** Says where to find what. */
export function announce(url: string, metricsUrl: string | undefined, say: Say): void {
  say(`Latchkey serves ${url}`)
  say(`  Dashboard  ${url}/`)
  say(`  API        ${url}/graphql`)
  say(`  GraphiQL   ${url}/graphiql`)
  if (metricsUrl) say(`  Metrics    ${metricsUrl}`)
}

/** Stops a server, if need be one that is only starting, when the process is asked to end; then ends the process. */
export function stopOnSignal(starting: Promise<RunningServer>, say: Say): void {
  const end = (signal: NodeJS.Signals) => {
    say(`Stopping (${signal}) …`)
    setTimeout(() => process.exit(1), longestStop).unref()
    starting
      .then((server) => server.stop())
      .then(
        () => process.exit(0),
        (error) => {
          say(`Stopping failed: ${whyFailed(error)}`)
          process.exit(1)
        },
      )
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  onHangUp(end)
}

/** The address of a socket as one would type it. */
export function addressOf({
  address,
  family,
  port,
}: Pick<AddressInfo, 'address' | 'port'> & { family?: string | number }) {
  return `http://${family === 'IPv6' || family === 6 ? `[${address}]` : address}:${port}`
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => (done ??= work())
}
