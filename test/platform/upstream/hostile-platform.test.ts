import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { type ApiMethod, apiMethods } from '../../../src/methods/catalogue.ts'
import { usedSecret } from '../../support/secrets.ts'
import { startTestServer, type TestAccount } from '../../support/server.ts'
import { startHostilePlatform } from './a-hostile-platform.ts'

const platform = await startHostilePlatform()
const front = await startTestServer({
  PLATFORM_URL: platform.url,
  SECRET_KEY: 'a key for this test that is long enough',
  PLATFORM_TIMEOUT_SECONDS: '2',
  PLATFORM_SLOW_TIMEOUT_SECONDS: '8',
  PLATFORM_CALLS_PER_ACCOUNT: '2',
  PLATFORM_ANSWER_LIMIT_MB: '4',
  REQUESTS_AT_ONCE: '20',
})

const methods = [
  'environment.control.GetEnvs',
  'environment.control.StopEnv',
  'environment.control.GetEnvInfo',
  'storage.uploader.Upload',
]

async function aUser(login = `${randomBytes(6).toString('hex')}@example.com`) {
  const session = await front.aSession({ login, password: 'right' })
  const account: TestAccount = { id: '', uid: 0, login, password: 'right', session }
  const { value } = await front.aToken({ methods }, account)
  return { account, value, upstream: platform.session }
}
const user = await aUser()
/** The session that the first sign-in got; later ones confirmed passwords. */
const upstreamSession = platform.received
  .filter(({ parameters }) => parameters.has('session'))
  .map(({ parameters }) => parameters.get('session')!)

const envs = () => front.rest('environment/control/rest/getenvs', { session: user.value })
const textOfEnvs = async () => {
  const response = await fetch(`${front.url}/1.0/environment/control/rest/getenvs?session=${user.value}`)
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}

/** A credential that the platform was sent for a call of this token. */
async function credentialInUse() {
  platform.behaviour = (_got, response) => response.end('{"result":0}')
  await envs()
  return platform.received.at(-1)!.parameters.get('session')!
}

test('an answer is sent on byte for byte', async () => {
  const text =
    '{ "z":1.0, "big":12345678901234567890,"result":0,\n "unknown":{"b":[null, 1e2],"a":"\\u00fc ü"}, "z2": -0 }\n'
  platform.behaviour = (_got, response) => response.end(text)
  expect(await textOfEnvs()).toEqual({ status: 200, type: 'application/json;charset=UTF-8', text })

  const own = '{"result":4099,"error":"its own error","foo":null}'
  platform.behaviour = (_got, response) => response.end(own)
  expect((await textOfEnvs()).text).toBe(own)
})

test.each([
  ['a web page', (body: string) => body, '<html>Maintenance</html>', 200],
  ['nothing', (body: string) => body, '', 200],
  ['a list', (body: string) => body, '[1,2]', 200],
  ['half of an answer', (body: string) => body, '{"result":0,"infos":[', 200],
  ['a redirect', (body: string) => body, '{"result":0}', 302],
  ['an error page', (body: string) => body, '<h1>Error</h1>', 500],
])('%s becomes a clean envelope at both doors', async (_what, bodyOf, body, status) => {
  platform.behaviour = (_got, response) =>
    response
      .writeHead(status, { location: `${platform.url}/elsewhere`, 'content-type': 'text/html' })
      .end(bodyOf(body))
  const answer = await envs()
  expect(answer.status).toBe(200)
  expect(answer.body).toMatchObject({ result: 17, source: 'latchkey', error: expect.stringMatching(/\w\.$/) })
  const { errors } = await front.graphql('{ environments { name } }', { as: user.value })
  expect(errors![0]!.extensions.code).toBe('PLATFORM_ANSWER_UNREADABLE')
  expect(platform.received.some(({ path }) => path === '/elsewhere')).toBe(false)
})

test.each([
  ['{ environments { name } }', { infos: { a: 1 } }],
  ['{ environments { name } }', { infos: [null] }],
  ['{ environments { name } }', { infos: [{ env: [] }] }],
  ['{ environments { name } }', { infos: [{ env: { envName: { a: 1 } } }] }],
  ['{ environment(name: "a") { nodes { id } } }', { env: { envName: 'a' }, nodes: 7 }],
  ['{ environment(name: "a") { nodes { id } } }', { env: { envName: 'a' }, nodes: [{ id: 'x' }] }],
  ['{ environment(name: "a") { name } }', {}],
  ['mutation { cloneEnvironment(name: "a", newName: "b") { name } }', { env: 1 }],
  [
    'mutation { createEnvironment(environment: { name: "a", nodes: [{ type: "nginx" }] }) { name } }',
    { response: 1 },
  ],
])('%s is told that %j cannot be read', async (query, reply) => {
  platform.behaviour = (_got, response) => response.end(JSON.stringify({ result: 0, ...reply }))
  const { errors } = await front.graphql(query, { as: user.account.session })
  expect(errors![0]!.extensions.code).toBe('PLATFORM_ANSWER_UNREADABLE')
})

