import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/database/connect.ts'
import { serve } from '../../src/serve.ts'
import { runLatchkey } from '../support/process.ts'
import { startTestServer } from '../support/server.ts'

const server = await startTestServer({ METRICS_PORT: '0' })
const { graphql, rest, anAccount, aToken, said, databaseUrl } = server
const address = said.join('\n').match(/Metrics +(\S+)/)![1]!

/** The samples by name and labels, as Prometheus reads them. */
async function scrape(from = address) {
  const response = await fetch(from)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=/)
  const text = await response.text()
  const lines = text.split('\n').filter((line) => line && !line.startsWith('#'))
  return {
    text,
    of: (name: string, labels: Record<string, string> = {}) => {
      const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
      const found = lines.filter((line) => /^[^ {]+/.exec(line)![0] === name)
      const line = found.find((candidate) => wanted.every((pair) => candidate.includes(pair)))
      return line === undefined ? 0 : Number(line.split(' ').at(-1))
    },
  }
}

describe('/metrics', async () => {
  const owner = await anAccount()
  const { value } = await aToken({ methods: ['users.account.GetUserInfo'] }, owner)

  test('counts answers by door, method and outcome', async () => {
    const [method, denied] = ['users.account.GetUserInfo', 'environment.control.StopEnv']
    const before = await scrape()
    await rest('users/account/rest/getuserinfo', { session: value })
    await rest('environment/control/rest/stopenv', { session: value, envName: 'x' })
    await rest('environment/control/rest/stopenv', { session: value, envName: 'x' })
    await graphql('{ account { uid } }', { as: value })
    await graphql('mutation { stopEnvironment(name: "x") { name } }', { as: value })
    await graphql('{ account { uid } sessions { id } }', { as: owner.session })
    await graphql('{ viewer { kind } }', { as: 'a'.repeat(40) })
    await rest('nowhere')

    const grown = async (name: string, labels: Record<string, string>) =>
      (await scrape()).of(name, labels) - before.of(name, labels)
    const requests = 'latchkey_requests_total'
    for (const [labels, number] of [
      [{ door: 'rest', method, outcome: 'OK' }, 1],
      [{ door: 'rest', method: denied, outcome: 'METHOD_NOT_PERMITTED' }, 2],
      [{ door: 'graphql', method, outcome: 'OK' }, 1],
      [{ door: 'graphql', method: denied, outcome: 'METHOD_NOT_PERMITTED' }, 1],
      [{ door: 'graphql', method: 'several', outcome: 'OK' }, 1],
      [{ door: 'graphql', method: '', outcome: 'UNAUTHENTICATED' }, 1],
      [{ door: 'rest', method: '', outcome: 'METHOD_NOT_FOUND' }, 1],
    ] as const) {
      // The count of an answer is made after it was sent.
      await expect.poll(() => grown(requests, labels), { message: JSON.stringify(labels) }).toBe(number)
    }
    expect(await grown('latchkey_denials_total', { door: 'rest', method: denied })).toBe(2)
    expect(await grown('latchkey_denials_total', { door: 'graphql', method: denied })).toBe(1)
  })

  test('has latency, pool, event-loop lag and the sizes of batches', async () => {
    await Promise.all(
      Array.from({ length: 20 }, () => rest('users/account/rest/getuserinfo', { session: value })),
    )
    await Promise.all(Array.from({ length: 20 }, () => graphql('{ sessions { id } }', { as: owner.session })))
    await expect.poll(async () => (await scrape()).of('latchkey_pool_in_use')).toBe(0)
    const { of } = await scrape()

    expect(of('latchkey_request_duration_seconds_count', { door: 'rest' })).toBeGreaterThanOrEqual(20)
    expect(of('latchkey_request_duration_seconds_sum', { door: 'rest' })).toBeGreaterThan(0)
    expect(of('latchkey_pool_size')).toBe(5)
    expect(of('latchkey_pool_waiting')).toBe(0)
    expect(of('latchkey_lookup_batch_size_count', { lookup: 'token' })).toBeGreaterThan(0)
    expect(of('latchkey_lookup_batch_size_count', { lookup: 'session' })).toBeGreaterThan(0)
    expect(of('nodejs_eventloop_lag_seconds')).toBeGreaterThanOrEqual(0)
    expect((await scrape()).text).toContain('nodejs_eventloop_lag_p99_seconds')
  })

  test('what callers make up is no label', async () => {
    for (const madeUp of ['made.up.Name', '__proto__', `x${value}`]) {
      await graphql(`mutation X_${madeUp.replaceAll('.', '_')} { callMethod(method: "${madeUp}") }`, {
        as: owner.session,
      })
      await rest(`${madeUp}?session=${value}`)
      await rest('environment/control/rest/getenvinfo', { session: value, envName: madeUp })
    }
    const { text } = await scrape()
    for (const part of ['made', '__proto__', value, owner.session, owner.login])
      expect(text).not.toContain(part)
  })

  test('says how many wait for a connection', async () => {
    const { db, load, close } = connect(databaseUrl, 2)
    const work = [
      ...Array.from({ length: 5 }, async () => db.execute('select pg_sleep(0.2)')),
      db.transaction(async (tx) => tx.execute('select 1')),
    ]
    await new Promise((done) => setImmediate(done))
    expect(load).toMatchObject({ size: 2, underWay: 6 })
    await Promise.all(work)
    await expect(async () => db.execute('select nothing')).rejects.toThrow()
    await expect.poll(() => load.underWay).toBe(0)
    await close()
  })

  test('is on its own port alone', async () => {
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404)
    expect((await fetch(address.replace('/metrics', '/graphql'))).status).toBe(404)
    expect((await fetch(address, { method: 'POST' })).status).toBe(404)
  })
})

test('without the setting there is no such port', async () => {
  const plain: string[] = []
  const { metricsUrl, stop } = await serve(
    readConfig({ PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: databaseUrl }),
    (text) => plain.push(text),
  )
  expect(metricsUrl).toBeUndefined()
  expect(plain.join('\n')).not.toContain('Metrics')
  await stop()
})

test('several workers are put together into one page', async () => {
  const process = runLatchkey([], {
    DATABASE_URL: databaseUrl,
    WORKERS: '2',
    METRICS_PORT: '0',
    LOG_LEVEL: 'silent',
  })
  const [, url = ''] = await process.prints(/API +(http:.+)\/graphql/)
  const [, metrics = ''] = await process.prints(/Metrics +(\S+)/)
  await expect.poll(() => scrape(metrics).then(({ of }) => of('latchkey_pool_size'))).toBe(20)

  const number = 40
  for (let sent = 0; sent < number; sent++) {
    await fetch(`${url}/1.0/nowhere`, { headers: { connection: 'close' } })
  }
  await expect
    .poll(async () =>
      (await scrape(metrics)).of('latchkey_requests_total', { door: 'rest', outcome: 'METHOD_NOT_FOUND' }),
    )
    .toBe(number)
})
