import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { nameSettings } from '../../src/http/name-settings.ts'
import { startDatabase } from '../support/database.ts'
import { runLatchkey } from '../support/process.ts'

const database = await startDatabase()

async function takenPort() {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  return String((other.address() as AddressInfo).port)
}

test.each([
  [{ PORT: 'taken' }, /^listen EADDRINUSE.* set PORT to another port\.$/m],
  [{ METRICS_PORT: 'taken' }, /^listen EADDRINUSE.* set METRICS_PORT to another port\.$/m],
  [{ HOST: '203.0.113.1' }, /^listen EADDRNOTAVAIL.* set HOST to one/m],
  [{ HOST: 'nowhere.invalid' }, /^getaddrinfo .* set HOST to one/m],
  [{ METRICS_PORT: '0', METRICS_HOST: 'nowhere.invalid' }, /^getaddrinfo .* set METRICS_HOST to one/m],
  [{ DATABASE_URL: 'postgres://nowhere.invalid/latchkey' }, /^getaddrinfo .* mend DATABASE_URL/m],
])('a start at an address that cannot be had says what to change: %j', async (address, said) => {
  const settings: Record<string, string> = { DATABASE_URL: database.url, ...address }
  for (const [name, value] of Object.entries(settings))
    if (value === 'taken') settings[name] = await takenPort()
  const server = runLatchkey([], settings)

  expect(await server.ended).toBe(1)
  expect(server.stderr).toMatch(said)
})

test.each([
  ['EACCES', 'listen EACCES. This user may not listen there: set METRICS_PORT to 1024 or more.'],
  ['EINVAL', 'listen EINVAL. Change METRICS_HOST or METRICS_PORT.'],
])('what to do about %s is said too', async (code, said) => {
  const failed = Promise.reject(Object.assign(new Error(`listen ${code}`), { code }))
  await expect(nameSettings('METRICS_', failed)).rejects.toThrow(said)
})

test('where the first of several processes cannot listen, none is said to be replaced', async () => {
  const server = runLatchkey([], { DATABASE_URL: database.url, WORKERS: '2', PORT: await takenPort() })

  expect(await server.ended).toBe(1)
  expect(server.stderr).toMatch(/EADDRINUSE.* set PORT to another port[^]*The first worker ended/)
  expect(server.stderr).not.toContain('replaced')
})