test('odd members of an environment are left out', async () => {
  const env = { envName: 'a', displayName: 1, domain: [], status: 99, createdOn: 5, hardwareNodeGroup: {} }
  const nodes = [{ id: '7', nodeType: 1, nodeGroup: null, status: 'odd', intIP: {}, fixedCloudlets: 1e99 }]
  platform.behaviour = (_got, response) =>
    response.end(JSON.stringify({ result: '0', env, nodes, envGroups: [1, 'b'] }))
  const { data } = await front.graphql(
    `{ environment(name: "a") { displayName domain status createdAt region groups
       nodes { id type group status address fixedCloudlets } } }`,
    { as: user.account.session },
  )
  expect(data.environment).toEqual({
    ...{ displayName: null, domain: 'a', status: 'UNKNOWN', createdAt: null, region: null, groups: ['b'] },
    nodes: [{ id: 7, type: 'unknown', group: 'cp', status: 'UNKNOWN', address: null, fixedCloudlets: null }],
  })
})

test('each method that a token may hold reaches the platform at its address, by both doors', async () => {
  const grantable = apiMethods.filter(({ access }) => access === 'grantable')
  // So many at once: of one account the platform takes two.
  const tokens = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const { account } = await aUser()
      return (await front.aToken({ methods: grantable.map(({ id }) => id) }, account)).value
    }),
  )
  const callEach = (methods: typeof grantable, call: (value: string, method: ApiMethod) => Promise<void>) => {
    const ours = /^users\.(authentication|account)\./
    const theirs = methods.filter(({ id }) => !ours.test(id))[Symbol.iterator]()
    return Promise.all(
      tokens.map(async (value) => {
        for (const method of theirs) await call(value, method)
      }),
    )
  }
  platform.behaviour = ({ path, parameters }, response) =>
    response.end(JSON.stringify({ result: 0, path, a: parameters.get('a') }))
  await callEach(grantable, async (value, { id, path }) => {
    const { body } = await front.rest(path.slice(1), { session: value, a: '1' })
    expect([id, body]).toEqual([id, { result: 0, path: `/1.0${path}`, a: '1' }])
  })
  expect(grantable.length).toBeGreaterThan(250)
  const withoutNeeds = grantable.filter(({ parameters }) => parameters.every(({ required }) => !required))
  expect(withoutNeeds.length).toBeGreaterThan(20)
  await callEach(withoutNeeds, async (value, { id, path }) => {
    const call = 'mutation ($id: String!) { callMethod(method: $id) }'
    const { data } = await front.graphql(call, { as: value, variables: { id } })
    expect(data.callMethod.path).toBe(`/1.0${path}`)
  })
})

test('a result that is no number does not confuse either door', async () => {
  platform.behaviour = (_got, response) => response.end('{"result":"odd","error":{"a":1}}')
  const { errors } = await front.graphql('{ environments { name } }', { as: user.value })
  expect(errors![0]!.extensions).toMatchObject({ code: 'PLATFORM_ERROR' })
  const script = await front.rest('/GetArchives', { session: user.value })
  expect(typeof script.body.result).toBe('number')
})

test('what is too large is refused, or broken off when it has begun', async () => {
  const big = 'x'.repeat(5 * 1024 * 1024)
  platform.behaviour = (_got, response) => response.end(`{"result":0,"a":"${big}"}`)
  await expect(textOfEnvs()).rejects.toThrow()
  const { errors } = await front.graphql('{ environments { name } }', { as: user.value })
  expect(errors![0]!.message).toContain('larger than 4 MB')
})

test('a long answer is passed on as it comes, and not taken for whole where it breaks off', async () => {
  const long = `{"result":0,"a":"${'y'.repeat(3 * 1024 * 1024)}"}`
  platform.behaviour = (_got, response) => response.end(long)
  expect((await textOfEnvs()).text).toBe(long)

  platform.behaviour = (_got, response) => response.end(long.slice(0, -2))
  await expect(textOfEnvs()).rejects.toThrow()
  platform.behaviour = (_got, response) => {
    response.writeHead(200, { 'content-length': String(long.length) })
    response.write(long.slice(0, 2_000_000), () => setImmediate(() => response.destroy()))
  }
  await expect(textOfEnvs()).rejects.toThrow()
})

