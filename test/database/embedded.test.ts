import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  access,
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { lockDataDir } from '../../src/database/data-dir-lock.ts'
import { defaultSources, type BinarySources } from '../../src/database/embedded-binaries.ts'
import { startEmbedded, type Embedded } from '../../src/database/embedded.ts'

const isRoot = process.getuid?.() === 0
const systemFolders = await defaultSources.systemFolders()
const nothing: BinarySources = {
  packageFolder: null,
  systemFolders: async () => [],
  cacheFolder: '/nonexistent',
}

/** Everything of this file; open to others, as is the folder in which it lies. */
let root: string
/** A database that has been stopped in order. Copies of it spare the tests the making of one. */
let made: string
const cleanUps: (() => unknown)[] = []

vi.setConfig({ testTimeout: 60_000 })

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'latchkey-embedded-')))
  await chmod(root, 0o755)
  made = join(root, 'made')
  await (await startEmbedded(made, () => {})).stop()
}, 60_000)

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

afterAll(() => rm(root, { recursive: true, force: true }))

test('a new folder becomes a database that only its password opens, and only from this machine', async () => {
  const folder = join(await aFolder(), 'not', 'there', 'yet')
  const { url } = await start(folder)
  const sql = open(url)

  const settings = await sql`select name, setting from pg_settings`
  expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toMatchObject({
    listen_addresses: '127.0.0.1',
    password_encryption: 'scram-sha-256',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    server_encoding: 'UTF8',
    TimeZone: 'UTC',
  })
  expect(await sql`select datcollate from pg_database where datname = 'latchkey'`).toEqual([
    { datcollate: 'C' },
  ])
  expect(await sql`select rolsuper, rolcreaterole from pg_roles where rolname = current_user`).toEqual([
    { rolsuper: false, rolcreaterole: false },
  ])

  for (const user of ['latchkey', 'postgres']) {
    for (const password of ['', 'postgres', 'latchkey']) {
      const wrong = Object.assign(new URL(url), { username: user, password })
      await expect(open(wrong.href)`select 1`).rejects.toThrow(/password/)
    }
  }

  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  expect((await stat(join(folder, 'postgres'))).mode & 0o777).toBe(0o700)
  expect((await stat(join(folder, 'password'))).mode & 0o777).toBe(0o600)
  expect((await stat(join(folder, 'postgres.log'))).mode & 0o777).toBe(0o600)
})

test('what was written is there after a stop, and stopping twice is stopping once', async () => {
  const folder = await aCopy()
  const first = await start(folder)
  const before = open(first.url)
  await before`create table kept (id int)`
  await before`insert into kept values (1)`
  await Promise.all([first.stop(), first.stop()])
  await first.stop()
  await expect(open(first.url)`select 1`).rejects.toMatchObject({ code: 'ECONNREFUSED' })

  const second = await start(folder)
  expect(await open(second.url)`select id from kept`).toEqual([{ id: 1 }])
})

test('no value of a statement reaches the log, not even of one that fails', async () => {
  const folder = await aCopy()
  const { url, stop } = await start(folder)
  const sql = open(url)
  await sql`create table seen (value text unique)`
  await sql`insert into seen values ('lk_secret')`
  const failures = [
    sql`insert into seen values (${'lk_secret'})`,
    sql`insert into seen values ('lk_secret')`,
    sql`select 'lk_secret'::uuid`,
    sql`select ${'lk_secret'}::text::int`,
    sql`do $$ begin raise warning 'lk_secret'; raise exception 'lk_secret'; end $$`,
    sql`syntax lk_secret`,
  ]
  for (const failure of failures) await expect(failure).rejects.toThrow()
  await stop()

  const log = await readFile(join(folder, 'postgres.log'), 'utf8')
  expect(log).toContain('database system is shut down')
  expect(log).not.toContain('lk_secret')
})

test('a second process is refused, and told which one has the folder', async () => {
  const folder = await aCopy()
  const { url } = await start(folder)

  const second = await aProcess(folder)
  expect(second.error).toContain(`pid ${process.pid}`)
  expect(second.error).toContain(folder)
  expect(second.error).toMatch(/DATA_DIR.*DATABASE_URL/)
  expect(await open(url)`select 1 as one`).toEqual([{ one: 1 }])
})

