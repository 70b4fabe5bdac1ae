import { describe, expect, test } from 'vitest'
import { startTestServer } from '../support/server.ts'
import { sendRaw } from './send-raw.ts'

const info = '/1.0/users/account/rest/getuserinfo'
const form = 'application/x-www-form-urlencoded'

describe('LEGACY_REST=off', async () => {
  const { url, graphql, anAccount } = await startTestServer({ LEGACY_REST: 'off' })
  const { session } = await anAccount()

  test.each([
    info,
    `${info}?session=${session}`,
    '/1.0/users/authentication/rest/signin',
    '/1.0/nowhere',
    '/users/authentication/rest/signout',
    '/deploy/createobject',
    '/GetArchives',
  ])('answers 404 that says so: %s', async (path) => {
    for (const verb of ['GET', 'POST', 'DELETE']) {
      const { status, text } = await sendRaw(url, path, { verb, headers: { 'content-type': form } })
      expect(status).toBe(404)
      expect(JSON.parse(text)).toEqual({
        result: 5,
        error: expect.stringContaining('switched off'),
        source: 'latchkey',
      })
      expect(text).not.toContain(session)
    }
  })

  test('signs nobody in, and leaves GraphQL as it is', async () => {
    const owner = await anAccount()
    const { status } = await sendRaw(url, '/1.0/users/authentication/rest/signin', {
      verb: 'POST',
      headers: { 'content-type': form },
      body: String(new URLSearchParams({ login: owner.login, password: owner.password })),
    })
    expect(status).toBe(404)
    const { data } = await graphql('{ viewer { account { login } } }', { as: owner.session })
    expect(data.viewer.account.login).toBe(owner.login)
  })

  test('tells anyone who asks', async () => {
    expect((await graphql('{ legacyRest }')).data).toEqual({ legacyRest: 'OFF' })
  })

  test('leaves no way for a file, and says so', async () => {
    const { errors } = await graphql('mutation { callMethod(method: "storage.uploader.Upload") }', {
      as: session,
    })
    expect(errors![0]).toMatchObject({
      message: expect.stringContaining('switched off'),
      extensions: { code: 'NOT_SUPPORTED' },
    })
  })
})

describe('LEGACY_REST=header-only', async () => {
  const { url, rest, graphql, anAccount, aToken } = await startTestServer({ LEGACY_REST: 'header-only' })
  const owner = await anAccount()
  const { value } = await aToken({ methods: ['users.account.GetUserInfo'] }, owner)

  test.each([
    ['a session', owner.session],
    ['a token', value],
  ])('takes %s in the Authorization header', async (_what, credential) => {
    const { body } = await rest(info, {}, { headers: { authorization: `Bearer ${credential}` } })
    expect(body).toMatchObject({ result: 0, uid: owner.uid })
  })

  const multipart = new FormData()
  multipart.set('Session', value)
  test.each([
    ['the query', () => rest(info, { session: value }, { verb: 'GET' })],
    ['the query, in other letters', () => rest(info, { SESSION: value }, { verb: 'GET' })],
    ['a form', () => rest(info, { session: owner.session })],
    ['a multipart form', () => rest(info, multipart)],
    [
      'the query, beside the header',
      () => rest(`${info}?session=${value}`, {}, { headers: { authorization: `Bearer ${value}` } }),
    ],
    [
      'a call that needs none',
      () => rest('users/authentication/rest/signin', { session: value, login: 'x' }),
    ],
    ['the address of a build tool', () => rest('/deploy/createobject', { session: value, type: 'JDeploy' })],
  ])('refuses one in %s, and says where it belongs', async (_where, call) => {
    const { status, body } = await call()
    expect(status).toBe(200)
    expect(body).toEqual({
      result: 3,
      error: expect.stringContaining('Authorization: Bearer'),
      source: 'latchkey',
    })
    expect(JSON.stringify(body)).not.toContain(value)
  })

  test.each([
    [
      'SigninByToken, in the query',
      () => rest('users/authentication/rest/signinbytoken', { token: value }, { verb: 'GET' }),
    ],
    ['SigninByToken, in a form', () => rest('users/authentication/rest/signinbytoken', { Token: value })],
    [
      'the password of Signin',
      () => rest('users/authentication/rest/signin', { login: owner.login, Password: value }),
    ],
    [
      'SigninByToken, beside the header',
      () =>
        rest(
          'users/authentication/rest/signinbytoken',
          { token: value },
          { headers: { authorization: `Bearer ${value}` } },
        ),
    ],
  ])('signs nobody in with a token: %s', async (_where, call) => {
    const { status, body } = await call()
    expect(status).toBe(200)
    expect(body).toEqual({
      result: 3,
      error: expect.stringMatching(/^invalid parameter \[(token|password)\]: .*"Authorization: Bearer "/),
      source: 'latchkey',
    })
    expect(JSON.stringify(body)).not.toContain(value)
  })

  test('says of SigninByToken without a token that it is of no use here', async () => {
    const { body } = await rest('users/authentication/rest/signinbytoken')
    expect(body).toMatchObject({ result: 3, error: expect.stringContaining('Authorization: Bearer') })
  })

  test('says where a missing one belongs', async () => {
    const { text } = await sendRaw(url, info)
    expect(JSON.parse(text)).toMatchObject({
      result: 3,
      error: expect.stringContaining('Authorization: Bearer'),
    })
  })

  test('signs in by POST as before, since a password is no credential in an address', async () => {
    const { body } = await rest('users/authentication/rest/signin', {
      login: owner.login,
      password: owner.password,
    })
    expect(body).toMatchObject({ result: 0, session: expect.stringMatching(/^[0-9a-f]{40}$/) })
  })

  test('tells anyone who asks', async () => {
    expect((await graphql('{ legacyRest }')).data).toEqual({ legacyRest: 'HEADER_ONLY' })
  })
})
