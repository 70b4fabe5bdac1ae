import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startDatabase } from './support/database.ts'
import { runLatchkey } from './support/process.ts'

vi.setConfig({ testTimeout: 120_000 })

const root = join(import.meta.dirname, '..')
const database = await startDatabase()
/** Gives a program a terminal of its own. That of other systems takes other arguments. */
const script = '/usr/bin/script'

test.each(['1', '2'])(
  'told that its terminal is gone, a server of %s processes stops in order',
  async (workers) => {
    const server = runLatchkey([], { DATABASE_URL: database.url, WORKERS: workers })
    await server.prints(/GraphiQL/)
    server.child.kill('SIGHUP')
    await server.prints(/Stopping/)
    server.child.kill('SIGHUP')

    expect(await server.ended).toBe(0)
  },
)

test.runIf(process.platform === 'linux' && existsSync(script)).each([
  ['1', 'at rest'],
  ['1', 'at work'],
  ['2', 'at work'],
])(
  'when its terminal is closed, a server of %s processes that is %s stops in order',
  async (workers, state) => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-hang-up-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const { PATH = '', HOME = '' } = process.env
    // As the shell of a person does, it tells its jobs. It stays to note how the server has ended.
    const command = `'${process.execPath}' dist/main.js & trap "kill -HUP $!" HUP; wait $!; wait $!; echo $? > '${folder}/code'`
    const terminal = spawn(script, ['-qfc', command, '/dev/null'], {
      cwd: root,
      env: { PATH, HOME, SHELL: '/bin/sh', PORT: '0', DATABASE_URL: database.url, WORKERS: workers },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void terminal.kill('SIGKILL'))
    let shown = ''
    terminal.stdout.on('data', (text) => (shown += text))
    await vi
      .waitUntil(() => shown.includes('GraphiQL'), { timeout: 60_000 })
      .catch(() => {
        throw new Error(`It did not start:\n${shown}`)
      })
    // Each of its requests writes a line to the terminal.
    if (state === 'at work') await startTraffic(/http:\S+(?=\/graphiql)/.exec(shown)![0])
    terminal.kill('SIGKILL')
    if (terminal.signalCode === null) await once(terminal, 'exit')

    const code = () => readFile(`${folder}/code`, 'utf8').catch(() => '')
    await vi.waitUntil(code, { timeout: 60_000 })
    expect(await code()).toBe('0\n')
  },
)

/** Asks without a pause until there is no answer any more. Resolves when the first have come. */
async function startTraffic(url: string) {
  const client = async (told: () => void) => {
    for (let answers = 1; ; answers++) {
      await (await fetch(`${url}/readyz`)).text()
      if (answers === 20) told()
    }
  }
  await Promise.all(
    Array.from({ length: 16 }, () => new Promise<void>((resolve) => void client(resolve).catch(() => {}))),
  )
}