test('of many that want a folder at once exactly one gets it, and after it the next', async () => {
  const folder = await aFolder()
  for (let round = 0; round < 5; round++) {
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockDataDir(folder)))
    const holders = results.filter((result) => result.status === 'fulfilled')
    expect(holders).toHaveLength(1)
    await holders[0]!.value.release()
  }
})

test('a folder that lies too deep for the name of a socket is locked all the same', async () => {
  const folder = join(await aFolder(), 'deep'.repeat(30), 'deeper'.repeat(20))
  await mkdir(folder, { recursive: true })
  const { release } = await lockDataDir(folder)
  await expect(lockDataDir(folder)).rejects.toThrow(`pid ${process.pid}`)
  await release()
  await (await lockDataDir(folder)).release()
})

test('the server of a killed process is taken over, and stops with us', async () => {
  const folder = await aCopy()
  const killed = await aProcess(folder)
  await open(killed.url!)`create table kept as select 1 as id`
  await kill(killed.process)
  const pid = await serverPid(folder)

  const said = vi.fn<(text: string) => void>()
  const { url, stop } = await start(folder, said)
  expect(await serverPid(folder)).toBe(pid)
  expect(url).toBe(killed.url)
  expect(said).toHaveBeenCalledWith(expect.stringContaining(`pid ${pid}`))
  expect(await open(url)`select id from kept`).toEqual([{ id: 1 }])

  await stop()
  expect(await isAlive(pid)).toBe(false)
  await expect(access(join(folder, 'postgres', 'postmaster.pid'))).rejects.toThrow()
})

test('the server of a killed process is started again for other settings', async () => {
  const folder = await aCopy()
  const killed = await aProcess(folder)
  await open(killed.url!)`create table kept as select 1 as id`
  await kill(killed.process)
  const pid = await serverPid(folder)

  const { url } = await start(folder, undefined, undefined, { max_connections: '117' })
  expect(await isAlive(pid)).toBe(false)
  expect(await open(url)`show max_connections`).toEqual([{ max_connections: '117' }])
  expect(await open(url)`select id from kept`).toEqual([{ id: 1 }])
})

test('nothing acknowledged is lost when process and server are killed', async () => {
  const folder = await aCopy()
  const killed = await aProcess(folder)
  const writer = open(killed.url!)
  await writer`create table kept (id int)`
  let acknowledged = 0
  const writing = (async () => {
    for (;;) {
      await writer`insert into kept values (${acknowledged + 1})`
      acknowledged++
    }
  })().catch(() => {})
  await vi.waitUntil(() => acknowledged > 50, { timeout: 20_000, interval: 5 })
  process.kill(await serverPid(folder), 'SIGKILL')
  await kill(killed.process)
  await writing

  const { url } = await start(folder)
  const [row] = await open(url)`select count(*)::int, max(id) from kept`
  expect(row!.count).toBeGreaterThanOrEqual(acknowledged)
  expect(row!.max).toBe(row!.count)
})

test('a server that dies is started again at the same address', async () => {
  const folder = await aCopy()
  const { url, stop } = await start(folder)
  const pid = await serverPid(folder)
  process.kill(pid, 'SIGKILL')

  const answers = () =>
    open(url)`select 1`.then(
      () => true,
      () => false,
    )
  await vi.waitUntil(
    async () => (await serverPid(folder).catch(() => pid)) !== pid && (await answers()),
    20_000,
  )
  const next = await serverPid(folder)
  await stop()
  expect(await isAlive(next)).toBe(false)
})

test('a process that ends without stopping it leaves no server behind', async () => {
  const folder = await aCopy()
  const { process: child } = await aProcess(folder)
  const pid = await serverPid(folder)
  child.stdin!.write('throw\n')
  await once(child, 'exit')
  await vi.waitUntil(async () => !(await isAlive(pid)), 20_000)
})

test('a stranger that has the number of a dead server does not keep the next from starting', async () => {
  const folder = await aCopy()
  // Of the same user: PostgreSQL itself passes over those of others.
  const { uid } = await stat(made)
  const stranger = spawn('sleep', ['600'], { detached: true, uid })
  cleanUps.push(() => kill(stranger))
  await writeFile(
    join(folder, 'postgres', 'postmaster.pid'),
    `${stranger.pid}\n/elsewhere\n1\n1\n\n\n\nready\n`,
  )

  const { url } = await start(folder)
  expect(await open(url)`select 1 as one`).toEqual([{ one: 1 }])
  expect(await isAlive(stranger.pid!)).toBe(true)
})

