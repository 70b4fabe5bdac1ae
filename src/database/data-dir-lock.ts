import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { layout } from './embedded-folder.ts'

export interface DataDirLock {
  release(): Promise<void>
}

/** The folder is open elsewhere. */
export class DataDirInUse extends Error {
  constructor(dataDir: string, pid: number) {
    super(
      `Another process (pid ${pid}) has the database in ${dataDir} open. ` +
        'Stop it, set DATA_DIR to another folder, or set DATABASE_URL to let several share one PostgreSQL.',
    )
  }
}

/** Longest socket path that every system takes (macOS 103 bytes, Linux 107). */
const longestSocketPath = 103

/** A process that is stopped answers nobody; it is alive all the same. */
const longestWait = 5_000

/**
 * Makes this process the only one that has the folder open, until it ends, however it ends.
 *
 * Each process listens on a socket of its own in the folder, publishes it, and only then looks for others.
 * The kernel closes the socket of a killed process, so a socket that refuses is left over, and as its name is never
 * used again it can be removed without a race. Of two that see each other the smaller name stays. Process
 * ids are not compared: two containers that share a volume both have a process 7, and still meet here.
 *
 * @throws DataDirInUse naming the process that has the folder open.
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  try {
    return await claim(dataDir, layout(dataDir).lock)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!['ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'ENOSYS', 'ENAMETOOLONG'].includes(code)) throw error
    // Some file systems know no sockets. PostgreSQL's own check of the folder is still behind this one.
    const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
    return claim(dataDir, join(tmpdir(), `latchkey-${process.getuid?.() ?? ''}-${name}`))
  }
}

async function claim(dataDir: string, folder: string): Promise<DataDirLock> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const name = `${process.pid}-${randomBytes(8).toString('hex')}`
  const short = await shortPath(folder)
  const waiting = new Set<Socket>()
  let held = false

  const server = createServer((socket) => {
    socket.on('error', () => {})
    if (held) return void socket.end('held')
    waiting.add(socket)
    socket.on('close', () => waiting.delete(socket))
  })
  const release = async () => {
    await rm(join(folder, `claim-${name}`), { force: true })
    for (const socket of waiting) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }

  try {
    await listen(server, join(short.path, `new-${name}`))
    server.unref()
    await rename(join(folder, `new-${name}`), join(folder, `claim-${name}`))
    for (const entry of await readdir(folder)) {
      const other = entry.startsWith('claim-') ? entry.slice('claim-'.length) : name
      if (other === name) continue
      const state = await ask(join(short.path, entry), name < other)
      if (state === 'held') throw new DataDirInUse(dataDir, Number.parseInt(other))
      await rm(join(folder, entry), { force: true })
    }
  } catch (error) {
    await release()
    throw error
  } finally {
    await short.close()
  }
  held = true
  for (const socket of waiting) socket.end('held')
  return { release }
}

/** Whether the process behind a socket holds the lock. With `patient`, waits until it has made up its mind. */
function ask(path: string, patient: boolean): Promise<'held' | 'gone'> {
  return new Promise((resolve) => {
    const socket = connect(path)
    const timer = setTimeout(() => finish('held'), longestWait)
    const finish = (state: 'held' | 'gone') => {
      clearTimeout(timer)
      socket.destroy()
      resolve(state)
    }
    socket.on('connect', () => patient || finish('held'))
    socket.on('data', () => finish('held'))
    socket.on('close', () => finish('gone'))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      finish(['ECONNREFUSED', 'ENOENT', 'ECONNRESET'].includes(error.code ?? '') ? 'gone' : 'held'),
    )
  })
}

function listen(server: Server, path: string) {
  return new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    // The folder is closed to others; what root has left there must not be closed to who comes after.
    server.listen({ path, writableAll: true }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** A socket's path has little room. On Linux an open folder has a short name, however deep it lies. */
async function shortPath(folder: string): Promise<{ path: string; close(): Promise<void> }> {
  const longestName = `claim-${2 ** 32}-${'0'.repeat(16)}`
  if (Buffer.byteLength(join(folder, longestName)) <= longestSocketPath) {
    return { path: folder, close: async () => {} }
  }
  if (process.platform !== 'linux')
    throw Object.assign(new Error(`Too long: ${folder}`), { code: 'ENAMETOOLONG' })
  const handle = await open(folder)
  return { path: `/proc/self/fd/${handle.fd}`, close: () => handle.close() }
}
