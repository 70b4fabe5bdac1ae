import { once } from 'node:events'
import { connect as connectTo, type AddressInfo } from 'node:net'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { connect } from '../../src/database/connect.ts'
import { sendRaw } from '../rest/send-raw.ts'
import { startTestServer } from '../support/server.ts'

const { url, databaseUrl, sql, graphql, anAccount, aToken } = await startTestServer()

const owner = await anAccount()
const { value } = await aToken(
  { methods: ['users.account.GetUserInfo', 'environment.control.GetEnvs'] },
  owner,
)

const info = '/1.0/users/account/rest/getuserinfo'
const environments = `/1.0/environment/control/rest/getenvs?session=${value}`
const form = 'application/x-www-form-urlencoded'
const json = 'application/json'
const limit = 64 * 1024

/** A request as it goes over the line. Its length is told unless `headers` say otherwise. */
function written(verb: string, path: string, headers: Record<string, string> = {}, body = '') {
  const all = { host: 'x', ...(body && { 'content-length': String(Buffer.byteLength(body)) }), ...headers }
  const lines = Object.entries(all).map(([name, text]) => `${name}: ${text}\r\n`)
  return `${verb} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

const inChunks = (...pieces: string[]) =>
  [...pieces, ''].map((piece) => `${Buffer.byteLength(piece).toString(16)}\r\n${piece}\r\n`).join('')

/** A connection on which a test writes what it likes. */
function open(address = url) {
  const socket = connectTo(Number(new URL(address).port), '127.0.0.1').on('error', () => {})
  onTestFinished(() => void socket.destroy())
  let text = ''
  socket.setEncoding('utf8').on('data', (piece: string) => (text += piece))
  const closed = once(socket, 'close')
  return {
    socket,
    closed,
    write: (request: string) => void socket.write(request),
    /** All that was answered so far, when there is so much of it. */
    answers: async (number: number) => {
      await expect.poll(() => text.split('HTTP/1.1 ').length - 1, { timeout: 10_000 }).toBe(number)
      await expect.poll(() => text.trimEnd().endsWith('}'), { timeout: 10_000 }).toBe(true)
      return text.split(/(?=HTTP\/1\.1 )/)
    },
  }
}

test.each(
  [json, form, 'text/plain', 'multipart/form-data'].flatMap((type) => [
    [type, 'no length', {}],
    [type, 'the length 0', { 'content-length': '0' }],
  ]) as [string, string, Record<string, string>][],
)('an old address takes a POST without a body, of type %s with %s', async (type, _length, headers) => {
  const { write, answers } = open()
  write(written('POST', environments, { 'content-type': type, ...headers }))
  expect((await answers(1))[0]).toContain('{"result":0,')
})

describe('a body of 64 KB is taken, and a byte more is not', () => {
  const ofLength = (length: number, start: string, filler = 'x') =>
    start + filler.repeat((length - Buffer.byteLength(start)) / Buffer.byteLength(filler))
  const start = `session=${value}&note=`
  const query = '{"query":"{ viewer { kind } }","note":"'

  test.each([
    [limit, 200],
    [limit + 1, 413],
  ])('a form of %i bytes: %i', async (length, status) => {
    const answer = await sendRaw(url, info, {
      verb: 'POST',
      headers: { 'content-type': form },
      body: ofLength(length, start),
    })
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.text)).toMatchObject({ result: status === 200 ? 0 : 3 })
  })

  test.each([
    [limit, 200],
    [limit + 1, 413],
  ])('JSON of %i bytes: %i', async (length, status) => {
    const body = `${ofLength(length - 2, query)}"}`
    const answer = await sendRaw(url, '/graphql', { verb: 'POST', headers: { 'content-type': json }, body })
    expect(answer.status).toBe(status)
    const { errors } = JSON.parse(answer.text) as { errors?: object[] }
    if (status === 413) expect(errors).toMatchObject([{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }])
    else expect(errors).toBeUndefined()
  })

  test('bytes are counted, not characters', async () => {
    const body = ofLength(limit + 2, start.padEnd(start.length + (start.length % 2)), 'é')
    expect(body.length).toBeLessThan(limit)
    const answer = await sendRaw(url, info, { verb: 'POST', headers: { 'content-type': form }, body })
    expect(answer.status).toBe(413)
  })

  test.each([
    [limit, 200],
    [limit + 1, 413],
  ])('of %i bytes in pieces, whose sum nobody told: %i', async (length, status) => {
    const body = ofLength(length, start)
    const { write, answers } = open()
    const headers = { 'content-type': form, 'transfer-encoding': 'chunked' }
    write(written('POST', info, headers) + inChunks(body.slice(0, 50_000), body.slice(50_000)))
    expect((await answers(1))[0]).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })

  test('a character that comes in two pieces is whole', async () => {
    const { write, answers, socket } = open()
    const body = Buffer.from(`session=${value}&nöte=1&nöte=2`)
    const cut = body.indexOf('ö') + 1
    write(written('POST', info, { 'content-type': form, 'content-length': String(body.length) }))
    socket.write(body.subarray(0, cut))
    await new Promise((resolve) => setImmediate(resolve))
    socket.write(body.subarray(cut))
    expect((await answers(1))[0]).toContain('invalid parameter [nöte]')
  })
})