test('a first start that was cut short is begun anew', async () => {
  const folder = await aFolder()
  const { process: child } = await aProcess(folder, 'initialising')
  // Not its initdb, which goes on.
  child.kill('SIGKILL')
  await once(child, 'exit')
  await expect(access(join(folder, 'postgres'))).rejects.toThrow()

  const { url } = await start(folder)
  expect(await open(url)`select 1 as one`).toEqual([{ one: 1 }])
  expect((await readdir(folder)).sort()).toEqual(['latchkey.lock', 'password', 'postgres', 'postgres.log'])
})

test('links and modes that npm left out are added, by two at once as well', async () => {
  const packageFolder = await thePackage()
  const links = JSON.parse(await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8'))
  for (const { target } of links) await rm(join(packageFolder, target), { force: true })
  await chmod(join(packageFolder, 'native', 'bin', 'postgres'), 0o644)

  const sources = { ...nothing, packageFolder }
  const servers = await Promise.all(
    [aCopy(), aCopy()].map(async (folder) => start(await folder, undefined, sources)),
  )
  for (const { url } of servers) expect(await open(url)`select 1 as one`).toEqual([{ one: 1 }])
})

test('links that cannot be added are an error that says what to run', async () => {
  const packageFolder = await thePackage()
  const list = JSON.stringify([{ source: 'native/lib/libpq.so.5', target: 'native/none/libpq.so' }])
  await writeFile(join(packageFolder, 'native', 'pg-symlinks.json'), list)

  await expect(start(await aFolder(), undefined, { ...nothing, packageFolder })).rejects.toThrow(
    /npm rebuild/,
  )
})

test('without any PostgreSQL the error says to set DATABASE_URL', async () => {
  await expect(start(await aFolder(), undefined, nothing)).rejects.toThrow(/no PostgreSQL.*Set DATABASE_URL/s)
})

test.skipIf(systemFolders.length === 0)('where npm brought none, the one of the system serves', async () => {
  const sources = { ...defaultSources, packageFolder: null }
  const { url } = await start(await aFolder(), undefined, sources)
  expect(await open(url)`select current_user`).toEqual([{ current_user: 'latchkey' }])
})

test('a folder of another version is an error that names both', async () => {
  const version = (await readFile(join(made, 'postgres', 'PG_VERSION'), 'utf8')).trim()
  const folder = await aFolder()
  await mkdir(join(folder, 'postgres'))
  await writeFile(join(folder, 'postgres', 'PG_VERSION'), '9\n')
  await writeFile(join(folder, 'password'), 'known')

  await expect(start(folder)).rejects.toThrow(
    new RegExp(`made by PostgreSQL 9; here is PostgreSQL .*${version}.*DATABASE_URL`, 's'),
  )
})

test('a server that does not start is an error with its last words', async () => {
  const folder = await aCopy()
  await rm(join(folder, 'postgres', 'global', 'pg_control'))

  await expect(start(folder)).rejects.toThrow(/PostgreSQL could not start.*pg_control/s)
  // It has let go of the folder.
  await expect(start(folder)).rejects.toThrow(/PostgreSQL could not start/)
})

test('a folder with other files is left alone', async () => {
  const folder = await aFolder()
  await writeFile(join(folder, 'diary.txt'), '')
  await chmod(folder, 0o755)

  await expect(start(folder)).rejects.toThrow(/other files.*DATA_DIR/)
  expect((await stat(folder)).mode & 0o777).toBe(0o755)
})

test('without its password an existing database is not opened, and none is made in its place', async () => {
  const folder = await aFolder()
  await mkdir(join(folder, 'postgres'))
  await writeFile(join(folder, 'postgres', 'PG_VERSION'), '18\n')
  await expect(start(folder)).rejects.toThrow(/password is missing.*backup/)
})

test.runIf(isRoot && process.platform === 'linux')(
  'root may keep program and data in a folder that is closed to all others',
  async () => {
    const closed = await aFolder()
    await chmod(closed, 0o700)
    const packageFolder = join(closed, 'package')
    await copy(defaultSources.packageFolder!, packageFolder)
    const sources = { ...nothing, packageFolder, cacheFolder: join(await aFolder(), 'cache') }

    const folder = join(closed, 'data')
    const { url, stop } = await start(folder, undefined, sources)
    await open(url)`create table kept as select 1 as id`
    await stop()
    const again = await start(folder, undefined, sources)
    expect(await open(again.url)`select id from kept`).toEqual([{ id: 1 }])
  },
)

test.runIf(isRoot)('root runs it as another user, whose processes are not shown our settings', async () => {
  const folder = await aCopy()
  await start(folder)
  const pid = await serverPid(folder)
  expect((await stat(join(folder, 'postgres'))).uid).not.toBe(0)
  if (process.platform !== 'linux') return
  expect((await stat(`/proc/${pid}`)).uid).toBe((await stat(join(folder, 'postgres'))).uid)
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8')
  expect(environment.split('\0').map((entry) => entry.split('=')[0])).toEqual(
    expect.not.arrayContaining(['HOME', 'NODE_ENV', 'VITEST']),
  )
})

/** Starts one that ends with the test. */
async function start(
  folder: string,
  log: (text: string) => void = () => {},
  sources?: BinarySources,
  settings?: Record<string, string>,
) {
  const embedded: Embedded = await startEmbedded(folder, log, sources, settings)
  cleanUps.push(embedded.stop)
  return embedded
}

function open(url: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 5 })
  cleanUps.push(() => sql.end({ timeout: 0 }))
  return sql
}

