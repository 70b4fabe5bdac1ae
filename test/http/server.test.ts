import { once } from 'node:events'
import { type AddressInfo, createConnection } from 'node:net'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/database/connect.ts'
import { anEnvironment } from '../rest/an-environment.ts'
import { sendRaw } from '../rest/send-raw.ts'
import { startTestServer } from '../support/server.ts'

const server = await startTestServer()
const { databaseUrl, sql, anAccount, aToken } = server

/** What the server logs. */
let log = ''
const destination = new Writable({
  write(chunk, _encoding, done) {
    log += chunk
    done()
  },
})
const entries = () =>
  log
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)

// The most talkative level: what is not in there is nowhere.
const connections = connect(databaseUrl, 4)
const config = readConfig({ DATABASE_URL: databaseUrl })
const app = await createApp(config, connections, pino({ level: 'trace' }, destination))
await app.server.listen({ host: '127.0.0.1', port: 0 })
const url = `http://127.0.0.1:${(app.server.server.address() as AddressInfo).port}`
afterAll(async () => {
  await app.close()
  await connections.close()
})

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const json = { 'content-type': 'application/json' }

test('headers that hardly move are cut by the time-outs of Node, within 35 seconds', () => {
  const { headersTimeout, connectionsCheckingInterval } = app.server.server as typeof app.server.server & {
    connectionsCheckingInterval: number
  }
  expect(headersTimeout + connectionsCheckingInterval).toBeLessThan(35_000)
})

