import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { platformCredentials, platformSessions } from '../../../src/database/schema.ts'
import { twoFactorOperations } from '../../accounts/two-factor-operations.ts'
import { startProcess } from '../../support/platform.ts'
import { startTestServer, type TestAccount } from '../../support/server.ts'

// A Latchkey with the sandbox is the platform; the other one stands in front of it.
const platform = await startProcess({ SECRET_KEY: 'a key of the platform that is long enough' })
const front = await startTestServer({
  PLATFORM_URL: platform.url,
  SECRET_KEY: 'a key for this test that is long enough',
})

const stop = 'environment.control.StopEnv'
const list = 'environment.control.GetEnvs'

/** An account of the platform, signed in at both. */
async function aUser() {
  const there = await platform.anAccount()
  const session = await front.aSession(there)
  const { data } = await front.graphql('{ account { uid login } }', { as: session })
  const [row] = await front.db.query.accounts.findMany({ where: (a) => eq(a.uid, there.uid) })
  expect(data.account).toEqual({ uid: there.uid, login: there.login })
  const here: TestAccount = { ...there, id: row!.id, session }
  return { there, here }
}

async function anEnvironment({ session }: TestAccount, name = `e${randomBytes(4).toString('hex')}`) {
  const env = JSON.stringify({ shortdomain: name })
  const nodes = JSON.stringify([{ nodeType: 'tomcat10' }])
  const { body } = await platform.rest('environment/control/rest/createenvironment', { env, nodes, session })
  expect(body.result).toBe(0)
  return name
}

const tokensThere = async ({ session }: TestAccount) =>
  (await platform.rest('users/authentication/rest/gettokens', { session })).body.apiTokens as {
    id: string
    expiresAt: string
    apiListItems: { id: string }[]
  }[]

test('an account of the platform signs in, and its token does there what it was given', async () => {
  const { there, here } = await aUser()
  const envName = await anEnvironment(there)
  const { value } = await front.aToken({ methods: [stop, list] }, here)

  expect((await front.rest('environment/control/rest/stopenv', { envName, session: value })).body).toEqual({
    result: 0,
  })
  const { data } = await front.graphql('{ environments { name status } }', { as: value })
  expect(data.environments).toEqual([{ name: envName, status: 'STOPPED' }])
})

test('a token signs in by itself, and its session does there what the token was given', async () => {
  const { here } = await aUser()
  const { value } = await front.aToken({ methods: [list] }, here)

  const { body } = await front.rest('users/authentication/rest/signinbytoken', { token: value })
  expect(body).toMatchObject({ result: 0, uid: here.uid, email: here.login })

  const { session } = body
  expect((await front.rest('environment/control/rest/getenvs', { session })).body).toMatchObject({
    result: 0,
  })
  const denied = await front.rest('environment/control/rest/stopenv', { session, envName: 'shop' })
  expect(denied.body).toMatchObject({ result: 8202, source: 'latchkey' })
  expect(platform.printed.join('')).not.toContain('signinbytoken')
})