async function aFolder() {
  const folder = await mkdtemp(join(root, 'folder-'))
  await chmod(folder, 0o755)
  return folder
}

/** As from a backup. */
async function aCopy() {
  const folder = await aFolder()
  await copy(join(made, 'postgres'), join(folder, 'postgres'))
  await copy(join(made, 'password'), join(folder, 'password'))
  return folder
}

async function thePackage() {
  const folder = join(await aFolder(), 'package')
  await copy(defaultSources.packageFolder!, folder)
  return folder
}

/** Several times as fast as that of node:fs. */
async function copy(from: string, to: string) {
  const [code] = (await once(spawn('cp', ['-R', from, to]), 'exit')) as [number]
  expect(code).toBe(0)
}

/** Another process that starts the database of a folder, and what came of it. */
async function aProcess(folder: string, until: 'started' | 'initialising' = 'started') {
  const embedded = new URL('../../src/database/embedded.ts', import.meta.url).href
  const code = `
    const { startEmbedded } = await import(${JSON.stringify(embedded)})
    process.stdin.on('data', () => { throw new Error('as asked') })
    await startEmbedded(${JSON.stringify(folder)}, () => {}).then(
      ({ url }) => console.log(JSON.stringify({ url })),
      (error) => { console.log(JSON.stringify({ error: error.message })); process.exit(1) },
    )`
  const child = spawn(
    process.execPath,
    ['--import', '@swc-node/register/esm-register', '--input-type=module', '--eval', code],
    {
      cwd: dirname(fileURLToPath(new URL('../../package.json', import.meta.url))),
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
    },
  )
  cleanUps.push(async () => {
    await kill(child)
    // Its server, should it have outlived it.
    const pid = await serverPid(folder).catch(() => null)
    if (pid && (await isAlive(pid))) process.kill(pid, 'SIGKILL')
  })
  if (until === 'initialising') {
    await vi.waitUntil(
      async () => {
        const staging = (await readdir(folder)).find((entry) => entry.startsWith('new-'))
        return staging && (await exists(join(folder, staging, 'postgres', 'base')))
      },
      { timeout: 20_000, interval: 5 },
    )
    return { process: child }
  }
  const lines = createInterface(child.stdout!)
  const [line] = (await once(lines, 'line')) as [string]
  return { process: child, ...(JSON.parse(line) as { url?: string; error?: string }) }
}

/** With all of its process group, as a terminal would: the server is not to be part of it. */
async function kill(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return
  process.kill(-child.pid!, 'SIGKILL')
  await once(child, 'exit')
}

function exists(path: string) {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function serverPid(folder: string) {
  const pid = Number.parseInt(await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8'))
  if (!(pid > 0)) throw new Error('The server is not there yet.')
  return pid
}

/** A zombie that nobody has collected yet is not alive. */
async function isAlive(pid: number) {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return !state.includes(') Z ')
}