describe('a body that is not UTF-8', () => {
  const latin1 = (text: string) => Buffer.from(text, 'latin1')

  test('is refused at an old address', async () => {
    const body = latin1(`session=${value}&note=B\xfcro`)
    const answer = await sendRaw(url, info, { verb: 'POST', headers: { 'content-type': form }, body })
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.text)).toEqual({
      result: 3,
      error: 'The body is not UTF-8. Send it in that encoding.',
      source: 'latchkey',
    })
  })

  test('is refused in GraphQL', async () => {
    const body = latin1('{"query":"{ apiMethods(search: \\"B\xfcro\\") { name } }"}')
    const answer = await sendRaw(url, '/graphql', { verb: 'POST', headers: { 'content-type': json }, body })
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.text)).toMatchObject({
      errors: [
        {
          message: 'The body is not UTF-8. Send it in that encoding.',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    })
  })

  test('is refused where it ends within a character', async () => {
    const body = Buffer.from(`session=${value}&note=ö`).subarray(0, -1)
    const answer = await sendRaw(url, info, { verb: 'POST', headers: { 'content-type': form }, body })
    expect(JSON.parse(answer.text)).toMatchObject({ result: 3 })
  })

  test('is not one that has the character for what is none', async () => {
    const body = `session=${value}&note=\ufffd`
    const answer = await sendRaw(url, info, { verb: 'POST', headers: { 'content-type': form }, body })
    expect(JSON.parse(answer.text)).toMatchObject({ result: 0 })
  })
})

describe('JSON that is none', () => {
  test.each([
    '{"query":"{ viewer { kind } }"',
    "{'query':'{ viewer { kind } }'}",
    '{"query":"{ viewer { kind } }"}}',
    '{"query":"{ viewer { kind } }","constructor":{"prototype":{"x":1}}}',
    '{"query":"{ viewer { kind } }","variables":{"a":{"__proto__":{"x":1}}}}',
    '\0',
    ' ',
  ])('%j', async (body) => {
    const { status, text, headers } = await sendRaw(url, '/graphql', {
      verb: 'POST',
      headers: { 'content-type': `${json};charset=utf-8` },
      body,
    })
    expect(status).toBe(400)
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
  })

  test('a byte order mark before it is no part of it', async () => {
    const { text } = await sendRaw(url, '/graphql', {
      verb: 'POST',
      headers: { 'content-type': json },
      body: '\ufeff{"query":"{ viewer { kind } }"}',
    })
    expect(text).toBe('{"data":{"viewer":null}}\n')
  })
})

describe('the address of GraphQL', () => {
  const headers = { 'content-type': json }
  const body = '{"query":"{ viewer { kind } }"}'

  test.each([
    '/graphql',
    '/graphql?',
    '/graphql?x=1',
    '/GraphQL',
    '/%67raphql',
    '/graph%71l',
    '/%47RAPHQL?x',
  ])('may be written as %s', async (path) => {
    const { status, text } = await sendRaw(url, path, { verb: 'POST', headers, body })
    expect([status, text]).toEqual([200, '{"data":{"viewer":null}}\n'])
  })

  test.each([
    '/graphql/',
    '//graphql',
    '/graphql%2f',
    '/graphql%00',
    '/graphqL%',
    '/graphql%zz',
    '/x/graphql',
  ])('is not %s', async (path) => {
    const { status, text } = await sendRaw(url, path, { verb: 'POST', headers, body })
    expect(status).toBe(404)
    expect(JSON.parse(text)).toMatchObject({ result: 5 })
  })

  test('answers HEAD and OPTIONS with what it takes instead', async () => {
    for (const verb of ['HEAD', 'OPTIONS']) {
      const answer = await sendRaw(url, '/graphql', { verb, headers: { 'apollo-require-preflight': '1' } })
      expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, POST'])
      expect(answer.text === '').toBe(verb === 'HEAD')
    }
  })
})

