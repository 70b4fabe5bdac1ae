import { connect as connectTo, createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { serve } from '../../src/serve.ts'
import { startTestServer } from '../support/server.ts'
import { sendRaw } from './send-raw.ts'

const { databaseUrl, aToken } = await startTestServer()
const { value, owner } = await aToken({ methods: ['users.account.GetUserInfo'] })

/** The line to the database, which may be cut, or go silent without an end. */
const line = { isSilent: false, sockets: new Set<Socket>() }
const database = new URL(databaseUrl)
const relay = createServer((client) => {
  const target = connectTo(Number(database.port), database.hostname)
  for (const [from, to] of [
    [client, target],
    [target, client],
  ] as const) {
    line.sockets.add(from)
    from.on('data', (data) => line.isSilent || to.write(data))
    from.on('error', () => {})
    from.on('close', () => {
      line.sockets.delete(from)
      to.destroy()
    })
  }
})
await once(relay.listen(0, '127.0.0.1'), 'listening')
const { port } = relay.address() as AddressInfo
const relayed = new URL(databaseUrl)
relayed.host = `127.0.0.1:${port}`

const server = await serve(
  readConfig({ PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: relayed.href, ADMIN_PASSWORD: 'a password' }),
  () => {},
)
afterAll(async () => {
  await mend()
  await server.stop()
  relay.close()
})

/** As when the database is stopped: connections end, and new ones are refused. */
async function cut() {
  relay.close()
  for (const socket of line.sockets) socket.destroy()
  await once(relay, 'close')
}

async function fallSilent() {
  line.isSilent = true
}

async function mend() {
  // What was swallowed is lost, so its connections are too.
  if (line.isSilent) for (const socket of line.sockets) socket.destroy()
  line.isSilent = false
  if (!relay.listening) await once(relay.listen(port, '127.0.0.1'), 'listening')
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const started = Date.now()
  const result = await work
  expect(Date.now() - started).toBeLessThan(3000)
  return result
}

const nobody = 'a'.repeat(40)
const credentials = [value, owner.session, nobody]

const byRest = (session: string) =>
  sendRaw(server.url, `/1.0/users/account/rest/getuserinfo?session=${session}`)

const graphql = (query: string, headers: Record<string, string> = {}) =>
  sendRaw(server.url, '/graphql', {
    verb: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  })
const byGraphql = (credential: string) =>
  graphql('{ account { uid } }', { authorization: `Bearer ${credential}` })

describe.each([
  ['is cut off', cut],
  ['keeps silent', fallSilent],
])('while the database %s', (_state, breakLine) => {
  beforeEach(async () => {
    await breakLine()
    return mend
  })

  test('a credential is answered 503 at the REST door, valid or not, and never 702', async () => {
    for (const { status, headers, text } of await inTime(Promise.all(credentials.map(byRest)))) {
      expect(status).toBe(503)
      expect(headers['content-type']).toBe('application/json;charset=UTF-8')
      expect(Number(headers['retry-after'])).toBeGreaterThan(0)
      expect(JSON.parse(text)).toEqual({
        result: 17,
        error: expect.stringContaining('Try again'),
        source: 'latchkey',
        retryAfter: expect.any(Number),
      })
    }
  })

  test('a credential is answered 503 at the GraphQL door, valid or not, and never 401', async () => {
    for (const { status, headers, text } of await inTime(Promise.all(credentials.map(byGraphql)))) {
      expect(status).toBe(503)
      expect(Number(headers['retry-after'])).toBeGreaterThan(0)
      expect(headers).not.toHaveProperty('www-authenticate')
      expect(JSON.parse(text).errors).toEqual([
        expect.objectContaining({
          message: expect.stringContaining('Try again'),
          extensions: expect.objectContaining({ code: 'DATABASE_UNAVAILABLE' }),
        }),
      ])
    }
  })

  test('the process lives, and is not ready', async () => {
    expect((await sendRaw(server.url, '/healthz')).status).toBe(200)
    const { status, text } = await inTime(sendRaw(server.url, '/readyz'))
    expect([status, text]).toEqual([503, '{"status":"not ready"}'])
  })

  test('what needs no database is answered', async () => {
    const { status, text } = await inTime(graphql('{ apiSets { name } viewer { kind } }'))
    expect(status).toBe(200)
    expect(JSON.parse(text).data.viewer).toBeNull()
  })
})

describe('while the database is cut off', () => {
  beforeEach(async () => {
    await cut()
    return mend
  })

  test('signing in is answered 503 at both doors', async () => {
    const rest = await inTime(
      sendRaw(server.url, '/1.0/users/authentication/rest/signin', {
        verb: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'login=a@example.com&password=a+password',
      }),
    )
    expect(rest.status).toBe(503)
    expect(JSON.parse(rest.text)).toMatchObject({ result: 17 })

    const mutation = 'mutation { signIn(login: "a@example.com", password: "a password") { session } }'
    const { status, headers, text } = await inTime(graphql(mutation))
    expect(status).toBe(503)
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    expect(JSON.parse(text).errors[0].extensions.code).toBe('DATABASE_UNAVAILABLE')
  })
})

test('once the database is back, callers are told apart again', async () => {
  await cut()
  expect((await byRest(value)).status).toBe(503)
  await mend()

  await expect.poll(async () => (await byRest(value)).text, { timeout: 5000 }).toMatch(/^\{"result":0,/)
  expect((await byGraphql(value)).status).toBe(200)
  expect((await sendRaw(server.url, '/readyz')).status).toBe(200)
  expect(JSON.parse((await byRest(nobody)).text).result).toBe(702)
})
