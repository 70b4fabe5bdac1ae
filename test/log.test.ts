import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { close, constants, createReadStream, existsSync, openSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openLog } from '../src/log.ts'
import { startDatabase } from './support/database.ts'

const root = join(import.meta.dirname, '..')
/** Writing to it fails as it does where the disk is full. */
const fullDisk = '/dev/full'

test.runIf(existsSync(fullDisk)).each(['1', '2'])(
  'a server of %s processes whose log finds the disk full serves, and stops in order',
  async (workers) => {
    const database = await startDatabase()
    const full = openSync(fullDisk, 'w')
    onTestFinished(() => close(full))
    const { PATH = '', HOME = '' } = process.env
    const server = spawn(process.execPath, ['dist/main.js'], {
      cwd: root,
      env: { PATH, HOME, PORT: '0', DATABASE_URL: database.url, WORKERS: workers },
      stdio: ['ignore', full, 'pipe'],
    })
    onTestFinished(() => void server.kill('SIGKILL'))
    let said = ''
    server.stderr!.on('data', (text) => (said += text))
    await vi.waitUntil(() => said.includes('GraphiQL') || server.exitCode !== null, { timeout: 50_000 })
    const [url = ''] = /http:\S+(?=\/graphiql)/.exec(said)!

    for (let asked = 0; asked < 50; asked++) expect((await fetch(`${url}/readyz`)).status).toBe(200)
    server.kill('SIGTERM')
    expect(await once(server, 'exit'), said).toEqual([0, null])
    expect(said).not.toContain('ended by itself')
  },
)

test.runIf(process.platform === 'linux')(
  'what a slow reader of the log has missed is told, and lines of two processes do not mix',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-log-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    // Of both ends, so that opening does not wait for the other.
    const descriptor = openSync(pipe, constants.O_RDWR)
    onTestFinished(() => close(descriptor))
    const logs = {
      one: openLog('info', descriptor, 1024 * 1024),
      other: openLog('info', descriptor, 1024 * 1024),
    }
    const written = 20_000
    for (let number = 0; number < written; number++) {
      for (const [name, log] of Object.entries(logs)) log.info({ name, number, rest: 'x'.repeat(80) }, 'line')
      if (number % 1_000 === 0) await setImmediate()
    }

    const input = createReadStream(pipe, { fd: openSync(pipe, constants.O_RDONLY), highWaterMark: 4_000 })
    const numbers = { one: [] as number[], other: [] as number[] }
    const lost: number[] = []
    for await (const line of createInterface({ input })) {
      const entry = JSON.parse(line) as {
        name: keyof typeof logs
        msg: string
        number: number
        lines: number
      }
      if (entry.msg === 'line') numbers[entry.name].push(entry.number)
      else if (lost.push(entry.lines) === 2) break
    }
    expect(Math.min(...lost)).toBeGreaterThan(0)
    expect(numbers.one.length + numbers.other.length).toBe(2 * written - lost[0]! - lost[1]!)
    for (const found of Object.values(numbers))
      expect(found).toEqual(found.toSorted((one, other) => one - other))
  },
)
