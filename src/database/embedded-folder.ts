import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, lchown, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { environment, type Binaries, type Identity } from './embedded-binaries.ts'

/** What is where in DATA_DIR. */
export function layout(dataDir: string) {
  return {
    cluster: join(dataDir, 'postgres'),
    password: join(dataDir, 'password'),
    log: join(dataDir, 'postgres.log'),
    /** The key of the installation, which is not the database's. */
    key: join(dataDir, 'secret.key'),
    lock: join(dataDir, 'latchkey.lock'),
  }
}

/** PostgreSQL refuses root. It then runs as the owner of its folder, at first as one of these. */
const usersInsteadOfRoot = ['postgres', '_postgres', 'nobody']

/** Who PostgreSQL runs as. */
export async function serverUser(dataDir: string): Promise<Identity> {
  if (process.getuid?.() !== 0) return {}
  const made = await stat(layout(dataDir).cluster).catch(() => null)
  if (made && made.uid !== 0) return { uid: made.uid, gid: made.gid }

  const users = (await readFile('/etc/passwd', 'utf8').catch(() => ''))
    .split('\n')
    .map((line) => line.split(':'))
  const user = usersInsteadOfRoot.map((name) => users.find(([entry]) => entry === name)).find(Boolean)
  if (!user) {
    throw new Error(
      'PostgreSQL does not run as root, and this machine has neither a user "postgres" nor "nobody". ' +
        'Start as an ordinary user, or set DATABASE_URL.',
    )
  }
  // Unsigned: macOS writes -2.
  return { uid: Number(user[2]) >>> 0, gid: Number(user[3]) >>> 0 }
}

/** Makes the folder, and gives it to the user of the server alone (and to root). */
export async function prepareFolder(dataDir: string, user: Identity) {
  const { cluster, key, lock, log, password } = layout(dataDir)
  try {
    await mkdir(dirname(dataDir), { recursive: true })
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    await refuseForeignFolder(dataDir)
    await chmod(dataDir, 0o700)
    await mkdir(lock, { recursive: true, mode: 0o700 })
    if (user.uid === undefined) return
    for (const path of [dataDir, lock, log, password, key]) await give(path, user)
    // A folder that root has restored from a backup belongs to root.
    if ((await stat(cluster).catch(() => null))?.uid === 0) await give(cluster, user, true)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (!code) throw error
    throw new Error(
      `The folder ${dataDir} cannot be used (${code}). ` +
        (code === 'EACCES' || code === 'EPERM'
          ? 'Give it and all in it to the user that runs this process, or set DATA_DIR to another one.'
          : 'Set DATA_DIR to another one.'),
    )
  }
}

/** It will be closed to others: that would be a bad turn for `/tmp` or somebody's home. */
async function refuseForeignFolder(dataDir: string) {
  const entries = await readdir(dataDir)
  const ours = entries.includes('latchkey.lock') || (await clusterVersion(dataDir)) !== undefined
  const empty = entries.every((entry) => entry.startsWith('.') || entry === 'lost+found')
  if (!ours && !empty) {
    throw new Error(
      `${dataDir} holds other files. Set DATA_DIR to a folder that is empty or does not exist yet.`,
    )
  }
}

async function give(path: string, user: Identity, all = false) {
  await lchown(path, user.uid!, user.gid!).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (!all) return
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true })) {
    await lchown(join(entry.parentPath, entry.name), user.uid!, user.gid!)
  }
}

/** The version that made the cluster; undefined: there is none yet. */
export async function clusterVersion(dataDir: string): Promise<number | undefined> {
  try {
    return Number.parseInt(await readFile(join(layout(dataDir).cluster, 'PG_VERSION'), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The password of the database: made once, and known to this folder alone. */
export async function readPassword(dataDir: string, user: Identity): Promise<string> {
  const { cluster, password } = layout(dataDir)
  const kept = await readFile(password, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return ''
  })
  if (kept) return kept.trim()
  if ((await clusterVersion(dataDir)) !== undefined) {
    throw new Error(
      `${password} is missing, without which ${cluster} cannot be opened. Restore it from a backup.`,
    )
  }
  const made = randomBytes(32).toString('base64url')
  const file = await open(`${password}.new`, 'w', 0o600)
  await file.writeFile(made)
  await file.sync()
  await file.close()
  if (user.uid !== undefined) await give(`${password}.new`, user)
  await rename(`${password}.new`, password)
  return made
}

/** Makes the cluster beside its place and moves it there when it is whole, so that half a cluster is never found. */
export async function createCluster(
  dataDir: string,
  binaries: Binaries,
  user: Identity,
  password: string,
  flags: string[] = [],
) {
  for (const entry of await readdir(dataDir)) {
    // Of a process that was killed; its initdb may still be busy there.
    if (entry.startsWith('new-'))
      await rm(join(dataDir, entry), { recursive: true, force: true, maxRetries: 10 })
  }
  const staging = join(dataDir, `new-${randomBytes(4).toString('hex')}`)
  const cluster = join(staging, 'postgres')
  const passwordFile = join(staging, 'password')
  try {
    await mkdir(cluster, { recursive: true, mode: 0o700 })
    await writeFile(passwordFile, password, { mode: 0o600 })
    if (user.uid !== undefined) await give(staging, user, true)
    await initdb(binaries, user, cluster, flags)
    await rename(cluster, layout(dataDir).cluster)
    const handle = await open(dataDir)
    await handle.sync()
    await handle.close()
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

async function initdb(binaries: Binaries, user: Identity, cluster: string, flags: string[]) {
  const child = spawn(
    binaries.initdb,
    [
      `--pgdata=${await seenByServer(cluster, user)}`,
      '--username=postgres',
      '--pwfile=../password',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
      ...flags,
    ],
    { ...user, cwd: cluster, env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(startFailure('make its database', output))))
  })
}

/**
 * The path by which the server finds the cluster. It works in that folder, but as another user it may not be able
 * to pass the folders above, such as /root; Linux lets it name the folder that it stands in.
 */
export async function seenByServer(cluster: string, user: Identity) {
  if (user.uid === undefined || process.platform !== 'linux') return cluster
  for (let folder = dirname(cluster); folder !== dirname(folder); folder = dirname(folder)) {
    const { mode, uid, gid } = await stat(folder)
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
    if (!(mode & bit)) return '/proc/self/cwd'
  }
  return cluster
}

/** What to do about the last words of PostgreSQL. */
export function startFailure(purpose: string, output: string) {
  const lines = output.trim().split('\n').slice(-12)
  const advice = /No space left|disk full|quota exceeded/i.test(output)
    ? 'The disk is full: make room, then start again.'
    : /Permission denied|has wrong ownership|invalid permissions|Read-only file system/i.test(output)
      ? 'Give DATA_DIR and all in it to the user that runs this process, or set DATA_DIR to another folder.'
      : /shared memory|semaphore|Cannot allocate memory/i.test(output)
        ? 'The machine gives too little shared memory or too few semaphores. Free some, or set DATABASE_URL.'
        : /could not look up effective user/i.test(output)
          ? 'The user that runs this process has no name: add it to /etc/passwd, or set DATABASE_URL.'
          : 'Mend what it names, or set DATABASE_URL to use another PostgreSQL.'
  return new Error(
    `PostgreSQL could not ${purpose}. ${advice}\n${lines.map((line) => `  ${line}`).join('\n')}`,
  )
}
