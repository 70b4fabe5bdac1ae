import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, readlink, rename, stat, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { environment, type Binaries, type Identity } from './embedded-binaries.ts'
import { layout, seenByServer, startFailure } from './embedded-folder.ts'

const run = promisify(execFile)

const timeLimit = 30_000
const interval = 10
const largestLog = 1024 * 1024

/** A server that runs. */
export interface Server {
  pid: number
  port: number
  /** Settles when the server has ended, for whatever reason. */
  ended: Promise<void>
  /** Does nothing once it has ended. */
  signal(name: NodeJS.Signals): void
}

/** The server's own file about itself. */
interface PidFile {
  pid: number
  port: number
  ready: boolean
}

/** What the server is started with, whatever is in its folder. */
function defaultSettings(major: number): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    max_connections: '100',
    shared_buffers: '64MB',
    max_wal_size: '256MB',
    max_parallel_workers_per_gather: '0',
    jit: 'off',
    // Three processes less.
    ...(major >= 18 && { io_method: 'sync' }),
    // What is acknowledged is on the disk.
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // The log tells of the server, not of statements: even an error's first line can quote a value from one.
    // Whoever sent the statement gets the error.
    logging_collector: 'off',
    log_destination: 'stderr',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_statement: 'none',
    log_min_duration_statement: '-1',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    log_checkpoints: 'off',
    log_autovacuum_min_duration: '-1',
  }
}

/** What is needed to start the server. */
export interface Start {
  dataDir: string
  binaries: Binaries
  user: Identity
  password: string
  /** Unset: a free one. */
  port?: number
  settings?: Record<string, string>
}

/** Starts the server in its folder and waits until it lets us in. */
export async function startServer(start: Start): Promise<Server> {
  const deadline = Date.now() + timeLimit
  for (;;) {
    const attempt = await launch(start, deadline)
    if ('port' in attempt) return attempt
    // Backends of a killed server take a moment to notice. A port may be taken between choice and use.
    const passing = /still in use|could not bind|could not create any TCP/.test(attempt.output)
    if (!passing || Date.now() > deadline) throw startFailure('start', attempt.output)
    await delay(5 * interval)
  }
}

async function launch(start: Start, deadline: number): Promise<Server | { output: string }> {
  const { dataDir, binaries, user, password } = start
  const { cluster, log } = layout(dataDir)
  const port = start.port ?? (await freePort())
  const settings = { ...defaultSettings(binaries.major), ...start.settings, port: String(port) }
  await forgetStranger(cluster)
  const logFile = await openLog(log)
  if (user.uid !== undefined) await logFile.chown(user.uid, user.gid!)
  const logStart = (await logFile.stat()).size
  const child = spawn(
    binaries.postgres,
    [
      ...['-D', await seenByServer(cluster, user)],
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    // A session of its own: Ctrl-C in the terminal is for us, and the server has to outlive our draining.
    { ...user, cwd: cluster, env: environment, detached: true, stdio: ['ignore', logFile.fd, logFile.fd] },
  )
  let running = true
  let reported = 0
  const ended = new Promise<void>((resolve) => {
    child.on('exit', resolve)
    child.on('error', resolve)
  }).finally(() => (running = false))
  try {
    await once(child, 'spawn').catch((error: Error) => {
      throw startFailure('start', error.message)
    })
    child.unref()
    while (running) {
      const file = await readPidFile(cluster)
      if (file?.ready && file.pid === child.pid && (await letsIn(port, password))) {
        return { pid: child.pid!, port, ended, signal: (name) => void child.kill(name) }
      }
      if (Date.now() > deadline) {
        const output = await tail(log, logStart)
        // A long recovery says every ten seconds how far it is. Broken off, it would only begin again.
        const recovers = !file?.ready && output.slice(reported).includes('elapsed time')
        if (!recovers) {
          child.kill('SIGQUIT')
          await ended
          throw startFailure(`start within ${timeLimit / 1000} s`, output)
        }
        reported = output.length
        deadline += timeLimit
      }
      await delay(interval)
    }
    return { output: await tail(log, logStart) }
  } finally {
    await logFile.close()
  }
}

/** The server that a killed process left behind, if it runs still, is of this folder, and lets us in. */
export async function findServer(dataDir: string, password: string): Promise<Server | null> {
  const { cluster } = layout(dataDir)
  const deadline = Date.now() + timeLimit
  for (;;) {
    const file = await readPidFile(cluster)
    if (file === null || !(await isServerOf(file.pid, cluster))) return null
    if (file.ready && (await letsIn(file.port, password, file.pid))) {
      const { pid, port } = file
      return { pid, port, ended: gone(pid, cluster), signal: (name) => void sendSignal(pid, name) }
    }
    // Starting, or stopping.
    if (Date.now() > deadline) {
      throw new Error(
        `A PostgreSQL (pid ${file.pid}) has ${cluster} open and does not answer. Stop it, then start again.`,
      )
    }
    await delay(interval)
  }
}

/** Ends the server in order: statements are broken off, everything is written. */
export async function stopServer(server: Server) {
  server.signal('SIGINT')
  // One that does not end in order recovers at its next start; nothing is lost.
  const impatience = setTimeout(() => server.signal('SIGQUIT'), 20_000)
  await server.ended
  clearTimeout(impatience)
}

async function readPidFile(cluster: string): Promise<PidFile | null> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    },
  )
  const lines = text.split('\n')
  const pid = Number(lines[0])
  return pid > 0 ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' } : null
}

