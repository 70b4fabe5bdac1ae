import { execFile } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { chmod, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { defaultSources, environment, findBinaries } from '../../src/database/embedded-binaries.ts'
import { createCluster, layout, prepareFolder, serverUser } from '../../src/database/embedded-folder.ts'

const run = promisify(execFile)

/** Whether this system has what a standby is made with; what npm brings has not. */
export async function canReplicate(): Promise<boolean> {
  return (await programFolder()) !== undefined
}

/** A PostgreSQL of this system and its synchronous standby. */
export async function startReplicas() {
  const programs = (await programFolder())!
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'latchkey-test-')))
  await chmod(folder, 0o755)
  const user = await serverUser(folder)
  const password = randomBytes(16).toString('hex')
  const urlOf = (port: number) => `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  const [primary, standby] = [
    { folder: join(folder, 'one'), port: await freePort() },
    { folder: join(folder, 'two'), port: await freePort() },
  ]
  for (const { folder } of [primary, standby]) {
    await mkdir(folder, { mode: 0o700 })
    await prepareFolder(folder, user)
  }

  const program = (name: string, args: string[]) =>
    run(join(programs, name), args, { ...user, cwd: '/', env: { ...environment, PGPASSWORD: password } })
  const control = (server: typeof primary, command: string, ...args: string[]) =>
    program('pg_ctl', ['-D', layout(server.folder).cluster, '-w', command, ...args])
  const start = (server: typeof primary) =>
    control(
      server,
      'start',
      '-l',
      join(layout(server.folder).cluster, 'log'),
      '-o',
      `-p ${server.port} -k '' -h 127.0.0.1`,
    )
  const ask = async (server: typeof primary, statement: string) => {
    const sql = postgres(urlOf(server.port), { max: 1, onnotice: () => {} })
    try {
      return await sql.unsafe(statement)
    } finally {
      await sql.end({ timeout: 1 })
    }
  }
  /** Says who has to confirm what the primary commits. It holds for what is committed from now on. */
  const setStandby = async (name: string) => {
    await ask(primary, `alter system set synchronous_standby_names = '${name}'`)
    await ask(primary, 'select pg_reload_conf()')
  }
  const stop = async () => {
    for (const server of [primary, standby]) await control(server, 'stop', '-m', 'immediate').catch(() => {})
    await rm(folder, { recursive: true, force: true, maxRetries: 10 })
  }

  try {
    const { postgres, initdb } = { postgres: join(programs, 'postgres'), initdb: join(programs, 'initdb') }
    await createCluster(primary.folder, { postgres, initdb, major: 0 }, user, password, ['--no-sync'])
    await start(primary)
    const source = `host=127.0.0.1 port=${primary.port} user=postgres application_name=standby`
    await program('pg_basebackup', [
      '-D',
      layout(standby.folder).cluster,
      '-R',
      '-X',
      'stream',
      '-c',
      'fast',
      '--no-sync',
      '-d',
      source,
    ])
    await start(standby)
    await setStandby('standby')
  } catch (error) {
    await stop()
    throw error
  }

  return {
    /** Both hosts, the standby first. */
    url: `postgres://postgres:${password}@127.0.0.1:${standby.port},127.0.0.1:${primary.port}/postgres?target_session_attrs=read-write`,
    askPrimary: (statement: string) => ask(primary, statement),
    askStandby: (statement: string) => ask(standby, statement),
    setStandby,
    killPrimary: () => control(primary, 'stop', '-m', 'immediate'),
    promote: async () => {
      // Nobody is left to confirm what the new primary commits.
      await program('pg_ctl', ['-D', layout(standby.folder).cluster, '-w', 'promote'])
      await ask(standby, `alter system set synchronous_standby_names = ''`)
      await ask(standby, 'select pg_reload_conf()')
    },
    stop,
  }
}

async function programFolder(): Promise<string | undefined> {
  const user = await serverUser(tmpdir()).catch(() => ({}))
  const binaries = await findBinaries({ ...defaultSources, packageFolder: null }, user).catch(() => undefined)
  if (!binaries) return undefined
  const folder = dirname(await realpath(binaries.postgres))
  const works = await run(join(folder, 'pg_basebackup'), ['--version']).catch(() => undefined)
  return works && folder
}

/**
 * A port for a server that is started again and again, and so cannot take any. It is below those that the system gives to
 * whoever asks for any, which a connection of another test could have by then.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer()
    const port = randomInt(20_000, 32_000)
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!isFree) continue
    server.close()
    await once(server, 'close')
    return port
  }
}