test("the caller never sees the platform's credential, in whatever way it is written", async () => {
  const credential = await credentialInUse()
  expect(upstreamSession).toContain(credential)
  const forms = [
    credential,
    credential.toUpperCase(),
    [...credential].map((one) => `\\u00${one.charCodeAt(0).toString(16)}`).join(''),
    [...credential].map((one) => `%${one.charCodeAt(0).toString(16)}`).join(''),
    `${credential.slice(0, 20)}\\u00${credential.charCodeAt(20).toString(16)}${credential.slice(21)}`,
  ]
  platform.behaviour = (_got, response) =>
    response.end(JSON.stringify({ result: 7, error: credential, forms: '@' }).replace('@', forms.join(' ')))
  expect((await textOfEnvs()).text).toBe(
    `{"result":7,"error":"********","forms":"${Array(5).fill('********').join(' ')}"}`,
  )
  const { errors } = await front.graphql('{ environments { name } }', { as: user.value })
  expect(JSON.stringify(errors)).toContain('********')
  expect(JSON.stringify(errors)).not.toContain(credential)

  // Split between two pieces, in the middle of an answer that is passed on as it comes.
  const beginning = `{"result":0,"a":"${'y'.repeat(2_000_000)}`
  let sendRest = () => {}
  platform.behaviour = (_got, response) => {
    response.write(beginning + credential.slice(0, 17))
    sendRest = () => response.end(`${credential.slice(17)}"}`)
  }
  const response = await fetch(`${front.url}/1.0/environment/control/rest/getenvs?session=${user.value}`)
  let text = ''
  for await (const piece of response.body!) {
    text += Buffer.from(piece).toString('latin1')
    // All of the first piece has been looked at, and what could be a secret's beginning is kept back.
    if (text.length < beginning.length - 6 * credential.length) continue
    sendRest()
    sendRest = () => {}
  }
  expect(text.endsWith('yyy********"}')).toBe(true)
})

test('the platform sees neither the token nor what else the caller sent about itself', async () => {
  platform.behaviour = (_got, response) => response.end('{"result":0}')
  await fetch(`${front.url}/1.0/environment/control/rest/stopenv?envName=a%20b&appid=x&Nodes=[1.0]`, {
    headers: { authorization: `Bearer ${user.value}`, cookie: 'latchkey_session=abc', 'x-own': 'y' },
  })
  const { headers, parameters, path, body } = platform.received.at(-1)!
  expect(path).toBe('/1.0/environment/control/rest/stopenv')
  expect(Object.keys(headers).sort()).toEqual([
    'accept',
    'connection',
    'content-length',
    'content-type',
    'host',
    'user-agent',
  ])
  expect([...parameters].slice(1)).toEqual([
    ['envName', 'a b'],
    ['appid', 'x'],
    ['Nodes', '[1.0]'],
  ])
  expect(body.toString()).not.toContain(user.value)
})

test('half of a character is not sent on as another one', async () => {
  const call =
    'mutation ($p: JSONObject!) { callMethod(method: "environment.control.StopEnv", parameters: $p) }'
  const before = platform.received.length
  for (const parameters of [{ envName: 'a\ud800' }, { envName: 'a', 'b\udfff': '1' }]) {
    const { errors } = await front.graphql(call, { as: user.value, variables: { p: parameters } })
    expect(errors![0]!.message).toMatch(/^invalid parameter \[.+\]: it has half of a character/)
    expect(errors![0]!.extensions.code).toBe('BAD_USER_INPUT')
  }
  expect(platform.received.slice(before).filter(({ path }) => path.endsWith('/stopenv'))).toEqual([])
})

test('what is not in the catalogue never reaches the platform', async () => {
  const before = platform.received.length
  const { status } = await front.rest('environment/control/rest/brandnew', { session: user.value })
  expect(status).toBe(404)
  const call = 'mutation { callMethod(method: "environment.control.BrandNew") }'
  for (const as of [user.value, user.account.session])
    expect((await front.graphql(call, { as })).errors).toHaveLength(1)
  expect(platform.received.length).toBe(before)
})

test('a silent platform, or one that dribbles, is given up on in time, with 504 in GraphQL', async () => {
  platform.behaviour = () => {}
  const begun = Date.now()
  const answer = await envs()
  expect(answer.status).toBe(200)
  expect(answer.body).toMatchObject({ result: 17, error: expect.stringContaining('did not answer in time') })
  const { status, errors } = await front.graphql('{ environments { name } }', { as: user.value })
  expect([status, errors![0]!.extensions.code]).toEqual([504, 'PLATFORM_TIMEOUT'])

  // Nor does it help to send a little now and then.
  platform.behaviour = (_got, response) => {
    const timer = setInterval(() => response.write(' '), 100)
    response.once('close', () => clearInterval(timer))
  }
  expect((await envs()).body).toMatchObject({ error: expect.stringContaining('did not answer in time') })
  expect(Date.now() - begun).toBeLessThan(15_000)
})

