import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { anonymous, type Caller } from '../src/access/caller.ts'
import { authenticate } from '../src/authenticate.ts'
import { createSecret } from '../src/tokens/secret.ts'
import { startTestServer } from './support/server.ts'

const { url, anAccount, aSession, aToken, graphql, sql } = await startTestServer()

const stop = 'environment.control.StopEnv'

/** Asks who the request speaks for, with exactly these headers. */
async function whoIs(headers: Record<string, string>) {
  const { status, data, errors, headers: answered } = await graphql('{ viewer { kind } }', { headers })
  return {
    status,
    kind: data?.viewer?.kind ?? null,
    code: errors?.[0]?.extensions.code,
    challenge: answered.get('www-authenticate'),
  }
}
const bearer = (value: string) => ({ authorization: `Bearer ${value}` })
const cookie = (value: string) => ({ cookie: `latchkey_session=${value}` })

const session = { status: 200, kind: 'SESSION', code: undefined, challenge: null }
const token = { ...session, kind: 'TOKEN' }
const nobody = { ...session, kind: null }
const refused = {
  status: 401,
  kind: null,
  code: 'UNAUTHENTICATED',
  challenge: 'Bearer error="invalid_token"',
}
const ambiguous = { status: 400, kind: null, code: 'AMBIGUOUS_CREDENTIALS', challenge: null }

describe('the Authorization header', () => {
  test('takes a session or a token', async () => {
    const { value, owner } = await aToken({ methods: [stop] })
    expect(await whoIs(bearer(owner.session))).toEqual(session)
    expect(await whoIs(bearer(value))).toEqual(token)
    expect(await whoIs({ authorization: `bearer   ${value}` })).toEqual(token)
    expect(await whoIs({})).toEqual(nobody)
  })

  test.each([
    ['an unknown session', `Bearer ${'0'.repeat(40)}`],
    ['an unknown token', `Bearer ${createSecret('lk').value}`],
    ['a token of another server', `Bearer ${createSecret('gh').value}`],
    ['a mistyped token', `Bearer lk_${'0'.repeat(49)}`],
    ['a session in capitals', `Bearer ${'A'.repeat(40)}`],
    ['a word', 'Bearer hello'],
    ['nothing', 'Bearer '],
    ['two words', 'Bearer hello there'],
    ['a list', 'Bearer hello,there'],
    ['no scheme', 'hello'],
    ['the scheme Basic', `Basic ${btoa('ann:secret')}`],
    ['the scheme Token', `Token ${'0'.repeat(40)}`],
    ['an empty text', ''],
    ['a very long text', `Bearer ${'x'.repeat(8_000)}`],
  ])('is refused with %s', async (_, authorization) => {
    expect(await whoIs({ authorization })).toEqual(refused)
  })

  test('is refused with a session that has ended', async () => {
    const { session: ended } = await anAccount()
    await graphql('mutation { signOut }', { as: ended })
    expect(await whoIs(bearer(ended))).toEqual(refused)
  })

  test('is refused with a right credential under another scheme', async () => {
    const { value } = await aToken({ methods: [stop] })
    expect(await whoIs({ authorization: value })).toEqual(refused)
    expect(await whoIs({ authorization: `Basic ${btoa(`:${value}`)}` })).toEqual(refused)
  })

  test('may be there once, even with the same value', async () => {
    const { session: id } = await anAccount()
    const { status, body } = await send([
      ['Authorization', `Bearer ${id}`],
      ['authorization', `Bearer ${id}`],
    ])
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'AMBIGUOUS_CREDENTIALS'])
  })
})

describe('the cookie', () => {
  test('takes a session', async () => {
    expect(await whoIs(cookie((await anAccount()).session))).toEqual(session)
  })

  test('of another account than the page believes to be signed in makes a request of nobody', async () => {
    const { uid, session: id } = await anAccount()
    const other = await anAccount()
    expect(await whoIs({ ...cookie(id), 'latchkey-account': String(uid) })).toEqual(session)
    for (const believed of [String(other.uid), '', `0${uid}`]) {
      expect(await whoIs({ ...cookie(id), 'latchkey-account': believed })).toEqual(nobody)
    }
    expect(await whoIs({ ...bearer(id), 'latchkey-account': String(other.uid) })).toEqual(session)
  })

  test('takes no token', async () => {
    const { value } = await aToken({ methods: [stop] })
    expect(await whoIs(cookie(value))).toEqual(nobody)
  })

  test.each([
    ['unknown', '0'.repeat(40)],
    ['empty', ''],
    ['no session', 'hello'],
  ])('that is %s makes a request of nobody, who may sign in', async (_, stale) => {
    const owner = await anAccount()
    expect(await whoIs(cookie(stale))).toEqual(nobody)
    const { data } = await signIn(owner.login, owner.password, cookie(stale))
    expect(data.signIn.account.uid).toBe(owner.uid)
  })

  test('beside an equal Authorization header is one credential', async () => {
    const { session: id } = await anAccount()
    expect(await whoIs({ ...bearer(id), ...cookie(id) })).toEqual(session)
  })

  test('beside another Authorization header is refused, whichever is valid', async () => {
    const owner = await anAccount()
    const { value } = await aToken({ methods: [stop] }, owner)
    const other = await aSession(owner)
    for (const explicit of [other, value, 'hello']) {
      expect(await whoIs({ ...bearer(explicit), ...cookie(owner.session) })).toEqual(ambiguous)
    }
    expect(await whoIs({ ...bearer(value), ...cookie('0'.repeat(40)) })).toEqual(ambiguous)
  })
})