test('every field about environments does there what it does here', async () => {
  const { here } = await aUser()
  const name = `e${randomBytes(4).toString('hex')}`
  const { data, errors } = await front.graphql(
    `mutation ($name: String!, $other: String!) {
      createEnvironment(environment: { name: $name, displayName: "Shop", nodes: [{ type: "tomcat10", variables: { A: "1" } }] }) {
        name displayName status createdAt nodes { id type variables }
      }
      stopEnvironment(name: $name) { status environment { status } }
      startEnvironment(name: $name) { status environment { status } }
      restartEnvironment(name: $name, nodeGroup: "cp") { status }
      sleepEnvironment(name: $name) { status environment { status } }
      start: startEnvironment(name: $name) { status }
      cloneEnvironment(name: $name, newName: $other) { name status nodes { type } }
      deleteEnvironment(name: $name)
      callMethod(method: "environment.control.GetEnvInfo", parameters: { envName: $other })
    }`.replace('{ envName: $other }', `{ envName: "${name}2" }`),
    { as: here.session, variables: { name, other: `${name}2` } },
  )
  expect(errors).toBeUndefined()
  expect(data).toMatchObject({
    createEnvironment: {
      ...{ name, displayName: 'Shop', status: 'RUNNING' },
      nodes: [{ type: 'tomcat10', variables: expect.objectContaining({ A: '1' }) }],
    },
    stopEnvironment: { status: 'STOPPED', environment: { status: 'STOPPED' } },
    startEnvironment: { environment: { status: 'RUNNING' } },
    sleepEnvironment: { environment: { status: 'SLEEPING' } },
    cloneEnvironment: { name: `${name}2`, nodes: [{ type: 'tomcat10' }] },
    deleteEnvironment: name,
    callMethod: { result: 0, env: { envName: `${name}2` } },
  })
  const { data: left } = await front.graphql('{ environments { name } }', { as: here.session })
  expect(left.environments).toEqual([{ name: `${name}2` }])
})

test('the platform gives the answer of an old address, with its own result codes', async () => {
  const { there, here } = await aUser()
  const envName = await anEnvironment(there)
  const { value } = await front.aToken({ methods: ['environment.control.GetEnvInfo', stop] }, here)
  const textOf = async (url: string, path: string, session: string) =>
    (await fetch(`${url}/1.0/environment/control/rest/${path}&session=${session}`)).text()

  for (const path of [`getenvinfo?envName=${envName}`, 'getenvinfo?envName=nobodys', 'stopenv?x=1']) {
    expect(await textOf(front.url, path, value)).toBe(await textOf(platform.url, path, there.session))
  }
  const { errors } = await front.graphql('mutation { stopEnvironment(name: "nobodys") { name } }', {
    as: value,
  })
  expect(errors![0]!.extensions).toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND', result: 11 })
})

test('CheckSign and GetUserInfo say whose a credential is, and that it waits for no second factor', async () => {
  const { here } = await aUser()
  const methods = ['users.authentication.CheckSign', 'users.account.GetUserInfo']
  const { value } = await front.aToken({ methods }, here)

  for (const path of ['users/authentication/rest/checksign', 'users/account/rest/getuserinfo']) {
    for (const session of [here.session, value]) {
      const { body } = await front.rest(path, { session })
      expect(body).toMatchObject({ result: 0, uid: here.uid, email: here.login, status: 1, accessType: 0 })
    }
  }
})

test('what a token may not do never reaches the platform', async () => {
  const { there, here } = await aUser()
  const envName = await anEnvironment(there)
  const { value } = await front.aToken({ methods: [list] }, here)

  const denied = await front.rest('environment/control/rest/stopenv', { envName, session: value })
  expect(denied.body).toMatchObject({ result: 8202, source: 'latchkey' })
  const managing = await front.rest('users/account/rest/get2faconfig', { session: value })
  expect(managing.body).toMatchObject({ result: 8202, source: 'latchkey' })
  await front.rest('users/authentication/rest/checkpassword', { session: value, password: 'x' })
  const { body } = await platform.rest('environment/control/rest/getenvinfo', {
    envName,
    session: there.session,
  })
  expect(body.env.status).toBe(1)
  expect(platform.printed.join('')).not.toContain('checkpassword')
})