test('calls that wait for the platform leave room for others', async () => {
  const waiting: (() => void)[] = []
  platform.behaviour = (_got, response) => waiting.push(() => response.end('{"result":0,"infos":[]}'))
  const others = await Promise.all([aUser(), aUser(), aUser()])
  const answers: ReturnType<typeof front.rest>[] = []
  for (const [index, { value }] of others.entries()) {
    // Ten for each account: two at the platform, and eight that wait for their turn. On their way there they count, so
    // not all of them come at once.
    for (let call = 0; call < 10; call++) {
      answers.push(front.rest('environment/control/rest/stopenv', { session: value, envName: 'a' }))
    }
    await expect.poll(() => waiting.length).toBe(2 * (index + 1))
  }

  const { data } = await front.graphql('{ viewer { kind } }', { as: user.value })
  expect(data).toEqual({ viewer: { kind: 'TOKEN' } })

  platform.behaviour = (_got, response) => response.end('{"result":0}')
  for (const answer of waiting) answer()
  for (const { body } of await Promise.all(answers)) expect(body.result).toBe(0)
})

test('a method that is known to be slow is given its time', async () => {
  platform.behaviour = (_got, response) => setTimeout(() => response.end('{"result":0}'), 2_500)
  const stop = await front.rest('environment/control/rest/stopenv', { envName: 'a', session: user.value })
  expect(stop.body).toEqual({ result: 0 })
})

test('one account has so many calls under way and no more', async () => {
  const open: (() => void)[] = []
  let most = 0
  platform.behaviour = (_got, response) => {
    open.push(() => response.end('{"result":0}'))
    most = Math.max(most, open.length)
  }
  const calls = Array.from({ length: 13 }, () =>
    front.rest('environment/control/rest/stopenv', { envName: 'a', session: user.value }),
  )
  await expect.poll(() => open.length).toBe(2)
  const refused = await Promise.race(calls)
  expect(refused.status).toBe(503)
  const timer = setInterval(() => open.splice(0).forEach((end) => end()), 20)
  const answers = await Promise.all(calls)
  clearInterval(timer)
  expect(most).toBe(2)
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(10)
})

