import { describe, expect, test } from 'vitest'
import { startTestServer } from '../support/server.ts'

const { graphql, rest, sql, anAccount, aSession, aToken } = await startTestServer()

const signIn = 'users/authentication/rest/signin'
const signOut = 'users/authentication/rest/signout'
const info = 'users/account/rest/getuserinfo'
const getSessions = 'users/authentication/rest/getsessions'
const signOutSessions = 'users/authentication/rest/signoutsessions'
const changePassword = 'users/account/rest/changepassword'

const isOpen = async (session: string) => (await rest(info, { session })).body.result === 0

describe('Signin', () => {
  test('answers the session and whose it is', async () => {
    const owner = await anAccount()
    const { body } = await rest(signIn, { login: owner.login.toUpperCase(), password: owner.password })

    expect(body).toEqual({
      result: 0,
      session: expect.stringMatching(/^[0-9a-f]{40}$/),
      uid: owner.uid,
      email: owner.login,
      name: owner.login.split('@')[0],
      status: 1,
      accessType: 0,
    })
    expect(body.session).not.toBe(owner.session)
    expect(await isOpen(body.session)).toBe(true)
  })

  test('works for a login whose host has no dot', async () => {
    const { body } = await rest(signIn, { login: 'admin@localhost', password: 'the admin password' })
    expect(body).toMatchObject({ result: 0, email: 'admin@localhost' })
  })

  test('takes parameters from the query of a POST', async () => {
    const { login, password } = await anAccount()
    const { body } = await rest(`${signIn}?${new URLSearchParams({ login, password })}`)
    expect(body).toMatchObject({ result: 0, email: login })
  })

  test('names the parameter that is missing', async () => {
    expect((await rest(signIn, { password: 'a password' })).body).toMatchObject({
      result: 3,
      error: expect.stringContaining('invalid parameter [login]'),
    })
    expect((await rest(signIn, { login: 'a@example.com' })).body).toMatchObject({
      result: 3,
      error: expect.stringContaining('invalid parameter [password]'),
    })
  })

  test('takes a token for the password, and the session may do what the token may', async () => {
    const { value, owner } = await aToken({ methods: ['users.account.GetUserInfo'] })
    const { body } = await rest(signIn, { login: owner.login, password: value })
    expect(body).toMatchObject({
      result: 0,
      session: expect.stringMatching(/^[0-9a-f]{40}$/),
      uid: owner.uid,
      email: owner.login,
    })

    const { session } = body
    expect(await isOpen(session)).toBe(true)
    expect((await rest('environment/control/rest/getenvs', { session })).body).toMatchObject({
      result: 8202,
      error: expect.stringContaining('environment.control.GetEnvs'),
    })
    expect((await rest('users/authentication/rest/gettokens', { session })).body.result).toBe(8202)

    expect((await rest(signOut, { session })).body).toEqual({ result: 0 })
    expect(await isOpen(session)).toBe(false)
    expect(await isOpen(value)).toBe(true)
  })

  test("does not take another account's token", async () => {
    const { value } = await aToken({ apiSet: 'EXTENDED_ACCESS' })
    const { login } = await anAccount()
    expect((await rest(signIn, { login, password: value })).body.result).toBe(701)
  })
})

