import { describe, expect, test } from 'vitest'
import { startTestServer } from '../support/server.ts'
import { anEnvironment } from './an-environment.ts'
import { sendRaw } from './send-raw.ts'

const server = await startTestServer()
const { url, rest, sql, anAccount, aToken } = server

const stop = 'environment/control/rest/stopenv'

describe('every answer', async () => {
  const owner = await anAccount()
  await anEnvironment(server, owner)
  const { value } = await aToken({ methods: ['environment.control.StopEnv'] }, owner)

  test.each([
    ['a success', `/1.0/${stop}?envName=shop&session=${value}`, 200],
    ['a denial', `/1.0/environment/control/rest/startenv?envName=shop&session=${value}`, 200],
    ['an unknown session', `/1.0/${stop}?envName=shop&session=nobody`, 200],
    ['an unknown address', '/1.0/nowhere', 404],
    ['an address that cannot be read', '/1.0/%zz', 404],
    ['a wrong verb', '/1.0/users/authentication/rest/signin', 405],
  ])('is JSON that nobody keeps, guesses at or refers to: %s', async (_what, path, status) => {
    const answer = await sendRaw(url, path)

    expect(answer.status).toBe(status)
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json;charset=UTF-8',
      'cache-control': 'no-store, private',
      pragma: 'no-cache',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
    expect(answer.headers).not.toHaveProperty('set-cookie')
  })

  test('is the same for a script that asks for a callback', async () => {
    const { text, headers } = await sendRaw(url, `/1.0/${stop}?session=nobody&callback=steal&jsonp=steal`)

    expect(headers['content-type']).toBe('application/json;charset=UTF-8')
    expect(text).toMatch(/^\{"result":702,/)
  })
})

test('StopEnv answers exactly {"result":0}', async () => {
  const owner = await anAccount()
  await anEnvironment(server, owner)

  const { status, text } = await sendRaw(url, `/1.0/${stop}?envName=shop&session=${owner.session}`)
  expect(status).toBe(200)
  expect(text).toBe('{"result":0}')
})

test('no answer has a member that is null', async () => {
  const owner = await anAccount()
  await anEnvironment(server, owner)
  await aToken({ methods: ['environment.control.StopEnv'] }, owner)
  // A client without a name, so that there is something to leave out.
  await sendRaw(url, '/1.0/users/authentication/rest/signin', {
    verb: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: String(new URLSearchParams({ login: owner.login, password: owner.password })),
  })

  for (const path of [
    'environment/control/rest/getenvs',
    'users/authentication/rest/gettokens',
    'users/authentication/rest/getsessions',
    'users/authentication/rest/gettokentemplates',
    'users/account/rest/getuserinfo',
  ]) {
    const { text } = await sendRaw(url, `/1.0/${path}?session=${owner.session}`)
    expect(text).toMatch(/^\{"result":0,/)
    expect(text).not.toContain('null')
  }
})

describe('errors', () => {
  const isError = (result: number, error: RegExp) => ({
    status: 200,
    body: { result, error: expect.stringMatching(error), source: 'latchkey' },
  })

  test('those of an address and its verb say what to send', async () => {
    expect((await rest('environment/control/rest/nosuch')).body.error).toBe(
      'There is no method at this address. It has the form /1.0/environment/control/rest/stopenv; the query apiMethods lists all.',
    )
    expect((await rest('users/account/rest/changepassword', {}, { verb: 'GET' })).body.error).toBe(
      'users.account.ChangePassword takes POST only. Send the request again that way.',
    )
    expect((await rest('/getarchives', {}, { verb: 'GET' })).body.error).toBe(
      'data.base.GetObjects takes POST only. Send the request again that way.',
    )
  })

  test('8202 names the method that the token lacks', async () => {
    const { value } = await aToken({ methods: ['environment.control.StopEnv'] })
    const answer = await rest('environment/control/rest/startenv', { envName: 'shop', session: value })
    expect(answer).toMatchObject(isError(8202, /environment\.control\.StartEnv/))
  })

  test('8202 names the method that no token may call', async () => {
    const { value } = await aToken({ apiSet: 'EXTENDED_ACCESS' })
    const answer = await rest('users/authentication/rest/gettokens', { session: value })
    expect(answer).toMatchObject(isError(8202, /users\.authentication\.GetTokens/))
  })

  test('8202 comes before any other complaint', async () => {
    const { value } = await aToken({ methods: ['environment.control.StopEnv'] })
    for (const [path, method] of [
      ['environment/control/rest/startenv', 'environment.control.StartEnv'],
      ['users/authentication/rest/createtoken', 'users.authentication.CreateToken'],
      ['users/authentication/rest/deletetokens', 'users.authentication.DeleteTokens'],
      ['users/account/rest/changepassword', 'users.account.ChangePassword'],
    ] as const) {
      const { body } = await rest(path, { session: value })
      expect(body).toMatchObject({ result: 8202, error: expect.stringContaining(method) })
    }
  })

  test('702 for a credential that is unknown, has ended, expired or was removed', async () => {
    const { session, ...owner } = await anAccount()
    await rest('users/authentication/rest/signout', { session })
    const expired = await aToken({ methods: ['users.account.GetUserInfo'] })
    await sql`update tokens set expires_at = now() - interval '1 second' where id = ${expired.id}`
    const removed = await aToken({ methods: ['users.account.GetUserInfo'] })
    await rest('users/authentication/rest/deletetokens', {
      session: removed.owner.session,
      password: removed.owner.password,
      ids: removed.id,
    })

    for (const credential of [
      session,
      expired.value,
      removed.value,
      'nobody',
      'a'.repeat(40),
      `lk_${'a'.repeat(49)}`,
      owner.id,
      removed.id,
      `${removed.owner.session} `,
      removed.owner.session.toUpperCase(),
    ]) {
      const answer = await rest('users/account/rest/getuserinfo', { session: credential })
      expect(answer, credential).toMatchObject(isError(702, /not valid/))
      expect(answer.body.error).not.toContain(credential)
    }
  })

  test('3 for a missing credential, in the words that clients look for', async () => {
    for (const parameters of [undefined, { session: '' }]) {
      const answer = await rest(stop, { envName: 'shop', ...parameters })
      expect(answer).toMatchObject(isError(3, /^invalid parameter \[session\]/))
    }
  })

  test('3 for a missing or malformed parameter, which it names', async () => {
    const { session } = await anAccount()
    expect(await rest(stop, { session })).toMatchObject(isError(3, /^invalid parameter \[envName\]/))
    const malformed = { session, envName: 'shop', nodeId: 'first' }
    expect(await rest('environment/control/rest/restartnodebyid', malformed)).toMatchObject(
      isError(3, /^invalid parameter \[nodeId\]/),
    )
  })

  test('701 for a password that does not belong to the login', async () => {
    const { login } = await anAccount()
    for (const name of [login, 'nobody@example.com']) {
      const answer = await rest('users/authentication/rest/signin', { login: name, password: 'a wrong one' })
      expect(answer).toMatchObject(isError(701, /password/))
    }
  })

  test('the wrong passwords that are left before a wait, and then how long to wait', async () => {
    const { login, session } = await anAccount()
    const answers = []
    for (let count = 0; count < 11; count++) {
      answers.push(await rest('users/authentication/rest/signin', { login, password: 'a wrong one' }))
    }
    const waiting = answers.pop()!.body

    expect(answers.map(({ body }) => body)).toEqual(
      [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((attemptsLeft) => ({
        result: 701,
        error: expect.any(String),
        source: 'latchkey',
        attemptsLeft,
      })),
    )
    expect(waiting).toEqual({
      result: 704,
      error: expect.any(String),
      source: 'latchkey',
      retryAfter: expect.any(Number),
    })
    const { body: other } = await rest('environment/control/rest/getenvinfo', { session, envName: 'none' })
    expect(other).toEqual({ result: 11, error: expect.any(String), source: 'latchkey' })
  })

  test('801 for a password that does not confirm a change', async () => {
    const { session } = await anAccount()
    const answer = await rest('users/authentication/rest/createtoken', {
      session,
      password: 'a wrong one',
      description: 'x',
      apiList: 'environment.control.StopEnv',
    })
    expect(answer).toMatchObject(isError(801, /password/))
    expect(answer.body.attemptsLeft).toBe(9)
  })

  test('704 with a time to wait after too many wrong passwords', async () => {
    const { login } = await anAccount()
    const guess = () => rest('users/authentication/rest/signin', { login, password: 'a wrong one' })
    let answer = await guess()
    for (let count = 1; answer.body.result === 701 && count < 20; count++) answer = await guess()

    expect(answer).toMatchObject(isError(704, /again in \d+ seconds/))
    expect(answer.body.retryAfter).toBeGreaterThan(0)
    expect(answer.headers.get('retry-after')).toBe(String(answer.body.retryAfter))
  })

  test("11 for an environment that is not there, or is somebody else's", async () => {
    const { session } = await anAccount()
    await anEnvironment(server, await anAccount(), 'foreign')
    for (const envName of ['nowhere', 'foreign']) {
      expect(await rest(stop, { session, envName })).toMatchObject(isError(11, /not exist/))
    }
  })

  test('2212 for an environment in the wrong status', async () => {
    const owner = await anAccount()
    const envName = await anEnvironment(server, owner)
    await rest(stop, { session: owner.session, envName })
    expect(await rest(stop, { session: owner.session, envName })).toMatchObject(
      isError(2212, /ENV_STATUS_TYPE_DOWN.*ENV_STATUS_TYPE_RUNNING/),
    )
  })

  test('2330 for the name of an environment that is taken', async () => {
    const owner = await anAccount()
    await anEnvironment(server, owner)
    const answer = await rest('environment/control/rest/createenvironment', {
      session: owner.session,
      env: '{"shortdomain":"shop"}',
      nodes: '[{"nodeType":"tomcat"}]',
    })
    expect(answer).toMatchObject(isError(2330, /shop/))
  })

  test('never 0 for a method that the platform behind does not have', async () => {
    const { session } = await anAccount()
    const answer = await rest('billing/account/rest/getaccount', { session })
    expect(answer).toMatchObject(isError(1, /billing\.account\.GetAccount/))
  })
})
