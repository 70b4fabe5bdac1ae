import { describe, expect, test } from 'vitest'
import { hashPassword } from '../../src/accounts/password.ts'
import { startTestServer } from '../support/server.ts'
import { waitingOrDone } from '../support/waiting-or-done.ts'
import { refusalOf, tokenOperations } from '../tokens/token-operations.ts'

const server = await startTestServer()
const { aSession, anAccount, aToken, graphql, rest, sql } = server
const { editTokens, generateTokens, methodsOf, regenerateTokens, removeTokens } = tokenOperations(server)

const stop = 'environment.control.StopEnv'
const start = 'environment.control.StartEnv'

const signIn = (login: string, password: string) =>
  graphql(
    `
      mutation ($login: String!, $password: String!) {
        signIn(login: $login, password: $password) {
          session
          twoFactorRequired
          account {
            uid
            login
          }
        }
      }
    `,
    { variables: { login, password } },
  )

/** What is said to whoever gives a token that is not valid. */
const tokenRefused = {
  code: 'SIGN_IN_FAILED',
  result: 701,
  message:
    'That token is not valid for this login: it was removed, replaced, has expired or is of another login. Generate another.',
  parameter: 'password',
}

/** 200 while the session is open, 401 once it has ended. */
const statusOf = async (session: string) => (await graphql('{ viewer { kind } }', { as: session })).status

test('each sign-in begins a session of its own', async () => {
  const owner = await anAccount()
  const { data } = await signIn(` ${owner.login.toUpperCase()} `, owner.password)
  expect(data.signIn).toEqual({
    session: expect.stringMatching(/^[0-9a-f]{40}$/),
    twoFactorRequired: false,
    account: { uid: owner.uid, login: owner.login },
  })
  expect(data.signIn.session).not.toBe(owner.session)
  expect(await Promise.all([owner.session, data.signIn.session].map(statusOf))).toEqual([200, 200])
})

test('a password is taken exactly as it is', async () => {
  const { login, password } = await anAccount()
  for (const other of [password.toUpperCase(), `${password} `, password.slice(0, -1), '']) {
    expect(refusalOf(await signIn(login, other)).code).toBe('SIGN_IN_FAILED')
  }
})

test('signing out ends the session, and no other', async () => {
  const owner = await anAccount()
  const other = await aSession(owner)
  await graphql('mutation { signOut }', { as: owner.session })
  expect(await Promise.all([owner.session, other].map(statusOf))).toEqual([401, 200])
})

test('a token signs in without a login, and nothing else does', async () => {
  const { value, owner } = await aToken({ methods: [stop] })
  const withoutLogin = (password: string) =>
    graphql(
      'mutation ($password: String!) { signIn(password: $password) { session twoFactorRequired account { uid } } }',
      { variables: { password } },
    )

  const { data } = await withoutLogin(value)
  expect(data.signIn).toMatchObject({ twoFactorRequired: false, account: { uid: owner.uid } })
  expect(await methodsOf(data.signIn.session)).toEqual([stop])

  for (const other of [owner.password, '', value.slice(0, -1)]) {
    expect(refusalOf(await withoutLogin(other))).toMatchObject({
      code: 'SIGN_IN_FAILED',
      message: expect.stringContaining('only a token signs in'),
      parameter: 'password',
    })
  }
})

