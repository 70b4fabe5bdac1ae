import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startProgram } from '../processes.js'
import { measured } from './built.js'
import { nodeFlags } from './node-flags.js'

export const adminPassword = 'the password of the benchmark'

/**
 * @typedef {import('../processes.js').Program & { port: number, milliseconds: number }} Latchkey
 */

/**
 * Starts our server, as `npm start` does but for its pages.
 * @param {Record<string, string>} settings DATABASE_URL, or DATA_DIR for the embedded database
 * @param {string[]} [flags] of Node
 * @returns {Promise<Latchkey>}
 */
export async function startLatchkey(settings, flags = []) {
  const { match, ...program } = await startProgram(
    process.execPath,
    [...nodeFlags, ...flags, join(measured, 'dist/main.js')],
    {
      env: { PORT: '0', LOG_LEVEL: 'warn', ADMIN_PASSWORD: adminPassword, ...settings },
      ready: /Latchkey serves http:\/\/[^\s]*:(\d+)/,
    },
  )
  return { ...program, port: Number(match[1]) }
}

/** Address of the database that a server has in its folder. @param {string} dataDir */
export async function embeddedUrl(dataDir) {
  const password = (await readFile(join(dataDir, 'password'), 'utf8')).trim()
  const port = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[3]
  return `postgres://latchkey:${password}@127.0.0.1:${port}/latchkey`
}