describe('an old address in a spelling that only a router takes for it', () => {
  test.each([
    ['GET', {}, ''],
    ['POST', { 'content-type': form }, 'envName=shop'],
    ['POST', { 'content-type': json }, '{bad'],
    ['POST', { 'content-type': 'multipart/form-data; boundary=X' }, '--X--\r\n'],
    ['POST', {}, 'what is this'],
  ])('leads nowhere: %s %j', async (verb, headers, body) => {
    for (const path of [`/%31.0${info.slice(4)}`, '/deploy/createobjec%74', '/%67etarchives']) {
      const answer = await sendRaw(url, path, { verb, headers, body: body || undefined })
      expect(answer.status).toBe(404)
      expect(JSON.parse(answer.text)).toMatchObject({ result: 5 })
    }
  })
})

describe('a connection', () => {
  test('is kept after an answer, an error among them', async () => {
    const { write, answers } = open()
    write(written('GET', `${info}?session=${value}`))
    await answers(1)
    write(written('GET', `${info}?session=nobody`))
    await answers(2)
    write(written('POST', '/graphql', { 'content-type': json }, '{bad'))
    await answers(3)
    write(written('POST', info, { 'content-type': form }, 'session=nobody'))
    for (const answer of await answers(4)) {
      expect(answer).toContain('Connection: keep-alive\r\nKeep-Alive: timeout=72\r\n')
    }
  })

  test.each([
    ['too large, as it says', 413, info, { 'content-type': form, 'content-length': String(limit + 1) }],
    ['too large, as it says', 413, '/graphql', { 'content-type': json, 'content-length': String(limit + 1) }],
    ['of another type', 415, info, { 'content-type': json, 'content-length': '10' }],
    ['of another type', 415, '/graphql', { 'content-type': form, 'content-length': '10' }],
    ['sent to no address', 404, '/1.0/nowhere', { 'content-type': form, 'content-length': '10' }],
  ])(
    'ends with the refusal of a body that nobody reads: %s, %i at %s',
    async (_what, status, path, headers) => {
      const { write, answers, closed } = open()
      write(written('POST', path, headers))
      const [answer] = await answers(1)
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
      expect(answer).toContain('Connection: close\r\n')
      await closed
    },
  )

  test.each([
    ['an unknown address', 'POST', '/nowhere', { 'content-type': json }],
    ['a page', 'POST', '/', {}],
    ['health', 'GET', '/healthz', {}],
    ['an old address', 'GET', `${info}?session=${value}`, {}],
    ['GraphQL', 'GET', '/graphql?query=%7BapiSets%7Bname%7D%7D', { 'apollo-require-preflight': '1' }],
  ])('ends with an answer for which no body was read: %s', async (_where, verb, path, headers) => {
    const { write, answers, closed } = open()
    write(written(verb, path, { 'content-length': '1000000000', ...headers }) + 'abc')
    const [answer] = await answers(1)
    expect(answer).toContain('Connection: close\r\n')
    await closed
  })

  test('is kept for a form with files, whose sender reads no answer before they are sent', async () => {
    const { socket, write, answers } = open()
    const file = 'x'.repeat(1_000_000)
    const pieces = 20
    const headers = {
      'content-type': 'multipart/form-data; boundary=X',
      'content-length': String(pieces * file.length),
    }
    socket.pause()
    write(written('POST', '/1.0/nowhere', headers))
    for (let sent = 0; sent < pieces; sent++)
      await new Promise<void>((resolve) => void socket.write(file, () => resolve()))
    socket.resume()
    expect((await answers(1))[0]).toMatch(/^HTTP\/1.1 404 /)
    write(written('GET', `${info}?session=${value}`))
    expect((await answers(2))[1]).toMatch(/^HTTP\/1.1 200 /)
  })

  test('carries requests that do not wait for each other, and answers in their order', async () => {
    const { write, answers } = open()
    const query = '{"query":"{ account { uid } }"}'
    const bearer = { authorization: `Bearer ${value}` }
    write(
      written('GET', environments) +
        written('POST', '/graphql', { 'content-type': json, ...bearer }, query) +
        written('GET', '/healthz') +
        written('GET', '/1.0/nowhere') +
        written('POST', info, { 'content-type': form }, `session=${value}`),
    )
    const bodies = (await answers(5)).map((answer) => answer.slice(answer.indexOf('\r\n\r\n') + 4).trim())
    expect(bodies.map((body) => JSON.parse(body))).toMatchObject([
      { result: 0, infos: [] },
      { data: { account: { uid: owner.uid } } },
      { status: 'ok' },
      { result: 5 },
      { result: 0, uid: owner.uid },
    ])
  })

  test('is held by nothing when its client breaks off', async () => {
    const broken = [
      written('POST', info, { 'content-type': form, 'content-length': '100' }) + 'session=',
      written('POST', '/graphql', { 'content-type': json, 'transfer-encoding': 'chunked' }) + '5\r\n{"que',
      written('GET', environments),
    ]
    await sql.begin(async (tx) => {
      await tx`lock table environments`
      for (const text of broken) {
        const { socket, closed } = open()
        await new Promise<void>((resolve) => void socket.write(text, () => resolve()))
        socket.destroy()
        await closed
      }
    })
    const { data } = await graphql('{ account { uid } }', { as: value })
    expect(data.account.uid).toBe(owner.uid)
  })
})