describe('a session begun with a token', () => {
  async function aTokenSession(methods = [stop]) {
    const token = await aToken({ methods })
    const { data } = await signIn(token.owner.login, token.value)
    return { ...token, session: data.signIn.session as string }
  }

  test('may do what the token may, and nothing else', async () => {
    const { session, owner } = await aTokenSession()
    expect(await methodsOf(session)).toEqual([stop])
    const denied = await graphql('mutation { startEnvironment(name: "shop") { name } }', { as: session })
    expect(refusalOf(denied)).toMatchObject({ code: 'METHOD_NOT_PERMITTED', requiredMethod: start })

    const guest = { ...owner, session }
    expect(refusalOf(await generateTokens(guest, { description: 'x', methods: [stop] })).code).toBe(
      'SESSION_REQUIRED',
    )
    for (const query of [
      '{ accessTokens { id } }',
      '{ sessions { id } }',
      '{ activity { next } }',
      'mutation { signOutOtherSessions }',
      `mutation { changePassword(oldPassword: "${owner.password}", newPassword: "${owner.password}") }`,
    ]) {
      expect(refusalOf(await graphql(query, { as: session })).code).toBe('SESSION_REQUIRED')
    }
  })

  test('loses what the token loses, at once', async () => {
    const { id, session, owner } = await aTokenSession([stop, start])
    await editTokens(owner, { id, methods: [start] })
    expect(await methodsOf(session)).toEqual([start])
  })

  test('ends when the token is removed', async () => {
    const { id, session, owner } = await aTokenSession()
    await removeTokens(owner, id)
    expect(await statusOf(session)).toBe(401)
  })

  test('ends when the token is regenerated', async () => {
    const { id, session, owner } = await aTokenSession()
    await regenerateTokens(owner, id)
    expect(await statusOf(session)).toBe(401)
  })

  test('ends when the token expires', async () => {
    const { id, session } = await aTokenSession()
    await sql`update tokens set expires_at = now() where id = ${id}`
    expect(await statusOf(session)).toBe(401)
  })

  test('ends by signing out, which leaves the token alive', async () => {
    const { value, session } = await aTokenSession()
    await graphql('mutation { signOut }', { as: session })
    expect(await statusOf(session)).toBe(401)
    expect((await graphql('mutation { signOut }', { as: value })).data).toEqual({ signOut: true })
    expect(await methodsOf(value)).toEqual([stop])
  })
})

test('a token opens a session of its own account only, and while it is valid', async () => {
  const { id, value, owner } = await aToken({ methods: [stop] })
  const other = await anAccount()
  expect(refusalOf(await signIn(other.login, value))).toEqual(tokenRefused)
  await sql`update tokens set expires_at = now() where id = ${id}`
  expect(refusalOf(await signIn(owner.login, value))).toEqual(tokenRefused)
})

test('a token that is not valid is no guess: its owner still gets in, and nobody learns which logins there are', async () => {
  await sql`delete from attempts`
  const { id, value, owner } = await aToken({ methods: [stop] })
  await removeTokens(owner, id)

  const form = { login: owner.login, password: value }
  for (let count = 0; count < 11; count++) {
    const { body } = await rest('users/authentication/rest/signin', form)
    expect(body).toMatchObject({ result: 701, error: tokenRefused.message })
  }
  expect(refusalOf(await signIn(owner.login, value))).toEqual(tokenRefused)
  expect(refusalOf(await signIn('nobody@example.com', value))).toEqual(tokenRefused)
  expect(await sql`select subject from attempts where failures > 0`).toEqual([])
  expect(await aSession(owner)).toMatch(/^[0-9a-f]{40}$/)
})

test('a token that is mistyped may be a password, and so is a guess', async () => {
  const { value, owner } = await aToken({ methods: [stop] })
  const mistyped = value.slice(0, -1) + (value.endsWith('0') ? '1' : '0')
  expect(refusalOf(await signIn(owner.login, mistyped))).toMatchObject({
    code: 'SIGN_IN_FAILED',
    attemptsLeft: 9,
  })
})

describe('signing in at the moment when', () => {
  test('the token is replaced opens nothing', async () => {
    const { id, value, owner } = await aToken({ methods: [stop] })
    const answer = await sql.begin(async (tx) => {
      await tx`update tokens set hash = 'replaced' where id = ${id}`
      await tx`delete from sessions where token_id = ${id}`
      return { late: await waitingOrDone(sql, signIn(owner.login, value)) }
    })
    expect(refusalOf(await answer.late.answer).code).toBe('SIGN_IN_FAILED')
    expect(await sql`select 1 from sessions where token_id = ${id}`).toHaveLength(0)
  })

  test('the password is changed opens nothing', async () => {
    const owner = await anAccount()
    const passwordHash = await hashPassword('brand new password')
    const answer = await sql.begin(async (tx) => {
      await tx`update accounts set password_hash = ${passwordHash} where id = ${owner.id}`
      await tx`delete from sessions where account_id = ${owner.id}`
      return { late: await waitingOrDone(sql, signIn(owner.login, owner.password)) }
    })
    expect(refusalOf(await answer.late.answer).code).toBe('SIGN_IN_FAILED')
    expect(await sql`select 1 from sessions where account_id = ${owner.id}`).toHaveLength(0)
  })
})
