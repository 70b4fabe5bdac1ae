import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { sendRaw } from '../rest/send-raw.ts'
import { startTestServer } from '../support/server.ts'

const here = 'https://app.example.com'
const json = { 'content-type': 'application/json' }
const query = '{"query":"{ viewer { kind } }"}'
const info = '/1.0/users/account/rest/getuserinfo'

const doors: [string, string, string | undefined][] = [
  ['POST', '/graphql', query],
  ['GET', '/graphql?query=%7Bviewer%7Bkind%7D%7D', undefined],
  ['GET', info, undefined],
  ['GET', '/', undefined],
  ['GET', '/healthz', undefined],
]
const corsHeaders = (headers: object) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')))

describe('without a setting', async () => {
  const { url } = await startTestServer()

  test.each(doors)('no other origin may read an answer: %s %s', async (verb, path, body) => {
    const { headers } = await sendRaw(url, path, { verb, headers: { ...json, origin: here }, body })
    expect(corsHeaders(headers)).toEqual({})
  })

  test.each(['/graphql', info])('no other origin may send more than a form: %s', async (path) => {
    const { headers } = await preflight(url, path, here)
    expect(corsHeaders(headers)).toEqual({})
  })
})

describe('with CORS_ORIGINS', async () => {
  const other = 'http://localhost:5173'
  const { url, anAccount } = await startTestServer({ CORS_ORIGINS: `${here}, ${other}` })
  const { session } = await anAccount()

  test.each([here, other])('the pages of %s may, with a credential of their own', async (origin) => {
    for (const [path, verb] of [
      ['/graphql', 'POST'],
      [info, 'GET'],
    ] as const) {
      const asked = await preflight(url, path, origin)
      expect(asked.status).toBe(204)
      expect(corsHeaders(asked.headers)).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-headers': expect.stringContaining('Authorization'),
        'access-control-allow-methods': 'GET, POST',
      })

      const headers = { ...json, origin, authorization: `Bearer ${session}` }
      const answer = await sendRaw(url, path, { verb, headers, body: verb === 'POST' ? query : undefined })
      expect(answer.headers['access-control-allow-origin']).toBe(origin)
      expect(answer.headers.vary).toMatch(/origin/i)
      expect(answer.text).toMatch(/SESSION|"uid"/)
    }
  })

  test.each([
    'https://app.example.com.evil.example',
    'https://evil-app.example.com',
    'http://app.example.com',
    'https://app.example.com:8443',
    'https://APP.example.com',
    'https://sub.app.example.com',
    'null',
    '*',
  ])('those of %s may not', async (origin) => {
    for (const [verb, path, body] of doors) {
      const { headers } = await sendRaw(url, path, { verb, headers: { ...json, origin }, body })
      expect(corsHeaders(headers)).toEqual({})
      // Caches must not hand this answer to an origin that may.
      expect(headers.vary).toMatch(/origin/i)
    }
    expect(corsHeaders((await preflight(url, '/graphql', origin)).headers)).toEqual({})
  })

  test('an answer that is an error can be read as well', async () => {
    for (const [verb, path, body] of [
      ['POST', '/graphql', '{bad'],
      ['GET', '/1.0/nowhere', undefined],
      ['GET', `${info}?session=${'a'.repeat(40)}`, undefined],
    ] as const) {
      const { headers } = await sendRaw(url, path, { verb, headers: { ...json, origin: here }, body })
      expect(headers['access-control-allow-origin']).toBe(here)
    }
  })

  test('cookies are never part of it, and no origin is a wildcard', async () => {
    for (const [verb, path, body] of [...doors, ['OPTIONS', '/graphql', undefined] as const]) {
      const { headers } = await sendRaw(url, path, { verb, headers: { ...json, origin: here }, body })
      expect(headers).not.toHaveProperty('access-control-allow-credentials')
      expect(headers['access-control-allow-origin']).toBe(here)
    }
  })

  test.each(['/graphql', info, '/healthz', '/nowhere'])('a question is answered at %s', async (path) => {
    const { status, headers, text } = await preflight(url, path, here)
    expect([status, text]).toEqual([204, ''])
    expect(corsHeaders(headers)).toEqual({
      'access-control-allow-origin': here,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers':
        'Authorization, Content-Type, Apollo-Require-Preflight, X-Apollo-Operation-Name',
      'access-control-expose-headers': 'Retry-After, WWW-Authenticate',
      'access-control-max-age': '600',
    })
    expect(headers).toMatchObject({
      'content-length': '0',
      vary: 'Origin',
      'x-content-type-options': 'nosniff',
    })
  })

  test('a page that comes in several encodings is told apart by both', async () => {
    const { headers } = await sendRaw(url, '/', { headers: { origin: here, 'accept-encoding': 'br' } })
    expect(headers.vary).toMatch(/origin.*accept-encoding/i)
  })

  test.each([...doors, ['GET', '/nowhere', undefined] as const])(
    'the origin is named once: %s %s',
    async (verb, path, body) => {
      const { headers } = await sendRaw(url, path, { verb, headers: { ...json, origin: here }, body })
      expect(headers.vary?.match(/origin/gi)).toHaveLength(1)
    },
  )

  test('what is no question of a browser is answered as without', async () => {
    const { status, headers } = await sendRaw(url, info, { verb: 'OPTIONS' })
    expect([status, headers.allow]).toEqual([405, 'GET, POST'])
  })
})

test.each([
  '*',
  'null',
  'app.example.com',
  'https://app.example.com/',
  'https://*.example.com/x',
  'ftp://a.b',
])('an origin is written out: %s is refused at the start', (origin) => {
  expect(() => readConfig({ CORS_ORIGINS: `${here},${origin}` })).toThrow(/CORS_ORIGINS.* must be origins/)
})

function preflight(url: string, path: string, origin: string) {
  return sendRaw(url, path, {
    verb: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  })
}