test("the platform's token holds what the account's tokens hold, and follows their changes", async () => {
  const { there, here } = await aUser()
  expect(await tokensThere(there)).toEqual([])
  const first = await front.aToken({ methods: [list] }, here)
  const methodsThere = async () =>
    (await tokensThere(there)).map(({ apiListItems }) => apiListItems.map(({ id }) => id))
  expect(await methodsThere()).toEqual([[list]])

  const second = await front.aToken({ methods: [stop] }, here)
  expect(await methodsThere()).toEqual([[list, stop]])
  const [token] = await tokensThere(there)
  const days = (Date.parse(`${token!.expiresAt.replace(' ', 'T')}Z`) - Date.now()) / 86_400_000
  expect(Math.round(days)).toBe(365)

  const remove =
    'mutation ($ids: [ID!]!, $password: String!) { removeTokens(ids: $ids, password: $password) }'
  const variables = { ids: [second.id], password: here.password }
  await front.graphql(remove, { as: here.session, variables })
  expect(await methodsThere()).toEqual([[list]])
  await front.graphql(remove, { as: here.session, variables: { ...variables, ids: [first.id] } })
  expect(await methodsThere()).toEqual([])
})

test('a wrong password confirms nothing, and is counted here', async () => {
  const { there, here } = await aUser()
  const generate = (password: string) =>
    front.graphql(
      'mutation ($p: String!) { generateTokens(tokens: [{ description: "x", apiSet: MARKETPLACE }], password: $p) { value } }',
      { as: here.session, variables: { p: password } },
    )
  const wrong = await generate('not the password')
  expect(wrong.errors![0]!.extensions).toMatchObject({ code: 'WRONG_PASSWORD', attemptsLeft: 9 })
  const checked = await front.rest('users/authentication/rest/checkpassword', {
    session: here.session,
    password: 'nor this',
  })
  expect(checked.body.result).toBe(801)
  const envName = await anEnvironment(there)
  const deletion = { session: here.session, envName, Password: 'nor this' }
  expect((await front.rest('environment/control/rest/deleteenv', deletion)).body.result).toBe(801)
  const { body: info } = await front.rest('environment/control/rest/getenvinfo', deletion)
  expect(info.result).toBe(0)
  for (let n = 0; n < 7; n++) await generate('not the password')
  const blocked = await generate(here.password)
  expect(blocked.errors![0]!.extensions.code).toBe('TOO_MANY_ATTEMPTS')
})

test('the password is changed at the platform', async () => {
  const { there, here } = await aUser()
  const { data } = await front.graphql(
    'mutation ($old: String!) { changePassword(oldPassword: $old, newPassword: "a newer password") }',
    { as: here.session, variables: { old: here.password } },
  )
  expect(data.changePassword).toBe(true)
  await expect(platform.aSession(there)).rejects.toThrow('do not belong together')
  await platform.aSession({ login: there.login, password: 'a newer password' })
  await front.aSession({ login: there.login, password: 'a newer password' })
})

test('a new password that was damaged on its way never reaches the platform', async () => {
  const { there, here } = await aUser()
  for (const password of ['a newer password \ud800', 'a newer password \ufffd']) {
    const { errors } = await front.graphql(
      'mutation ($old: String!, $new: String!) { changePassword(oldPassword: $old, newPassword: $new) }',
      { as: here.session, variables: { old: here.password, new: password } },
    )
    expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', parameter: 'newPassword' })
  }
  await platform.aSession(there)
})

test("signing out here ends the platform's session too", async () => {
  const { there, here } = await aUser()
  const openThere = async () =>
    (await platform.rest('users/authentication/rest/getsessions', { session: there.session })).body.sessions
      .length
  expect(await openThere()).toBe(2)

  await front.graphql('mutation { signOut }', { as: here.session })
  await expect.poll(openThere).toBe(1)
})

test('a session that the platform has ended is ended here', async () => {
  const { there, here } = await aUser()
  await platform.rest('users/authentication/rest/signoutsessions', { ids: '*', session: there.session })

  const { errors } = await front.graphql('{ environments { name } }', { as: here.session })
  expect(errors![0]!.extensions.code).toBe('UNAUTHENTICATED')
  const again = await front.graphql('{ viewer { kind } }', { as: here.session })
  expect(again.status).toBe(401)
})