describe('a session kept by the browser', () => {
  test('is in an HttpOnly, SameSite cookie, and not in the answer', async () => {
    const owner = await anAccount()
    const { data, headers } = await signIn(owner.login, owner.password, { 'latchkey-session': 'cookie' })
    expect(data.signIn).toEqual({ session: null, account: { uid: owner.uid } })
    const [set, ...others] = headers.getSetCookie()
    expect(set).toMatch(/^latchkey_session=[0-9a-f]{40}; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(others).toEqual([])
    expect(await whoIs({ cookie: set!.split(';')[0]! })).toEqual(session)
  })

  test('has an id of its own also where it is begun with a token', async () => {
    const { value, owner } = await aToken({ methods: [stop] })
    const { headers } = await signIn(owner.login, value, { 'latchkey-session': 'cookie' })
    const [set] = headers.getSetCookie()
    expect(set).not.toContain(value)
    expect(await whoIs({ cookie: set!.split(';')[0]! })).toEqual(token)
  })

  test('never takes an id that the browser brings along', async () => {
    const { login, password } = await anAccount()
    const brought = '1'.repeat(40)
    const { headers } = await signIn(login, password, { 'latchkey-session': 'cookie', ...cookie(brought) })
    expect(headers.getSetCookie()[0]).not.toContain(brought)
    expect(await whoIs(cookie(brought))).toEqual(nobody)
  })

  test('is not set where it was not asked for, nor by a sign-in that is refused', async () => {
    const { login, password } = await anAccount()
    expect((await signIn(login, password)).headers.getSetCookie()).toEqual([])
    const wrong = await signIn(login, 'a wrong password', { 'latchkey-session': 'cookie' })
    expect(wrong.headers.getSetCookie()).toEqual([])
  })

  test('is taken from the browser by signing out', async () => {
    const { session: id } = await anAccount()
    const { headers } = await graphql('mutation { signOut }', { headers: cookie(id) })
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^latchkey_session=; Max-Age=0; Path=\/; .*HttpOnly; SameSite=Strict$/),
    ])
    expect(await whoIs(cookie(id))).toEqual(nobody)
  })

  test('stays with the browser where signing out comes to nothing', async () => {
    const { session: id } = await anAccount()
    const { status, headers } = await sql.begin(async (tx) => {
      await tx`lock table sessions in exclusive mode`
      return graphql('mutation { signOut }', { headers: cookie(id) })
    })
    expect([status, headers.getSetCookie()]).toEqual([503, []])
  })
})

describe('the rule', () => {
  const caller = { kind: 'session' } as Caller
  const finders = (found: Partial<Record<'session' | 'token', string>>) => ({
    session: async (value: string) => (value === found.session ? caller : undefined),
    token: async (value: string) => (value === found.token ? caller : undefined),
  })
  const id = 'a'.repeat(40)

  test('looks for 40 hex digits among sessions alone, and for anything else among tokens alone', async () => {
    expect(await authenticate(finders({ session: id }), { explicit: id })).toBe(caller)
    expect(await authenticate(finders({ token: 'x' }), { explicit: 'x' })).toBe(caller)
    await expect(authenticate(finders({ token: id }), { explicit: id })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    })
    await expect(authenticate(finders({ session: 'x' }), { explicit: 'x' })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    })
    expect(await authenticate(finders({ token: 'x' }), { cookie: 'x' })).toBe(anonymous)
    expect(await authenticate(finders({}), {})).toBe(anonymous)
  })

  test('lets nobody in when a look-up fails', async () => {
    const away = () => Promise.reject(new Error('away'))
    for (const credentials of [{ explicit: id }, { explicit: 'x' }, { cookie: id }]) {
      await expect(authenticate({ session: away, token: away }, credentials)).rejects.toThrow('away')
    }
  })
})

async function signIn(login: string, password: string, headers: Record<string, string> = {}) {
  return graphql(
    `
      mutation ($login: String!, $password: String!) {
        signIn(login: $login, password: $password) {
          session
          account {
            uid
          }
        }
      }
    `,
    { variables: { login, password }, headers },
  )
}

/** Sends the headers as they are, which fetch would join. */
function send(headers: [string, string][]) {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  return new Promise<{ status: number; body: any }>((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const list = [
      ['Host', `${hostname}:${port}`],
      ['Content-Type', 'application/json'],
      ['Connection', 'close'],
      ...headers,
    ]
    const sent = request(
      { hostname, port, path: '/graphql', method: 'POST', headers: list.flat() as never },
      (response) => {
        let text = ''
        response.on('data', (part) => (text += part))
        response.on('end', () => resolve({ status: response.statusCode!, body: JSON.parse(text) }))
      },
    )
    sent.on('error', reject)
    sent.end(JSON.stringify({ query: '{ viewer { kind } }' }))
  })
}
