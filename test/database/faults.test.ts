import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { serve } from '../../src/serve.ts'
import { sendRaw } from '../rest/send-raw.ts'
import { type Fault, startRelay } from '../support/relay.ts'
import { startTestServer } from '../support/server.ts'

const healthy = await startTestServer()
const { value, owner } = await healthy.aToken({
  methods: ['users.account.GetUserInfo', 'environment.control.GetEnvs'],
})
const relay = await startRelay(healthy.databaseUrl)
const server = await serve(
  readConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    DATABASE_URL: relay.url,
    DATABASE_POOL_SIZE: '5',
    ADMIN_PASSWORD: 'a password',
  }),
  () => {},
)
afterEach(() => relay.mend())
afterAll(async () => {
  await relay.mend()
  await server.stop()
  await relay.stop()
})

type Answer = Awaited<ReturnType<typeof sendRaw>>

function graphql(query: string, as?: string): Promise<Answer> {
  return sendRaw(server.url, '/graphql', {
    verb: 'POST',
    headers: { 'content-type': 'application/json', ...(as && { authorization: `Bearer ${as}` }) },
    body: JSON.stringify({ query }),
  })
}

function rest(path: string, parameters: Record<string, string>): Promise<Answer> {
  return sendRaw(server.url, `/1.0/${path}`, {
    verb: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(parameters).toString(),
  })
}

const { login, password, session } = owner
const generate = (description: string) =>
  graphql(
    `mutation { generateTokens(tokens: [{ description: "${description}", methods: ["environment.control.StopEnv"] }], password: "${password}") { value } }`,
    session,
  )

/** One of every kind of request that needs the database. */
const requests: Record<string, () => Promise<Answer>> = {
  'a query with a token': () => graphql('{ environments { name } }', value),
  'a query with a session': () => graphql('{ accessTokens { id } }', session),
  'a query of a field that may be null': () =>
    graphql(
      `
        {
          environment(name: "shop") {
            name
          }
        }
      `,
      session,
    ),
  'a query with a credential that is not valid': () => graphql('{ accessTokens { id } }', 'a'.repeat(40)),
  'a change of tokens': () => generate('while it is away'),
  'signing in': () => graphql(`mutation { signIn(login: "${login}", password: "${password}") { session } }`),
  'an old address': () => rest('environment/control/rest/getenvs', { session: value }),
  'an old address with a credential that is not valid': () =>
    rest('environment/control/rest/getenvs', { session: 'a'.repeat(40) }),
  'signing in at the old address': () => rest('users/authentication/rest/signin', { login, password }),
  'a change of tokens at the old address': () =>
    rest('users/authentication/rest/deletetokens', { session, ids: '["none"]', password }),
}

async function inTime<T>(work: Promise<T>, limit = 3_000): Promise<T> {
  const started = performance.now()
  const result = await work
  expect(performance.now() - started).toBeLessThan(limit)
  return result
}

function expectUnavailable({ status, headers, text }: Answer) {
  // Of those at one login all but the first wait for it, and not as long.
  expect(text).toMatch(/database (does not answer|stopped answering)|server is busy checking passwords/)
  expect(status).toBe(503)
  expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  expect(headers).not.toHaveProperty('www-authenticate')
  expect(text).not.toContain('"value"')
}

async function expectBack() {
  const ready = () => sendRaw(server.url, '/readyz').then(({ status }) => status)
  await expect.poll(ready, { timeout: 5_000 }).toBe(200)
  for (const name of ['a query with a token', 'a query with a session', 'signing in', 'an old address']) {
    await expect
      .poll(
        () => requests[name]!().then(({ status, text }) => `${name} ${status} ${text.includes('rror')}`),
        { timeout: 5_000 },
      )
      .toBe(`${name} 200 false`)
  }
}

describe.each<[string, Fault]>([
  ['refuses connections', 'refused'],
  ['resets connections', 'reset'],
  ['accepts and never answers', 'silent'],
  ['takes statements and never answers', 'mute'],
  ['stops in the middle of an answer', 'torn'],
])('while the database %s', (_state, fault) => {
  test('every request ends in time with 503 and a clear text, nothing is permitted, and it comes back', async () => {
    await expectBack()
    await relay.breakDown(fault)
    // More than there are connections.
    const names = Object.keys(requests).flatMap((name) => [name, name, name])
    const answers = await Promise.all(names.map((name) => inTime(requests[name]!())))
    for (const answer of answers) expectUnavailable(answer)

    const [live, ready] = await Promise.all(
      ['/healthz', '/readyz'].map((path) => inTime(sendRaw(server.url, path))),
    )
    expect([live!.status, ready!.status]).toEqual([200, 503])

    // What has lost an answer stays dead, and only new connections live.
    await relay.mend()
    await inTime(expectBack(), 5_000)
  })
})

test('while the database is slow, no request takes longer, and what is answered is right', async () => {
  await relay.breakDown('slow')
  const answers = await Promise.all(Object.values(requests).map((send) => inTime(send())))
  for (const answer of answers) {
    if (answer.status === 503) expectUnavailable(answer)
    else expect([answer.status, answer.text]).not.toContain('"session"')
  }
  expect(answers.filter(({ status }) => status === 503)).not.toEqual([])
  await relay.mend()
  await inTime(expectBack(), 5_000)
})

test('a change whose answer is lost is not called undone: it is not known, and may be there', async () => {
  await expectBack()
  const broken = relay.breakDownAtCommit('in doubt', 'mute')
  const answer = await inTime(generate('in doubt'))
  await broken
  expect(answer.status).toBe(503)
  expect(answer.text).toContain(
    'It is not known whether what you asked for was done: look before you try again.',
  )
  const { data } = await healthy.graphql('{ accessTokens(search: "in doubt") { id } }', { as: session })
  expect(data.accessTokens).toHaveLength(1)
})

test('a change that the database never heard of is simply refused', async () => {
  await relay.breakDown('refused')
  expect((await inTime(generate('never sent'))).text).toContain('Try again in a few seconds.')
  await relay.mend()
  await expectBack()
  const { data } = await healthy.graphql('{ accessTokens(search: "never sent") { id } }', { as: session })
  expect(data.accessTokens).toEqual([])
})

test('an upload takes the time that it needs while the database answers', async () => {
  const name = 'shop.war'
  const form = new FormData()
  // Its pieces are stored one by one, and each takes 0.7 seconds.
  form.append('fid', '123')
  form.append('file', new Blob([Buffer.alloc(256 * 1024)]), name)
  form.append('session', session)
  await relay.breakDown('slow')
  const started = performance.now()
  const response = await fetch(`${server.url}/1.0/storage/uploader/rest/upload`, {
    method: 'POST',
    body: form,
  })
  expect(await response.json()).toMatchObject({ result: 0, size: 256 * 1024 })
  expect(performance.now() - started).toBeGreaterThan(3_000)
})