test('a token that the platform no longer takes gives way to an open session, and is made anew', async () => {
  const { there, here } = await aUser()
  const { value } = await front.aToken({ methods: [list] }, here)
  const [made] = await tokensThere(there)
  await platform.rest('users/authentication/rest/deletetokens', {
    ids: made!.id,
    password: there.password,
    session: there.session,
  })
  const calls = () => front.rest('environment/control/rest/getenvs', { session: value })
  const link = async () =>
    (await front.graphql('{ platform { address credential problem } }', { as: here.session })).data.platform
  expect((await calls()).body.result).toBe(0)
  expect(await link()).toEqual({
    address: platform.url,
    credential: 'SESSION',
    problem: expect.stringContaining('no longer takes'),
  })

  const other = await front.aSession(there)
  await front.graphql('mutation { signOut }', { as: here.session })
  await front.graphql('mutation { signOut }', { as: other })
  expect(await tokensThere(there)).toHaveLength(1)
  expect((await calls()).body.result).toBe(0)
})

test('a token of the platform is replaced long before it ends', async () => {
  const { there, here } = await aUser()
  const { value } = await front.aToken({ methods: [list] }, here)
  const [first] = await tokensThere(there)
  const day = 24 * 60 * 60 * 1000
  const until = (days: number) =>
    front.db
      .update(platformCredentials)
      .set({ expiresAt: new Date(Date.now() + days * day) })
      .where(eq(platformCredentials.accountId, here.id))

  await until(181)
  await front.aSession(there)
  expect((await tokensThere(there)).map(({ id }) => id)).toEqual([first!.id])
  await until(179)
  await front.aSession(there)
  const [second, ...others] = await tokensThere(there)
  expect(others).toEqual([])
  expect(second!.id).not.toBe(first!.id)
  expect((await front.rest('environment/control/rest/getenvs', { session: value })).body.result).toBe(0)
})

test("an owner's token that the platform no longer takes gives way to one that is made", async () => {
  const { there, here } = await aUser()
  const { value } = await front.aToken({ methods: [list] }, here)
  const given = await platform.aSession(there)
  const { errors } = await front.graphql(
    'mutation ($t: String!, $p: String!) { givePlatformToken(token: $t, password: $p) { given } }',
    { as: here.session, variables: { t: given, p: here.password } },
  )
  expect(errors).toBeUndefined()
  await platform.rest('users/authentication/rest/signout', { session: given })
  const link = async () =>
    (await front.graphql('{ platform { credential given problem } }', { as: here.session })).data.platform
  expect(await link()).toMatchObject({ credential: 'GIVEN', problem: null })

  expect((await front.rest('environment/control/rest/getenvs', { session: value })).body.result).toBe(0)
  expect(await link()).toEqual({
    ...{ credential: 'SESSION', given: true },
    problem: expect.stringContaining('no longer takes'),
  })
  await front.aSession(there)
  expect(await link()).toEqual({ credential: 'MADE', given: false, problem: null })
})

test("two-factor is the platform's, and a code that it takes signs in here", async () => {
  const owner = await twoFactorOperations(platform).aSecuredAccount()
  const { signIn } = twoFactorOperations(front)
  expect((await signIn(owner)).data.signIn).toMatchObject({ session: null, twoFactorRequired: true })
  const [code, other] = owner.recoveryCodes
  const { session } = (await signIn(owner, code)).data.signIn
  expect((await signIn(owner, code)).errors![0]!.extensions.code).toBe('SIGN_IN_FAILED')

  const { value } = await front.aToken({ methods: [list] }, { ...owner, session })
  expect((await front.rest('environment/control/rest/getenvs', { session: value })).body.result).toBe(0)
  const { errors } = await twoFactorOperations(front).begin({ ...owner, session })
  expect(errors![0]!.message).toContain(platform.url)

  const waiting = await front.rest('users/authentication/rest/signin', {
    login: owner.login,
    password: owner.password,
  })
  expect(waiting.body).toMatchObject({ result: 0, accessType: 1 })
  const verified = await front.rest('users/authentication/rest/verify2facode', {
    session: waiting.body.session,
    code: other!,
  })
  expect(verified.body).toEqual({ result: 0 })
})

