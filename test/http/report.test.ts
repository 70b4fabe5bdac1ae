import { pino } from 'pino'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { databaseAway } from '../../src/database/unavailable.ts'
import { reporter } from '../../src/http/report.ts'
import { serve } from '../../src/serve.ts'
import { sendRaw } from '../rest/send-raw.ts'
import { startRelay } from '../support/relay.ts'
import { startTestServer } from '../support/server.ts'

const healthy = await startTestServer()
const { sql } = healthy
const { value, owner } = await healthy.aToken({ methods: ['users.account.GetUserInfo'] })
const relay = await startRelay(healthy.databaseUrl)

interface Line {
  level: number
  msg: string
  code?: string
  reason?: string
  err?: { code: string }
}
const logged: string[] = []
const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) })

/** Warnings, and what is worse. */
const lines = () => logged.map((line) => JSON.parse(line) as Line).filter(({ level }) => level >= 40)
const outages = () => lines().filter(({ msg }) => msg === 'the database does not answer')

let server: Awaited<ReturnType<typeof serve>>
beforeEach(async () => {
  logged.length = 0
  const config = readConfig({
    PORT: '0',
    METRICS_PORT: '0',
    DATABASE_URL: relay.url,
    DATABASE_POOL_SIZE: '2',
  })
  server = await serve(config, () => {}, log)
})
afterEach(async () => {
  vi.useRealTimers()
  await relay.mend()
  await server.stop()
})
afterAll(() => relay.stop())

const byRest = (session = value) =>
  sendRaw(server.url, `/1.0/users/account/rest/getuserinfo?session=${session}`)

const byGraphql = (query: string, as?: string) =>
  sendRaw(server.url, '/graphql', {
    verb: 'POST',
    headers: { 'content-type': 'application/json', ...(as && { authorization: `Bearer ${as}` }) },
    body: JSON.stringify({ query }),
  })

const signIn = () =>
  byGraphql(`mutation { signIn(login: "${owner.login}", password: "${owner.password}") { session } }`)

test('the log says why the database is away, by whatever way it was found out', async () => {
  expect((await byRest()).status).toBe(200)
  await relay.breakDown('refused')
  for (const ask of [byRest, () => byGraphql('{ account { uid } }', value), signIn]) {
    expect((await ask()).status).toBe(503)
  }

  expect(outages()).toContainEqual(
    expect.objectContaining({
      level: 40,
      code: 'ECONNREFUSED',
      reason: expect.stringMatching(/^connect ECONNREFUSED 127\.0\.0\.1:\d+$/),
    }),
  )
  const metrics = await (await fetch(server.metricsUrl!)).text()
  expect(metrics).toMatch(/^latchkey_database_unavailable_total\{code="ECONNREFUSED"\} [1-9]/m)
})

test('of many requests that the database fails at once the first of each reason is told', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const count = vi.fn()
  const report = reporter(log, count)
  const fail = (...codes: string[]) =>
    codes.map((code) => report('id', databaseAway(Object.assign(new Error(`is ${code}`), { code }))))

  fail('53300', '53300', '57P01', '42703', '42703', '53300')
  expect(lines().map((line) => [line.level, line.reason ?? line.err!.code])).toEqual([
    [40, 'is 53300'],
    [40, 'is 57P01'],
    [50, '42703'],
  ])
  expect(count).toHaveBeenCalledTimes(6)
  vi.advanceTimersByTime(10_000)
  fail('53300', '53300')
  expect(lines()).toHaveLength(4)
})

test('a balancer that is told "not ready" finds the reason in the log', async () => {
  await relay.breakDown('refused')
  expect((await sendRaw(server.url, '/readyz')).status).toBe(503)
  expect(outages()).toContainEqual(expect.objectContaining({ code: 'ECONNREFUSED' }))
})

test('a statement that takes too long is told by its code, without what it was about', async () => {
  await healthy.background.begin(async (tx) => {
    await tx`lock table accounts in access exclusive mode`
    expect((await signIn()).status).toBe(503)
  })

  expect(outages()).toContainEqual(
    expect.objectContaining({ code: '57014', reason: 'canceling statement due to statement timeout' }),
  )
  expect(logged.join('')).not.toContain(owner.login)
})

test('a query of the gate that is wrong denies, and is told as a fault of ours', async () => {
  await sql`alter table tokens rename column method_set to elsewhere`
  try {
    for (let count = 0; count < 3; count++) expect((await byRest()).status).toBe(503)
  } finally {
    await sql`alter table tokens rename column elsewhere to method_set`
  }

  expect(lines()).toMatchObject([
    { level: 50, msg: 'fault', requestId: expect.any(String), err: { code: '42703' } },
  ])
  expect((await byRest()).status).toBe(200)
})