describe('a form of up to 2 MB', () => {
  const write = '/1.0/environment/file/rest/write'
  const large = 2 * 1024 * 1024
  const form = 'application/x-www-form-urlencoded'
  const writers = Array.from({ length: 4 }, async () => {
    const { account } = await aUser()
    return (await front.aToken({ methods: ['environment.file.Write'] }, account)).value
  })
  const writer = writers[0]!

  const send = async (
    body: string | FormData,
    {
      path = write,
      headers = { 'content-type': form },
    }: { path?: string; headers?: Record<string, string> } = {},
  ) => {
    const response = await fetch(front.url + path, { method: 'POST', headers, body })
    return { status: response.status, body: (await response.json()) as { result: number; error?: string } }
  }
  const partsOf = (body: string, session?: string) => {
    const parts = new FormData()
    if (session !== undefined) parts.set('session', session)
    parts.set('body', body)
    return parts
  }
  /** What the platform has of the last call. */
  const arrived = () => platform.received.at(-1)!.parameters.get('body')

  test.each<[string, (session: string) => Promise<{ status: number }>]>([
    ['the form', (session) => send(`session=${session}&body=`.padEnd(large, 'x'))],
    ['the address', (session) => send('body='.padEnd(large, 'x'), { path: `${write}?session=${session}` })],
    [
      'the header',
      (session) =>
        send('body='.padEnd(large, 'x'), {
          headers: { authorization: `Bearer ${session}`, 'content-type': form },
        }),
    ],
    [
      'the address, in parts',
      (session) =>
        send(partsOf('x'.repeat(large - 1_000)), { path: `${write}?session=${session}`, headers: {} }),
    ],
    [
      'the header, in parts',
      (session) =>
        send(partsOf('x'.repeat(large - 1_000)), { headers: { authorization: `Bearer ${session}` } }),
    ],
  ])('is passed on whole with the credential in %s', async (_where, call) => {
    platform.behaviour = (_got, response) => response.end('{"result":0}')
    expect(await call(await writer)).toEqual({ status: 200, body: { result: 0 } })
    expect(arrived()).toMatch(/^x+$/)
    expect(arrived()!.length).toBeGreaterThan(large - 1_100)
  })

  test.each<[string, number, string, (session: string) => Promise<object>]>([
    ['a byte more', 413, 'larger than 2048 KB', (s) => send(`session=${s}&body=`.padEnd(large + 1, 'x'))],
    [
      'a byte more, in parts',
      413,
      'larger than 2048 KB',
      (s) => send(partsOf('x'.repeat(large)), { path: `${write}?session=${s}`, headers: {} }),
    ],
    ['no credential', 413, 'does not say who', () => send('body='.padEnd(70_000, 'x'))],
    [
      'the credential after 64 KB',
      413,
      'does not say who',
      (s) => send(`${'body='.padEnd(70_000, 'x')}&session=${s}`),
    ],
    [
      'the credential in parts',
      413,
      'does not say who',
      (s) => send(partsOf('x'.repeat(70_000), s), { headers: {} }),
    ],
    ['an unknown one', 200, 'not valid', (s) => send(`session=${s}x&body=`.padEnd(large, 'x'))],
    [
      'two of them',
      200,
      'it is there twice',
      (s) => send(`session=${s}&body=`.padEnd(70_000, 'x'), { path: `${write}?session=${s}` }),
    ],
  ])('is refused with %s: %i', async (_what, status, error, call) => {
    const before = platform.received.length
    expect(await call(await writer)).toMatchObject({
      status,
      body: { error: expect.stringContaining(error) },
    })
    expect(platform.received.length).toBe(before)
  })

  test('is read no further than 64 KB before its sender is known', async () => {
    const upload = httpRequest(front.url + write, {
      method: 'POST',
      headers: { 'content-type': form, 'content-length': large },
    })
    upload.on('error', () => {}).write('body='.padEnd(80_000, 'x'))
    const [response] = (await once(upload, 'response')) as [IncomingMessage]
    expect(response.statusCode).toBe(413)
    upload.destroy()
  })

  test('is told to come again while there is no room for it, of its account or at all', async () => {
    platform.behaviour = (_got, response) => response.end('{"result":0}')
    const coming: ClientRequest[] = []
    const begin = (session: string) => {
      const upload = httpRequest(front.url + write, {
        method: 'POST',
        headers: { 'content-type': form, 'content-length': large },
      })
      // One of the calls that ask below may have taken its room.
      upload.on('response', () => begin(session)).on('error', () => {})
      upload.write(`session=${session}&body=`.padEnd(80_000, 'x'))
      coming.push(upload)
    }
    const statusFor = async (session: string) =>
      (await send(`session=${session}&body=`.padEnd(80_000, 'x'))).status
    const [one, two, three, four] = (await Promise.all(writers)) as [string, string, string, string]

    for (let n = 0; n < 4; n++) begin(one)
    await expect.poll(() => statusFor(one)).toBe(503)
    expect(await statusFor(two)).toBe(200)

    for (const session of [two, three, four]) for (let n = 0; n < 4; n++) begin(session)
    const last = (await front.aToken({ methods: ['environment.file.Write'] }, (await aUser()).account)).value
    await expect.poll(() => statusFor(last)).toBe(503)
    expect((await front.rest('environment/file/rest/write', { session: last, body: 'x' })).status).toBe(200)

    for (const upload of coming) upload.removeAllListeners('response').destroy()
    await expect.poll(() => statusFor(last)).toBe(200)
    await expect.poll(() => statusFor(one)).toBe(200)
  })
})

test('a client that leaves in the middle of an answer frees what it held, here and at the platform', async () => {
  // More often than the account has calls at once, so that one that is not freed is missed.
  for (let n = 0; n < 3; n++) {
    const freed = new Promise((resolve) => {
      platform.behaviour = (_got, response) => {
        response.once('close', resolve).write(`{"result":0,"a":"${'y'.repeat(1_500_000)}`)
      }
    })
    const leaving = new AbortController()
    const { status } = await fetch(`${front.url}/1.0/environment/control/rest/getenvs`, {
      headers: { authorization: `Bearer ${user.value}` },
      signal: leaving.signal,
    })
    expect(status).toBe(200)
    leaving.abort()
    await freed
  }
  platform.behaviour = (_got, response) => response.end('{"result":0}')
  expect((await envs()).body).toEqual({ result: 0 })
})