describe('SigninByToken', () => {
  const byToken = 'users/authentication/rest/signinbytoken'

  test.each(['GET', 'POST'])(
    'by %s answers as Signin does, and the session may do what the token may',
    async (verb) => {
      const { value, owner } = await aToken({ methods: ['users.account.GetUserInfo'] })

      const { body } = await rest(byToken, { token: value, userHeaders: '{}' }, { verb })

      expect(body).toEqual({
        result: 0,
        session: expect.stringMatching(/^[0-9a-f]{40}$/),
        uid: owner.uid,
        email: owner.login,
        name: owner.login.split('@')[0],
        status: 1,
        accessType: 0,
      })
      const { session } = body
      expect(await isOpen(session)).toBe(true)
      expect((await rest('environment/control/rest/getenvs', { session })).body.result).toBe(8202)
      expect((await rest('users/authentication/rest/gettokens', { session })).body.result).toBe(8202)
      expect((await rest(signOut, { session })).body).toEqual({ result: 0 })
      expect([await isOpen(session), await isOpen(value)]).toEqual([false, true])
    },
  )

  test('the session ends with the token', async () => {
    const { id, value, owner } = await aToken({ methods: ['users.account.GetUserInfo'] })
    const { session } = (await rest(byToken, { token: value })).body

    const { session: ownSession, password } = owner
    await rest('users/authentication/rest/deletetokens', { session: ownSession, password, ids: id })

    expect(await isOpen(session)).toBe(false)
    expect((await rest(byToken, { token: value })).body).toMatchObject({
      result: 701,
      error: expect.stringContaining('removed'),
    })
  })

  test('takes nothing but a token that is valid, and counts no guess', async () => {
    const { id, value, owner } = await aToken({ methods: ['users.account.GetUserInfo'] })
    await sql`update tokens set expires_at = now() where id = ${id}`
    const mistyped = value.replace(/.$/, (last) => (last === 'x' ? 'y' : 'x'))
    for (const token of [value, mistyped, owner.session, owner.password, owner.login, 'x'.repeat(5000)]) {
      const { body } = await rest(byToken, { token })
      expect(body).toEqual({ result: 701, error: expect.any(String), source: 'latchkey' })
      expect(body.error).not.toContain(token)
    }
    expect((await rest(byToken, { userHeaders: '{}' })).body).toMatchObject({
      result: 3,
      error: expect.stringContaining('invalid parameter [token]'),
    })
    const { body } = await rest(signIn, { login: owner.login, password: 'a wrong one' })
    expect(body.attemptsLeft).toBe(9)
  })
})

describe('Signout', () => {
  test.each([`/1.0/${signOut}`, `/${signOut}`])('ends the session that it came with: %s', async (address) => {
    for (const verb of ['GET', 'POST']) {
      const owner = await anAccount()
      const other = await aSession(owner)

      expect((await rest(address, { session: owner.session }, { verb })).body).toEqual({ result: 0 })
      expect(await isOpen(owner.session)).toBe(false)
      expect(await isOpen(other)).toBe(true)
    }
  })

  test.each([`/1.0/${signOut}`, `/${signOut}`])('leaves a token alive: %s', async (address) => {
    const { value } = await aToken({ methods: ['users.account.GetUserInfo'] })
    for (const verb of ['GET', 'POST']) {
      const { status, body } = await rest(address, { charset: 'UTF-8', session: value }, { verb })
      expect(status).toBe(200)
      expect(body).toEqual({ result: 0 })
    }
    expect(await isOpen(value)).toBe(true)
  })

  test('says that a session is over when it is', async () => {
    const { session } = await anAccount()
    await rest(signOut, { session })
    expect((await rest(signOut, { session })).body.result).toBe(702)
  })
})

test('CheckSign and GetUserInfo say whose a credential is', async () => {
  const { value, owner } = await aToken({
    methods: ['users.authentication.CheckSign', 'users.account.GetUserInfo'],
  })
  const whose = { uid: owner.uid, email: owner.login, status: 1, accessType: 0 }
  for (const session of [owner.session, value]) {
    expect((await rest('users/authentication/rest/checksign', { session })).body).toEqual({
      result: 0,
      ...whose,
    })
    expect((await rest(info, { session })).body).toEqual({
      result: 0,
      ...whose,
      name: owner.login.split('@')[0],
    })
  }
})

