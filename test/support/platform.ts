import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { connect } from '../../src/database/connect.ts'
import { startDatabase } from './database.ts'
import { doorsOf } from './server.ts'

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/**
 * A Latchkey as a process of its own on a database of its own, for one test file: with the sandbox, the platform that
 * another Latchkey stands in front of; with PLATFORM_URL, that other one.
 */
export async function startProcess(settings: Record<string, string> = {}) {
  const database = await startDatabase()
  const connections = connect(database.url, 4)
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [program], {
    env: {
      PATH,
      HOME,
      PORT: '0',
      LOG_LEVEL: 'debug',
      DATABASE_URL: database.url,
      DATABASE_POOL_SIZE: '5',
      ADMIN_PASSWORD: 'the admin password',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  afterAll(async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    await connections.close()
    await database.stop()
  })
  const printed: string[] = []
  child.stdout.on('data', (text) => printed.push(String(text)))
  child.stderr.on('data', (text) => printed.push(String(text)))
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stderr).on('line', (line) => {
      const [, address] = /^Latchkey serves (\S+)/.exec(line) ?? []
      if (address) resolve(address)
    })
    child.once('exit', () => reject(new Error(`Ended:\n${printed.join('')}`)))
  })
  return { ...doorsOf(url, connections), ...connections, databaseUrl: database.url, printed, child }
}
