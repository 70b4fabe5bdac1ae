import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from 'node:crypto'
import { link, open, readFile, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Encrypts what has to be readable again: secrets of second factors, credentials of an upstream platform. AES-256-GCM
 * with a random nonce; each sealed text is bound to what it belongs to, so that it cannot be moved to another row.
 */
export interface Sealer {
  /**
   * Encrypts a text.
   * @param owner what it belongs to, such as `two-factor:<account id>`; the same is needed to open it
   */
  seal(text: string, owner: string): string
  /** Decrypts a text. @throws Error when its key is not known, or when it was changed or moved */
  open(sealed: string, owner: string): string
  /** Whether the key of a sealed text is one of those that are there. */
  knows(sealed: string): boolean
  /** Whether a text is sealed with the present key, rather than with a previous one. */
  isCurrent(sealed: string): boolean
}

/** Shortest key that is taken, in characters. `openssl rand -base64 32` gives 44. */
export const shortestKey = 32

/**
 * @param keys texts of at least `shortestKey` characters: the present one, then previous ones that still open what
 *   they sealed
 * @returns undefined without a key
 */
export function createSealer(keys: readonly [string, ...string[]]): Sealer
export function createSealer(keys: readonly string[]): Sealer | undefined
export function createSealer(keys: readonly string[]): Sealer | undefined {
  const rings = keys.map(deriveKey)
  const [present] = rings
  if (!present) return undefined

  return {
    seal(text, owner) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', present.key, nonce).setAAD(Buffer.from(owner))
      const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${present.id}.${sealed.toString('base64url')}`
    },
    open(sealed, owner) {
      const [id, content = ''] = sealed.split('.')
      const found = rings.find((ring) => ring.id === id)
      if (!found) {
        throw new Error(
          'A stored secret was encrypted with another key. Add that key to PREVIOUS_SECRET_KEYS.',
        )
      }
      const bytes = Buffer.from(content, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', found.key, bytes.subarray(0, 12))
        .setAAD(Buffer.from(owner))
        .setAuthTag(bytes.subarray(-16))
      return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8')
    },
    knows: (sealed) => rings.some(({ id }) => sealed.startsWith(`${id}.`)),
    isCurrent: (sealed) => sealed.startsWith(`${present.id}.`),
  }
}

/**
 * The key of an installation with the embedded database, in a file that only its owner can read. Made on first use.
 * @param path where it is kept: outside of the database, so that a dump without it tells nothing
 */
export async function keyFromFile(path: string): Promise<string> {
  const read = () => readFile(path, 'utf8')
  const text = await read()
    .catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
      await makeKeyFile(path)
      return read()
    })
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EACCES' && error.code !== 'EPERM') throw error
      throw new Error(
        `${path} cannot be used (${error.code}). Give DATA_DIR and all in it to the user that runs this process.`,
      )
    })
  const key = text.trim()
  if (key.length < shortestKey) {
    throw new Error(
      `${path} does not hold a key. Restore it from a backup: it opens what is encrypted in the database.`,
    )
  }
  return key
}

/** The file is there as a whole or not at all, however full the disk is and whenever the machine stops. */
async function makeKeyFile(path: string) {
  const staging = `${path}.${randomBytes(4).toString('hex')}`
  try {
    const file = await open(staging, 'wx', 0o600)
    try {
      await file.writeFile(`${randomBytes(32).toString('base64url')}\n`)
      // Root starts once, and then the user whose folder it is.
      if (process.getuid?.() === 0) {
        const { uid, gid } = await stat(dirname(path))
        await file.chown(uid, gid)
      }
      await file.sync()
    } finally {
      await file.close()
    }
    // Not `rename`: a command beside the server may have made one meanwhile, which both then use.
    await link(staging, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(staging, { force: true })
  }
  const folder = await open(dirname(path))
  await folder.sync().finally(() => folder.close())
}

interface Key {
  /** Recognises the key without telling it. */
  id: string
  key: Buffer
}

/** Any text of some length will do as a key; its entropy is spread over 256 bits. */
function deriveKey(text: string): Key {
  const key = Buffer.from(hkdfSync('sha256', text, '', 'latchkey sealing', 32))
  return { id: hash('sha256', key, 'base64url').slice(0, 8), key }
}