describe('the log', async () => {
  const { value, owner } = await aToken({ methods: ['users.account.GetUserInfo'] })
  const info = '/1.0/users/account/rest/getuserinfo'

  beforeEach(() => {
    log = ''
  })

  /** The log of one request is written after its answer. */
  async function logged(number = 1) {
    await expect.poll(() => entries().filter(({ msg }) => msg === 'request').length).toBe(number)
    return entries().filter(({ msg }) => msg === 'request')
  }

  /** A line without what every line has. */
  const lineOf = async () => {
    const [{ level, time, pid, hostname, msg, ...line }] = (await logged()) as [Record<string, unknown>]
    expect([level, time, pid, hostname, msg]).toEqual([
      30,
      expect.any(Number),
      process.pid,
      expect.any(String),
      'request',
    ])
    return line
  }
  const always = { requestId: expect.stringMatching(/^[0-9a-f-]{36}$/), milliseconds: expect.any(Number) }

  test('has a line for each call of an old address: who, what, how it ended, how long it took', async () => {
    await sendRaw(url, `${info}?session=${value}&note=private`)
    expect(await lineOf()).toEqual({
      ...always,
      verb: 'GET',
      path: info,
      status: 200,
      door: 'rest',
      caller: 'token',
      method: 'users.account.GetUserInfo',
      outcome: 'OK',
    })
    expect(log).not.toContain('private')
  })

  test.each([
    ['/1.0/environment/control/rest/stopenv?envName=x', 'METHOD_NOT_PERMITTED', 'token'],
    ['/1.0/users/authentication/rest/gettokens?x=1', 'SESSION_REQUIRED', 'token'],
    ['/1.0/nowhere?x=1', 'METHOD_NOT_FOUND', undefined],
  ])('has the code of what was refused: %s', async (path, outcome, caller) => {
    await sendRaw(url, `${path}&session=${value}`)
    const line = await lineOf()
    expect(line).toMatchObject({ door: 'rest', outcome })
    expect(line.caller).toBe(caller)
  })

  test('has a line for what was done though its client had gone', async () => {
    const owner = await anAccount()
    const environment = await anEnvironment(server, owner)
    log = ''
    const socket = createConnection({ host: '127.0.0.1', port: Number(new URL(url).port) })
    await sql.begin(async (held) => {
      await held`select 1 from environments where name = ${environment} for update`
      socket.write(
        `GET /1.0/environment/control/rest/stopenv?envName=${environment}&session=${owner.session} HTTP/1.1\r\nHost: x\r\n\r\n`,
      )
      await expect
        .poll(async () => (await sql`select 1 from pg_locks where not granted`).length)
        .toBeGreaterThan(0)
      socket.destroy()
      await once(socket, 'close')
    })
    expect(await lineOf()).toMatchObject({
      method: 'environment.control.StopEnv',
      outcome: 'CLIENT_GONE',
      status: 499,
    })
  })

  test('has a line for each of several requests that a client has sent at once and does not hear of', async () => {
    const owner = await anAccount()
    const first = await anEnvironment(server, owner, 'held')
    const second = await anEnvironment(server, owner, 'not-held')
    const stop = (name: string) =>
      `GET /1.0/environment/control/rest/stopenv?envName=${name}&session=${owner.session} HTTP/1.1\r\nHost: x\r\n\r\n`
    const others = ['/1.0/nowhere', '/nowhere', '/healthz']
    log = ''
    const socket = createConnection({ host: '127.0.0.1', port: Number(new URL(url).port) })
    await sql.begin(async (held) => {
      await held`select 1 from environments where name = ${first} for update`
      const rest = others.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
      socket.write(stop(first) + stop(second) + rest.join(''))
      await expect
        .poll(() => sql`select status from environments where name = ${second}`)
        .toEqual([{ status: 2 }])
      // By then the second is done, and not only in the database.
      await sendRaw(url, info)
      socket.destroy()
      await once(socket, 'close')
      await logged(1 + 1 + others.length)
    })
    const lines = (await logged(1 + 2 + others.length)).filter(({ status }) => status === 499)
    expect(lines.map(({ path, method, outcome }) => [path, method, outcome])).toEqual([
      ['/1.0/environment/control/rest/stopenv', 'environment.control.StopEnv', 'CLIENT_GONE'],
      ['/1.0/nowhere', undefined, 'METHOD_NOT_FOUND'],
      ['/nowhere', undefined, 'CLIENT_GONE'],
      ['/healthz', undefined, 'CLIENT_GONE'],
      ['/1.0/environment/control/rest/stopenv', 'environment.control.StopEnv', 'CLIENT_GONE'],
    ])
  })

  const operate = (body: object, credential = value) =>
    sendRaw(url, '/graphql', {
      verb: 'POST',
      headers: { ...json, ...(credential && { authorization: `Bearer ${credential}` }) },
      body: JSON.stringify(body),
    })

  test('has a line for each GraphQL operation, with its kind, name and methods', async () => {
    await operate({ query: 'query Me { account { uid } again: account { login } viewer { kind } }' })
    expect(await lineOf()).toEqual({
      ...always,
      verb: 'POST',
      path: '/graphql',
      status: 200,
      door: 'graphql',
      caller: 'token',
      operation: 'query Me',
      method: 'users.account.GetUserInfo',
      outcome: 'OK',
    })
  })

  test.each([
    [
      'a method that is denied',
      { query: 'mutation { stopEnvironment(name: "x") { name } }' },
      { operation: 'mutation', method: 'environment.control.StopEnv', outcome: 'METHOD_NOT_PERMITTED' },
    ],
    [
      'a method that does not exist',
      { query: 'mutation { callMethod(method: "made.up.Name") }' },
      { operation: 'mutation', outcome: 'METHOD_NOT_FOUND' },
    ],
    ['a document that does not fit', { query: '{ nothing }' }, { outcome: 'GRAPHQL_VALIDATION_FAILED' }],
    ['a request without a document', { query: 1 }, { outcome: 'REFUSED', status: 400 }],
  ])('tells %s', async (_what, body, expected) => {
    await operate(body)
    const line = await lineOf()
    expect(line).toMatchObject({ door: 'graphql', ...expected })
    if (!('method' in expected)) expect(line).not.toHaveProperty('method')
  })

  test('names nobody as the caller where the credential was refused, and whoever sent none', async () => {
    await operate({ query: '{ viewer { kind } }' }, 'a'.repeat(40))
    const refused = await lineOf()
    expect(refused).toMatchObject({ door: 'graphql', outcome: 'UNAUTHENTICATED', status: 401 })
    expect(refused).not.toHaveProperty('caller')

    log = ''
    await operate({ query: '{ viewer { kind } }' }, '')
    expect(await lineOf()).toMatchObject({ caller: 'anonymous', outcome: 'OK' })
  })

  test('cuts and masks the name of an operation, which the caller makes up', async () => {
    await operate({ query: `query ${value} { viewer { kind } }` })
    expect((await lineOf()).operation).toBe('query ********')

    log = ''
    await operate({ query: `query ${'Q'.repeat(300)} { viewer { kind } }` })
    expect(((await lineOf()).operation as string).length).toBe(100)
  })

  test.each([
    ['in the query', () => sendRaw(url, `${info}?session=${value}`)],
    ['in the query of an unknown address', () => sendRaw(url, `/nowhere?session=${value}`)],
    ['in the query of an address that cannot be read', () => sendRaw(url, `${info}%zz?session=${value}`)],
    ['in a form', () => sendRaw(url, info, { verb: 'POST', headers: form, body: `session=${value}` })],
    ['in the header', () => sendRaw(url, info, { headers: { authorization: `Bearer ${value}` } })],
    ['in a cookie', () => sendRaw(url, info, { headers: { cookie: `latchkey_session=${value}` } })],
    ['in a path, by mistake', () => sendRaw(url, `${info}&session=${value}`)],
    ['in a broken body', () => sendRaw(url, '/graphql', { verb: 'POST', headers: json, body: `{"${value}` })],
    [
      'beside a multipart form',
      () =>
        sendRaw(url, info, {
          verb: 'POST',
          headers: { 'content-type': 'multipart/form-data; boundary=X', authorization: `Bearer ${value}` },
          body: `--X\r\nContent-Disposition: form-data; name="a"\r\n\r\n${value}\r\n--X--\r\n`,
        }),
    ],
    ['with a wrong verb', () => sendRaw(url, `${info}?session=${value}`, { verb: 'DELETE' })],
  ])('never has the credential that came %s', async (what, send) => {
    await send()
    if (!what.includes('cannot be read')) await logged()
    expect(log).not.toContain(value)
    expect(log).not.toContain(value.slice(-20))
  })

  test('never has a password', async () => {
    const { login, password } = owner
    await sendRaw(url, '/1.0/users/authentication/rest/signin', {
      verb: 'POST',
      headers: form,
      body: String(new URLSearchParams({ login, password })),
    })
    const query = `mutation { signIn(login: "${login}", password: "${password}") { session } }`
    const { text } = await sendRaw(url, '/graphql', {
      verb: 'POST',
      headers: json,
      body: JSON.stringify({ query }),
    })
    await logged(2)
    expect(log).not.toContain(password)
    expect(log).not.toContain(JSON.parse(text).data.signIn.session)
  })

  describe('of a fault of ours', () => {
    const secret = 'what nobody should read'
    beforeEach(async () => {
      await sql`alter table tokens rename column description to description_elsewhere`
      await sql`alter table objects rename to objects_elsewhere`
      return async () => {
        await sql`alter table tokens rename column description_elsewhere to description`
        await sql`alter table objects_elsewhere rename to objects`
      }
    })

    const createToken = {
      rest: () =>
        sendRaw(url, '/1.0/users/authentication/rest/createtoken', {
          verb: 'POST',
          headers: form,
          body: String(
            new URLSearchParams({
              session: owner.session,
              password: owner.password,
              description: secret,
              apiList: 'environment.control.StopEnv',
            }),
          ),
        }),
      graphql: () =>
        sendRaw(url, '/graphql', {
          verb: 'POST',
          headers: { ...json, authorization: `Bearer ${owner.session}` },
          body: JSON.stringify({
            query: `mutation ($password: String!) {
              generateTokens(tokens: [{ description: "${secret}", apiSet: MAVEN_PLUGIN }], password: $password) { value }
            }`,
            variables: { password: owner.password },
          }),
        }),
    }

    test.each(Object.entries(createToken))(
      'is found by the id that the caller was told: %s',
      async (_door, send) => {
        const { status, text } = await send()
        expect(status).toBe(200)
        const [id] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(text)!
        expect(text).not.toMatch(/description|column|insert|select/i)

        const faults = entries().filter(({ msg }) => msg === 'fault')
        expect(faults).toEqual([expect.objectContaining({ level: 50, requestId: id })])
        expect(await logged()).toEqual([
          expect.objectContaining({ requestId: id, outcome: 'INTERNAL_SERVER_ERROR', caller: 'session' }),
        ])
      },
    )

    test.each(Object.entries(createToken))(
      'has what the database said, without the values: %s',
      async (_door, send) => {
        await send()
        expect(log).toMatch(/column .*description/)
        expect(log).toContain('insert into')
        for (const value of [secret, owner.password, owner.session, 'Failed query']) {
          expect(log).not.toContain(value)
        }
      },
    )

    test('REST tells it with result 99', async () => {
      const data = encodeURIComponent(JSON.stringify({ secret }))
      const query = `?session=${owner.session}&type=JDeploy&data=${data}`
      const { status, text } = await sendRaw(url, `/1.0/data/base/rest/createobject${query}`)
      expect(status).toBe(200)
      expect(JSON.parse(text)).toEqual({
        result: 99,
        error: expect.stringMatching(/^Internal error\. .*[0-9a-f-]{36}\.$/),
        source: 'latchkey',
      })
      expect(log).toContain('"fault"')
      expect(log).not.toContain(secret)
    })
  })
})