describe('while a server closes', () => {
  /** A server of its own, on the same database. */
  async function aServer() {
    const connections = connect(databaseUrl, 4)
    const config = readConfig({ DATABASE_URL: databaseUrl })
    const { server, close } = await createApp(config, connections, pino({ level: 'silent' }))
    await server.listen({ host: '127.0.0.1', port: 0 })
    onTestFinished(() => connections.close())
    return { close, address: `http://127.0.0.1:${(server.server.address() as AddressInfo).port}` }
  }

  /** Resolves when a request waits for the table. */
  const waits = () =>
    expect
      .poll(async () => {
        const [row] = await sql<{ waiting: number }[]>`
          select count(*)::int as waiting from pg_locks where not granted and relation = 'environments'::regclass`
        return row!.waiting
      })
      .toBeGreaterThan(0)

  test.each([
    ['the old address', written('GET', environments)],
    [
      'GraphQL',
      written(
        'POST',
        '/graphql',
        { 'content-type': json, authorization: `Bearer ${value}` },
        '{"query":"{ environments { name } }"}',
      ),
    ],
  ])('what is under way is answered, and its connection ends: %s', async (_door, request) => {
    const { close, address } = await aServer()
    const { write, answers, closed } = open(address)
    let closing: Promise<void> | undefined
    await sql.begin(async (tx) => {
      await tx`lock table environments`
      write(request)
      await waits()
      closing = close()
      await expect
        .poll(() => sendRaw(address, '/healthz').catch((error: Error) => error.message))
        .toMatch(/REFUSED/)
    })
    const [answer] = await answers(1)
    expect(answer).toMatch(/^HTTP\/1.1 200 /)
    expect(answer).toContain('Connection: close\r\n')
    await closed
    await closing
  })

  test.each([
    ['has its answer', '/1.0/nowhere'],
    ['waits for its answer', '/1.0/storage/uploader/rest/upload'],
  ])('a client that does not send what it has said does not hold it up where it %s', async (_what, path) => {
    const { close, address } = await aServer()
    const { write, closed } = open(address)
    const headers = { 'content-type': 'multipart/form-data; boundary=X', 'content-length': '1000000' }
    write(written('POST', path, headers) + '--X\r\n')
    const { id, value } = await aToken({ methods: ['users.account.GetUserInfo'] })
    expect((await sendRaw(address, `${info}?session=${value}`)).status).toBe(200)
    await close(100)
    await closed
    expect(await sql`select from token_usage where token_id = ${id}`).toHaveLength(1)
  })

  test('a client that breaks off does not hold it up', async () => {
    const { close, address } = await aServer()
    const { write, socket } = open(address)
    await sql.begin(async (tx) => {
      await tx`lock table environments`
      write(written('GET', environments))
      await waits()
      const closing = close()
      socket.destroy()
      await closing
    })
  })
})