describe('an answer that ends in the middle', () => {
  const half = `{"result":0,"a":"${'y'.repeat(1_500_000)}`

  /** Asks once, and gives the lines of the log that were written for it. */
  async function linesOf(ask: () => Promise<void>) {
    const from = front.logged.length
    await ask()
    const lines = () =>
      front.logged.slice(from).map((line) => JSON.parse(line) as Record<string, unknown> & { msg: string })
    const line = () => lines().find(({ msg, path }) => msg === 'request' && String(path).includes('getenvs'))
    await expect.poll(line).toBeDefined()
    return {
      request: line(),
      warnings: lines().filter(({ msg }) => msg === 'the platform did not answer'),
    }
  }

  test("is the platform's doing where that breaks off", async () => {
    platform.behaviour = (_got, response) =>
      response.write(half, () => setImmediate(() => response.destroy()))
    const { request, warnings } = await linesOf(() => expect(textOfEnvs()).rejects.toThrow())
    expect(request).toMatchObject({ outcome: 'PLATFORM_UNAVAILABLE', status: 200 })
    expect(warnings).toMatchObject([{ path: '/environment/control/rest/getenvs', sent: true }])
  })

  test("is the platform's doing where that takes it for whole", async () => {
    platform.behaviour = (_got, response) => response.end(half)
    const { request, warnings } = await linesOf(() => expect(textOfEnvs()).rejects.toThrow())
    expect(request).toMatchObject({ outcome: 'PLATFORM_ANSWER_UNREADABLE', status: 200 })
    expect(warnings).toEqual([])
  })

  test("is the client's doing where that leaves", async () => {
    const freed = new Promise((resolve) => {
      platform.behaviour = (_got, response) => response.once('close', resolve).write(half)
    })
    const { request, warnings } = await linesOf(async () => {
      const leaving = new AbortController()
      await fetch(`${front.url}/1.0/environment/control/rest/getenvs?session=${user.value}`, {
        signal: leaving.signal,
      })
      leaving.abort()
      await freed
    })
    expect(request).toMatchObject({ outcome: 'CLIENT_GONE', status: 499 })
    expect(warnings).toEqual([])
  })
})

test('a file is passed on as it arrives, no faster than the platform takes it', async () => {
  platform.streams = true
  let begin: (() => void) | undefined
  let size = 0
  platform.behaviour = (_got, response, request) => {
    begin = () => {
      request.on('data', (piece: Buffer) => (size += piece.length))
      request.on('end', () => response.end(`{"result":0,"size":${size}}`))
    }
  }
  const total = 64 * 1024 * 1024
  const upload = httpRequest(`${front.url}/1.0/storage/uploader/rest/upload`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
  })
  const answered = new Promise<string>((resolve, reject) => {
    upload.on('error', reject)
    upload.on('response', (response) => {
      let text = ''
      response.on('data', (piece) => (text += String(piece)))
      response.on('end', () => resolve(text))
    })
  })
  const part = (head: string) => `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n`
  upload.write(`${part('name="session"')}${user.value}\r\n${part('name="file"; filename="a.war"')}`)
  const piece = Buffer.alloc(1024 * 1024, 'f')
  let written = 0
  const sending = (async () => {
    for (; written < total; written += piece.length) {
      if (!upload.write(piece)) await once(upload, 'drain')
    }
    upload.end(`\r\n${part('name="fid"')}123\r\n--b--\r\n`)
  })()
  // Nobody reads at the other end, so the pipes fill and this end is stopped, long before the end of the file.
  await expect.poll(() => begin !== undefined).toBe(true)
  let before = -1
  await expect
    .poll(() => [before, (before = written)], { interval: 400 })
    .toSatisfy(([earlier, now]: number[]) => earlier === now)
  expect(written).toBeLessThan(total / 2)

  begin!()
  await sending
  const { result, size: arrived } = JSON.parse(await answered) as { result: number; size: number }
  expect(result).toBe(0)
  expect(arrived).toBeGreaterThan(total)
  platform.streams = false
})