describe('sessions', () => {
  test('GetSessions lists those that are open, and tells which one asks', async () => {
    const owner = await anAccount()
    const { body: signedIn } = await rest(
      signIn,
      { login: owner.login, password: owner.password },
      { headers: { 'user-agent': 'an old client' } },
    )
    const ended = await aSession(owner)
    await rest(signOut, { session: ended })

    const { body } = await rest(getSessions, { session: signedIn.session })
    expect(body.result).toBe(0)
    expect(body.sessions).toHaveLength(2)
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
    expect(body.sessions.find(({ current }: { current: boolean }) => current)).toEqual({
      id: expect.any(String),
      uid: owner.uid,
      host: '127.0.0.1',
      userAgent: 'an old client',
      createdOn: time,
      lastAccess: time,
      current: true,
    })
    expect(JSON.stringify(body)).not.toContain(signedIn.session)
  })

  async function others(session: string) {
    const { body } = await rest(getSessions, { session })
    const listed = body.sessions as { id: string; current: boolean }[]
    return listed.filter(({ current }) => !current).map(({ id }) => id)
  }

  test('SignoutSessions ends the ones it names', async () => {
    const owner = await anAccount()
    const first = await aSession(owner)
    const [firstId] = await others(owner.session)
    const second = await aSession(owner)

    expect((await rest(signOutSessions, { session: owner.session, ids: firstId! })).body).toEqual({
      result: 0,
    })
    expect([await isOpen(first), await isOpen(second), await isOpen(owner.session)]).toEqual([
      false,
      true,
      true,
    ])
  })

  test('SignoutSessions ends nothing for a list of none', async () => {
    const { session } = await anAccount()
    const { errors } = await graphql('mutation { signOutSessions(ids: []) }', { as: session })
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining('names no session') })
  })

  test('SignoutSessions takes a list, and ends all of it or nothing', async () => {
    const owner = await anAccount()
    const [first, second] = [await aSession(owner), await aSession(owner)]
    const ids = await others(owner.session)
    const stranger = await anAccount()
    await aSession(stranger)
    const [foreign] = await others(stranger.session)

    for (const id of [foreign!, 'nobody']) {
      const { body } = await rest(signOutSessions, { session: owner.session, ids: [...ids, id].join(';') })
      expect(body).toMatchObject({ result: 5, error: expect.stringContaining(id) })
    }
    expect(await isOpen(first)).toBe(true)

    const all = { session: owner.session, ids: ids.join(',') }
    expect((await rest(signOutSessions, all)).body).toEqual({ result: 0 })
    expect([await isOpen(first), await isOpen(second)]).toEqual([false, false])
  })

  test('SignoutSessions with * ends all but the one that asks', async () => {
    const owner = await anAccount()
    const other = await aSession(owner)
    const stranger = await anAccount()

    expect((await rest(signOutSessions, { session: owner.session, ids: '*' })).body).toEqual({ result: 0 })
    expect([await isOpen(owner.session), await isOpen(other), await isOpen(stranger.session)]).toEqual([
      true,
      false,
      true,
    ])
  })

  test('SignoutSessions without ids, or with an empty list, does nothing and says so', async () => {
    const { session } = await anAccount()
    for (const ids of ['', ';', '[]']) {
      expect((await rest(signOutSessions, { session, ids })).body).toMatchObject({
        result: 3,
        error: expect.stringContaining('invalid parameter [ids]'),
      })
    }
  })
})

describe('ChangePassword', () => {
  test('changes the password and ends the other sessions', async () => {
    const owner = await anAccount()
    const other = await aSession(owner)
    const token = await aToken({ methods: ['users.account.GetUserInfo'] }, owner)
    const newPassword = 'another password'

    const parameters = { session: owner.session, oldPassword: owner.password, newPassword }
    expect((await rest(changePassword, parameters)).body).toEqual({ result: 0 })

    expect((await rest(signIn, { login: owner.login, password: owner.password })).body.result).toBe(701)
    expect((await rest(signIn, { login: owner.login, password: newPassword })).body.result).toBe(0)
    expect(await isOpen(owner.session)).toBe(true)
    expect(await isOpen(other)).toBe(false)
    expect(await isOpen(token.value)).toBe(true)
  })

  test('keeps the other sessions if it is told to', async () => {
    const owner = await anAccount()
    const other = await aSession(owner)
    await rest(changePassword, {
      session: owner.session,
      oldPassword: owner.password,
      newPassword: 'another password',
      invalidateSessions: 'false',
    })
    expect(await isOpen(other)).toBe(true)
  })

  test('needs the old password, and a new one that is long enough', async () => {
    const { session, login, password } = await anAccount()
    const change = (oldPassword: string, newPassword: string) =>
      rest(changePassword, { session, oldPassword, newPassword })

    expect((await change('a wrong one', 'another password')).body.result).toBe(801)
    expect((await change(password, 'short')).body).toMatchObject({
      result: 3,
      error: expect.stringContaining('8'),
    })
    expect((await rest(signIn, { login, password })).body.result).toBe(0)
  })
})

test('no token may end sessions, list them or change the password', async () => {
  const { value, owner } = await aToken({ apiSet: 'EXTENDED_ACCESS' })
  for (const [path, method, parameters] of [
    [getSessions, 'users.authentication.GetSessions', {}],
    [signOutSessions, 'users.authentication.SignoutSessions', { ids: '*' }],
    [
      changePassword,
      'users.account.ChangePassword',
      { oldPassword: owner.password, newPassword: 'another password' },
    ],
  ] as const) {
    const { body } = await rest(path, { session: value, ...parameters })
    expect(body).toMatchObject({ result: 8202, error: expect.stringContaining(method) })
  }
  expect(await isOpen(owner.session)).toBe(true)
  const changes = await sql`
    select 1 from activity where account_id = ${owner.id} and action = 'account.password-changed'`
  expect(changes).toHaveLength(0)
})