/** Only a server that knows the password passes both sides of SCRAM; with `pid`, it must also be that process. */
async function letsIn(port: number, password: string, pid?: number) {
  const sql = openAdmin(port, password, 'postgres')
  try {
    const [row] = await sql`select split_part(pg_read_file('postmaster.pid'), chr(10), 1)::int as pid`
    return pid === undefined || row!.pid === pid
  } catch {
    return false
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** One connection with all rights. */
export function openAdmin(port: number, password: string, database: string) {
  return postgres({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    database,
    max: 1,
    connect_timeout: 2,
    fetch_types: false,
    onnotice: () => {},
  })
}

/** The number of a dead server may have been given to another process; a server stands in its folder. */
async function isServerOf(pid: number, cluster: string) {
  if (!sendSignal(pid, 0)) return false
  if (process.platform !== 'linux') {
    const program = await run('ps', ['-o', 'comm=', '-p', String(pid)]).catch(() => null)
    return basename(program?.stdout.trim() ?? '') === 'postgres'
  }
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  if (basename(command.split('\0')[0]!) !== 'postgres') return false
  // In a container even root may not ask where a process of another user stands.
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => cluster)
  return folder === cluster
}

/** Whether there is such a process that we may signal. */
function sendSignal(pid: number, name: NodeJS.Signals | 0) {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

/**
 * PostgreSQL does not start while the process named in its file lives, even if that is a stranger with the same
 * number, as happens in containers. It passes over its own parent, so we put ourselves there. The
 * rest of the file stays: by it PostgreSQL finds backends that have outlived their server.
 */
async function forgetStranger(cluster: string) {
  const file = await readPidFile(cluster)
  if (!file || (await isServerOf(file.pid, cluster))) return
  const path = join(cluster, 'postmaster.pid')
  await writeFile(path, (await readFile(path, 'utf8')).replace(/^\d+/, String(process.pid)))
}

/** For a server that is not our child. */
async function gone(pid: number, cluster: string) {
  while (await isServerOf(pid, cluster)) await delay(10 * interval, undefined, { ref: false })
}

async function freePort() {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function openLog(path: string) {
  const size = await stat(path).then(
    (file) => file.size,
    () => 0,
  )
  if (size > largestLog) await rename(path, `${path}.1`)
  return open(path, 'a', 0o600)
}

async function tail(path: string, start: number) {
  return (await readFile(path)).subarray(start).toString('utf8')
}