test('clients that break off in the middle of a file are not taken for a platform that is away', async () => {
  platform.streams = true
  for (let n = 0; n < 6; n++) {
    const broken = new Promise((resolve) => {
      platform.behaviour = (_got, _response, request) => {
        request.on('error', () => {}).once('close', resolve)
        request.resume()
        upload.destroy()
      }
    })
    const upload = httpRequest(`${front.url}/1.0/storage/uploader/rest/upload`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${user.value}`,
        'content-type': 'multipart/form-data; boundary=b',
      },
    }).on('error', () => {})
    upload.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.war"\r\n\r\nhalf of')
    await broken
  }
  platform.streams = false
  platform.behaviour = (_got, response) => response.end('{"result":0}')
  expect((await envs()).body).toEqual({ result: 0 })
})

test.each(['jdoe', 'ann@müller.example', 'o.brien@local_host'])(
  'whoever has the login %s at the platform signs in with it, by both doors',
  async (login) => {
    const { data } = await front.graphql(
      'mutation ($login: String!) { signIn(login: $login, password: "right") { session account { login } } }',
      { variables: { login } },
    )
    expect(data?.signIn).toEqual({ session: expect.any(String), account: { login } })
    const { body } = await front.rest('users/authentication/rest/signin', { login, password: 'right' })
    expect(body).toMatchObject({ result: 0, email: login })
  },
)

test('a session goes on, however many the account has begun since', async () => {
  const owner = { login: `${randomBytes(6).toString('hex')}@example.com`, password: 'right' }
  const session = await front.aSession(owner)
  const sessionThere = platform.session
  for (let n = 0; n < 20; n++) await front.aSession(owner)
  platform.behaviour = (_got, response) => response.end('{"result":0}')
  const { body } = await front.rest('environment/control/rest/getenvs', { session })
  expect(body).toEqual({ result: 0 })
  expect(platform.received.at(-1)!.parameters.get('session')).toBe(sessionThere)

  const { errors } = await front.graphql(
    'mutation { changePassword(oldPassword: "right", newPassword: "a newer password") }',
    { as: session },
  )
  expect(errors).toBeUndefined()
})

test('a second factor is asked for by the platform, and given to it', async () => {
  const login = `careful-${randomBytes(4).toString('hex')}@example.com`
  const signIn = (code?: string) =>
    front.graphql(
      'mutation ($l: String!, $c: String) { signIn(login: $l, password: "right", code: $c) { session twoFactorRequired } }',
      { variables: { l: login, c: code } },
    )
  expect((await signIn()).data.signIn).toEqual({ session: null, twoFactorRequired: true })
  expect(platform.signedOut).toContain(platform.session)
  const wrong = await signIn('000000')
  expect(wrong.errors![0]!.extensions).toMatchObject({ code: 'SIGN_IN_FAILED', attemptsLeft: 9 })
  // A right password without the code does not settle the wrong guesses at it.
  await signIn()
  expect((await signIn('000001')).errors![0]!.extensions.attemptsLeft).toBe(8)
  expect((await signIn('123456')).data.signIn.session).toMatch(/^[0-9a-f]{40}$/)

  const later = await front.rest('users/authentication/rest/signin', { login, password: 'right' })
  expect(later.body).toMatchObject({ result: 0, accessType: 1 })
  const { session } = later.body
  expect((await front.rest('environment/control/rest/getenvs', { session })).body.result).not.toBe(0)
  const verify = (code: string) => front.rest('users/authentication/rest/verify2facode', { session, code })
  expect((await verify('111111')).body.result).toBe(701)
  expect((await verify('123456')).body.result).toBe(0)
  platform.behaviour = (_got, response) => response.end('{"result":0,"infos":[]}')
  expect((await front.rest('environment/control/rest/getenvs', { session })).body.result).toBe(0)
})

describe('a code at which the platform does not look', () => {
  const carefulLogin = () => `careful-${randomBytes(4).toString('hex')}@example.com`
  const signIn = (login: string, code: string) =>
    front.graphql(
      'mutation ($l: String!, $c: String!) { signIn(login: $l, password: "right", code: $c) { session } }',
      { variables: { l: login, c: code } },
    )
  const verify = (session: string, code: string) =>
    front.rest('users/authentication/rest/verify2facode', { session, code })
  /** A session that waits for its code. */
  const aSession = async (login: string) =>
    (await front.rest('users/authentication/rest/signin', { login, password: 'right' })).body
      .session as string
  afterEach(() => {
    platform.codeResult = undefined
  })

  test.each([17, 99, 704])('is no wrong one: %i', async (result) => {
    const login = carefulLogin()
    const session = await aSession(login)
    platform.codeResult = result
    expect((await verify(session, '123456')).body).toMatchObject({
      result: 1,
      error: expect.stringContaining(`refused it with result ${result}`),
    })
    expect((await signIn(login, '123456')).errors![0]!.extensions.code).toBe('PLATFORM_ERROR')
    expect(platform.signedOut).toContain(platform.session)

    platform.codeResult = undefined
    expect((await verify(session, '000000')).body).toMatchObject({
      result: 701,
      error: expect.stringContaining('9 tries'),
    })
  })

  test('because the session there has ended is no wrong one either, and ends the session here', async () => {
    const session = await aSession(carefulLogin())
    platform.codeResult = 702
    expect((await verify(session, '123456')).body).toMatchObject({
      result: 702,
      error: 'The session at the platform has ended. Sign in again.',
    })
    platform.codeResult = undefined
    expect((await verify(session, '123456')).body.result).toBe(702)
  })

  test('counts nonetheless where the platform says something that nobody knows', async () => {
    platform.codeResult = 4242
    const { errors } = await signIn(carefulLogin(), '000000')
    expect(errors![0]!.extensions).toMatchObject({ code: 'SIGN_IN_FAILED', attemptsLeft: 9 })
  })
})

test('a wrong password is not repeated, and not logged', async () => {
  const { errors } = await front.graphql(
    'mutation { signIn(login: "ann@example.com", password: "a wrong secret") { session } }',
  )
  expect(JSON.stringify(errors)).not.toContain('a wrong secret')
})

test('a token of the platform is no password here, whatever the platform takes it for', async () => {
  const login = `${randomBytes(6).toString('hex')}@example.com`
  const password = usedSecret(randomBytes(20).toString('hex'))
  const before = platform.received.length
  await expect(front.aSession({ login, password })).rejects.toThrow('do not belong together')
  const { account } = await aUser(login)
  await expect(front.aToken({ methods }, { ...account, password })).rejects.toThrow('not the password')
  expect(
    platform.received.slice(before).some(({ parameters }) => parameters.get('password') === password),
  ).toBe(false)
})

describe('the password of a call that it confirms', () => {
  const path = 'environment/control/rest/deleteenv'
  const deleter = async () => {
    const { account } = await aUser()
    return (await front.aToken({ methods: ['environment.control.DeleteEnv'] }, account)).value
  }
  /** The parameters of the deletions that reach the platform, which itself does not take their password. */
  const deletions = () => {
    const arrived: [string, string][][] = []
    platform.behaviour = ({ parameters }, response) => {
      arrived.push([...parameters].filter(([name]) => name !== 'session'))
      response.end('{"result":801,"error":"wrong password"}')
    }
    return arrived
  }
  const otherSpellings = [
    ' password',
    'PASSWORD ',
    '\u00a0Password',
    'password[]',
    'password[0]',
    'ｐａｓｓｗｏｒｄ',
  ]
  const deleteBy =
    'mutation ($p: JSONObject!) { callMethod(method: "environment.control.DeleteEnv", parameters: $p) }'

  test.each(otherSpellings)('is counted as a guess under the name "%s"', async (name) => {
    const session = await deleter()
    const arrived = deletions()
    const { body } = await front.rest(path, { envName: 'a', [name]: 'a guess', session })
    expect(body).toMatchObject({ result: 801, source: 'latchkey', error: expect.stringContaining('9 tries') })
    expect(arrived).toEqual([])
    expect((await front.rest(path, { envName: 'a', [name]: 'right', session })).body.source).toBeUndefined()
    expect(arrived.map((parameters) => Object.fromEntries(parameters))).toEqual([
      { envName: 'a', [name]: 'right' },
    ])
  })

  test.each(otherSpellings)('is refused beside another under the name "%s", by both doors', async (name) => {
    const session = await deleter()
    const arrived = deletions()
    for (const other of ['', 'right']) {
      const pair: [string, string][] = Object.entries({ [name]: other, password: 'a guess' })
      for (const given of [pair, pair.toReversed()]) {
        const { body } = await front.rest(path, [['envName', 'a'], ...given, ['session', session]])
        expect(body).toMatchObject({ result: 3, source: 'latchkey' })
      }
    }
    const variables = { p: { envName: 'a', [name]: 'right', password: 'a guess' } }
    const { errors } = await front.graphql(deleteBy, { as: session, variables })
    expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', parameter: 'password' })
    expect(arrived).toEqual([])
  })

  test.each([
    [12345678, 'WRONG_PASSWORD'],
    [true, 'WRONG_PASSWORD'],
    [['a guess'], 'BAD_USER_INPUT'],
    [{ a: 'guess' }, 'BAD_USER_INPUT'],
  ])('is no way past the count as %j', async (guess, code) => {
    const as = await deleter()
    const arrived = deletions()
    for (const name of [' password', 'password\0', 'password[]']) {
      const { errors } = await front.graphql(deleteBy, {
        as,
        variables: { p: { envName: 'a', [name]: guess } },
      })
      expect(errors![0]!.extensions.code).toBe(code)
    }
    expect(arrived).toEqual([])
  })

  test('does not come after a file, where it would be sent before it is read', async () => {
    const session = await deleter()
    const arrived = deletions()
    const form = new FormData()
    for (const [name, value] of Object.entries({ session, envName: 'a' })) form.set(name, value)
    form.set('file', new Blob(['x']), 'a.txt')
    form.set('password', 'a guess')
    expect((await front.rest(path, form)).body).toMatchObject({ result: 3, source: 'latchkey' })
    expect(arrived).toEqual([])
  })
})

test('a connection that breaks before the answer is not tried again, and says so; an absent platform is 503', async () => {
  let times = 0
  platform.behaviour = (_got, response) => {
    times += 1
    response.socket!.destroy()
  }
  const broken = await front.rest('environment/control/rest/stopenv', { envName: 'a', session: user.value })
  expect(times).toBe(1)
  expect(broken.status).toBe(503)
  expect(broken.body).toMatchObject({
    result: 17,
    error: expect.stringContaining('See whether the call was done'),
  })

  platform.server.closeAllConnections()
  await new Promise((resolve) => platform.server.close(resolve))
  const away = await envs()
  expect([away.status, away.body.result]).toEqual([503, 17])
  const { status, errors } = await front.graphql('{ environments { name } }', { as: user.value })
  expect([status, errors![0]!.extensions.code]).toEqual([503, 'PLATFORM_UNAVAILABLE'])
  // After some failures in a row nothing is tried any more for a while.
  for (let n = 0; n < 5; n++) await envs()
  expect((await envs()).body.error).toContain('did not answer lately')
  expect((await fetch(`${front.url}/readyz`)).status).toBe(200)
})