describe('health', () => {
  test('/healthz says that the process lives, and /readyz that it should be sent requests', async () => {
    for (const [path, text] of [
      ['/healthz', '{"status":"ok"}'],
      ['/readyz', '{"status":"ready"}'],
    ]) {
      const answer = await sendRaw(url, path!)
      expect(answer).toMatchObject({ status: 200, text })
      expect(answer.headers['cache-control']).toBe('no-store')
    }
  })

  test('a server that retires is alive and not ready, and still serves', async () => {
    const other = await createApp(config, connections, pino({ level: 'silent' }))
    await other.server.listen({ host: '127.0.0.1', port: 0 })
    const address = `http://127.0.0.1:${(other.server.server.address() as AddressInfo).port}`
    expect((await sendRaw(address, '/readyz')).status).toBe(200)

    other.retire()
    expect(await sendRaw(address, '/readyz')).toMatchObject({ status: 503, text: '{"status":"not ready"}' })
    expect((await sendRaw(address, '/healthz')).status).toBe(200)
    const { session } = await anAccount()
    const info = await sendRaw(address, `/1.0/users/account/rest/getuserinfo?session=${session}`)
    expect(JSON.parse(info.text).result).toBe(0)
    await other.close()
  })

  test('a database without the latest migration is not ready', async () => {
    await sql`alter table drizzle.__drizzle_migrations rename to migrations_elsewhere`
    try {
      expect((await sendRaw(url, '/readyz')).status).toBe(503)
    } finally {
      await sql`alter table drizzle.migrations_elsewhere rename to __drizzle_migrations`
    }
  })
})

describe('an unknown address', () => {
  test.each(['/nowhere', '/graphql/x', '/healthz/x', '/.env', '/%2e%2e/package.json', '/1.1/', '/%'])(
    'is answered in JSON: %s',
    async (path) => {
      for (const verb of ['GET', 'POST', 'PROPFIND']) {
        const { status, headers, text } = await sendRaw(url, path, { verb, headers: json, body: '{bad' })
        expect(status).toBe(404)
        expect(headers).toMatchObject({
          'content-type': 'application/json;charset=UTF-8',
          'cache-control': 'no-store, private',
          'x-content-type-options': 'nosniff',
        })
        expect(JSON.parse(text)).toEqual({ result: 5, error: expect.any(String), source: 'latchkey' })
      }
    },
  )
})

test('no answer tells what the server is made of', async () => {
  for (const path of ['/healthz', '/nowhere', '/1.0/nowhere', '/graphql']) {
    const { headers, text } = await sendRaw(url, path)
    expect(headers).not.toHaveProperty('server')
    expect(headers).not.toHaveProperty('x-powered-by')
    expect(text).not.toMatch(/fastify|FST_|node_modules/i)
  }
})