test('without a credential of the platform a call says what is missing', async () => {
  const { here } = await aUser()
  const { value } = await front.aToken({ methods: [list] }, here)
  await front.db.delete(platformCredentials).where(eq(platformCredentials.accountId, here.id))
  await front.graphql('mutation { signOut }', { as: here.session })

  const { status, body } = await front.rest('environment/control/rest/getenvs', { session: value })
  expect(status).toBe(200)
  expect(body).toMatchObject({ result: 1, error: expect.stringContaining('gives a token of the platform') })
})

test("the owner's own token of the platform is used, once the platform has said whose it is", async () => {
  const { there, here } = await aUser()
  const stranger = await platform.anAccount()
  const give = (token: string) =>
    front.graphql(
      'mutation ($t: String!, $p: String!) { givePlatformToken(token: $t, password: $p) { credential problem } }',
      { as: here.session, variables: { t: token, p: here.password } },
    )
  const aPlatformToken = async (methods: string[], owner: TestAccount) =>
    `${(await platform.aToken({ methods }, owner)).value}`
  const foreign = await aPlatformToken(['users.account.GetUserInfo'], stranger)
  // A token of a Latchkey is not taken for the platform's, whoever made it: the same form, and so no test of its own.
  expect((await give(foreign)).errors![0]!.extensions.parameter).toBe('token')
  expect((await give('0123456789abcdef0123')).errors![0]!.message).toContain('does not say whose')

  const session = await platform.aSession(there)
  expect((await give(session)).data.givePlatformToken).toEqual({ credential: 'GIVEN', problem: null })
  const { value } = await front.aToken({ methods: [list] }, here)
  expect((await front.rest('environment/control/rest/getenvs', { session: value })).body.result).toBe(0)
  expect(await tokensThere(there)).toEqual([])

  const { data } = await front.graphql(
    'mutation ($p: String!) { forgetPlatformToken(password: $p) { credential } }',
    { as: here.session, variables: { p: here.password } },
  )
  expect(data.forgetPlatformToken.credential).toBe('MADE')
})

test("a token of the platform that the owner's replaces is removed there", async () => {
  const { there, here } = await aUser()
  await front.aToken({ methods: [list] }, here)
  const given = await platform.aSession(there)
  for (let n = 0; n < 2; n++) {
    expect(await tokensThere(there)).toHaveLength(1)
    const give = await front.graphql(
      'mutation ($t: String!, $p: String!) { givePlatformToken(token: $t, password: $p) { credential } }',
      { as: here.session, variables: { t: given, p: here.password } },
    )
    expect(give.data.givePlatformToken.credential).toBe('GIVEN')
    expect(await tokensThere(there)).toEqual([])
    const forget = await front.graphql(
      'mutation ($p: String!) { forgetPlatformToken(password: $p) { credential } }',
      { as: here.session, variables: { p: here.password } },
    )
    expect(forget.data.forgetPlatformToken.credential).toBe('MADE')
  }
})

test("nothing of the platform's secrets is stored in the clear or logged, and no token of ours goes there", async () => {
  const { there, here } = await aUser()
  const { value } = await front.aToken({ methods: [list] }, here)
  await front.rest('environment/control/rest/getenvs', { session: value })
  await expect(front.aSession({ login: there.login, password: value })).resolves.toMatch(/^[0-9a-f]{40}$/)
  await expect(front.aSession({ login: there.login, password: `lk_${'x'.repeat(49)}` })).rejects.toThrow()

  const stored = JSON.stringify([
    await front.db.select().from(platformCredentials),
    await front.db.select().from(platformSessions),
    await front.db.query.accounts.findMany(),
  ])
  expect(stored).not.toContain(there.password)
  expect(stored).not.toMatch(/lk_[0-9A-Za-z]{49}|\b[0-9a-f]{40}\b/)
  expect(platform.printed.join('')).not.toContain(value)
})
