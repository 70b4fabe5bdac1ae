import { describe, expect, test } from 'vitest'
import { disableTwoFactorOf } from '../../src/accounts/two-factor.ts'
import { startTestServer, type TestAccount } from '../support/server.ts'
import { waitingOrDone } from '../support/waiting-or-done.ts'
import { refusalOf } from '../tokens/token-operations.ts'
import { codeOf, twoFactorOperations } from './two-factor-operations.ts'

const key = 'a key of the tests that is long enough'
const server = await startTestServer({ SECRET_KEY: key })
const { anAccount, aSession, aToken, db, graphql, rest, sql, startInstance } = server
const { begin, enable, disable, regenerate, aSecuredAccount, codeCounterOf, freshCodeOf, signIn } =
  twoFactorOperations(server)

const verify = 'users/authentication/rest/verify2facode'
const legacySignIn = 'users/authentication/rest/signin'

async function stateOf({ session }: TestAccount) {
  const { data } = await graphql(
    '{ viewer { twoFactor { enabled enabledAt recoveryCodesLeft available } } }',
    { as: session },
  )
  return data.viewer.twoFactor
}

async function actionsOf({ id }: TestAccount) {
  const rows = await sql`select action from activity where account_id = ${id} order by id`
  return rows.map(({ action }) => action as string)
}

const isOpen = async (session: string) =>
  (await graphql('{ viewer { kind } }', { as: session })).status === 200

describe('setting up', () => {
  test('gives a secret, and asks for nothing until a code of it confirms it', async () => {
    const owner = await anAccount()
    const { secret, url } = (await begin(owner)).data.beginTwoFactor

    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    const parameters = new URL(url).searchParams
    expect(url).toMatch(/^otpauth:\/\/totp\/Latchkey:/)
    expect(decodeURIComponent(url)).toContain(owner.login)
    expect(Object.fromEntries(parameters)).toMatchObject({
      secret,
      issuer: 'Latchkey',
      digits: '6',
      period: '30',
      algorithm: 'SHA1',
    })
    expect(await stateOf(owner)).toEqual({
      enabled: false,
      enabledAt: null,
      recoveryCodesLeft: 0,
      available: true,
    })
    expect((await signIn(owner)).data.signIn).toMatchObject({ twoFactorRequired: false })
  })

  test('turns it on with a code, gives ten recovery codes, and notes it', async () => {
    const owner = await anAccount()
    const { secret } = (await begin(owner)).data.beginTwoFactor
    expect(refusalOf(await enable(owner, codeOf(secret, 3)))).toMatchObject({ code: 'WRONG_CODE' })
    const codes: string[] = (await enable(owner, codeOf(secret))).data.enableTwoFactor

    expect(new Set(codes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/)
    expect(await stateOf(owner)).toMatchObject({
      enabled: true,
      enabledAt: expect.any(String),
      recoveryCodesLeft: 10,
    })
    expect(await actionsOf(owner)).toContain('account.two-factor-enabled')
  })

  test('starts afresh with a new secret as often as wanted, until it is on', async () => {
    const owner = await anAccount()
    const first = (await begin(owner)).data.beginTwoFactor.secret
    const second = (await begin(owner)).data.beginTwoFactor.secret

    expect(refusalOf(await enable(owner, codeOf(first)))).toMatchObject({
      code: 'WRONG_CODE',
      message:
        'The code does not fit the secret. Check the clock of the device with the app, and send the code that it shows now.',
      parameter: 'code',
    })
    expect((await enable(owner, codeOf(second))).errors).toBeUndefined()
    const isOn = {
      code: 'BAD_USER_INPUT',
      message: 'Two-factor is on already. Turn it off first to set it up anew.',
    }
    expect(refusalOf(await begin(owner))).toMatchObject(isOn)
    expect(refusalOf(await enable(owner, codeOf(second, 1)))).toMatchObject(isOn)
  })

  test('needs the password, every time', async () => {
    const owner = await anAccount()
    const intruder = { ...owner, password: 'a wrong password' }
    const { secret } = (await begin(owner)).data.beginTwoFactor

    expect(refusalOf(await begin(intruder)).code).toBe('WRONG_PASSWORD')
    expect(refusalOf(await enable(intruder, codeOf(secret))).code).toBe('WRONG_PASSWORD')
    expect((await stateOf(owner)).enabled).toBe(false)
  })

  test('needs a beginning', async () => {
    expect(refusalOf(await enable(await anAccount(), '123456'))).toMatchObject({
      code: 'BAD_USER_INPUT',
      message:
        'Begin the set-up first: beginTwoFactor gives the secret, or Get2FAConfig at the old addresses.',
    })
  })

  test('ends the sessions that were begun with the password alone, but not the one that asks, nor tokens', async () => {
    const owner = await anAccount()
    const { value } = await aToken({ methods: ['users.account.GetUserInfo'] }, owner)
    const other = await aSession(owner)
    const ofToken = (await rest(legacySignIn, { login: owner.login, password: value })).body.session
    const { secret } = (await begin(owner)).data.beginTwoFactor
    await enable(owner, codeOf(secret))

    expect(await isOpen(owner.session)).toBe(true)
    expect(await isOpen(other)).toBe(false)
    expect(await isOpen(value)).toBe(true)
    expect(await isOpen(ofToken)).toBe(true)
  })
})

describe('signing in', () => {
  test('asks for a code after the right password, and says nothing else', async () => {
    const owner = await aSecuredAccount()
    expect((await signIn(owner)).data.signIn).toEqual({
      session: null,
      twoFactorRequired: true,
      account: null,
    })
    expect(refusalOf(await signIn({ ...owner, password: 'a wrong password' })).code).toBe('SIGN_IN_FAILED')
    expect(
      refusalOf(await signIn({ ...owner, password: 'a wrong password' }, await freshCodeOf(owner))).code,
    ).toBe('SIGN_IN_FAILED')
  })

  test('sets no cookie before the code', async () => {
    const { login, password } = await aSecuredAccount()
    const query =
      'mutation ($login: String!, $password: String!) { signIn(login: $login, password: $password) { session } }'
    const { headers } = await graphql(query, {
      variables: { login, password },
      headers: { 'latchkey-session': 'cookie' },
    })
    expect(headers.get('set-cookie')).toBeNull()
  })

  test('takes a code, however it is spaced, and each once', async () => {
    const owner = await aSecuredAccount()
    const code = await freshCodeOf(owner)
    const { data } = await signIn(owner, `${code.slice(0, 3)} ${code.slice(3)}`)

    expect(data.signIn).toMatchObject({ session: expect.any(String), twoFactorRequired: false })
    expect(await isOpen(data.signIn.session)).toBe(true)
    expect(refusalOf(await signIn(owner, code))).toMatchObject({
      code: 'SIGN_IN_FAILED',
      parameter: 'code',
      attemptsLeft: 9,
    })
  })

  test('takes no code that another instance takes at that moment', async () => {
    const owner = await aSecuredAccount()
    const { session } = (await rest(legacySignIn, { login: owner.login, password: owner.password })).body
    const code = await freshCodeOf(owner)
    const late = await sql.begin(async (tx) => {
      await tx`select from accounts where id = ${owner.id} for no key update`
      await tx`
        update two_factors set last_step = extract(epoch from now())::int / 30 + 1 where account_id = ${owner.id}`
      return waitingOrDone(sql, rest(verify, { session, code }))
    })
    expect((await late.answer).body.result).toBe(701)
    expect((await graphql('{ viewer { kind } }', { as: session })).data.viewer).toBeNull()
  })

  test('begins no session where the password is changed between it and the code', async () => {
    const owner = await aSecuredAccount()
    const code = await freshCodeOf(owner)
    const late = await sql.begin(async (tx) => {
      // The password has been looked at, and the code has not, where its guess is counted.
      await tx`insert into attempts (subject, failures) values (${`second-factor:${owner.id}`}, 0)`
      const answer = await waitingOrDone(sql, signIn(owner, code))
      await tx`update accounts set password_hash = 'another' where id = ${owner.id}`
      return answer
    })
    expect(refusalOf(await late.answer)).toMatchObject({
      code: 'SIGN_IN_FAILED',
      message: 'The password was changed just now. Sign in with the new one.',
    })
  })

  test('takes the code that turned it on no second time', async () => {
    const owner = await anAccount()
    const { secret } = (await begin(owner)).data.beginTwoFactor
    const code = codeOf(secret)
    await enable(owner, code)
    expect(refusalOf(await signIn(owner, code)).code).toBe('SIGN_IN_FAILED')
  })

  test('takes no code of a step before the last one used', async () => {
    const owner = await aSecuredAccount()
    const { secret } = owner
    const now = Date.now()
    await freshCodeOf(owner)
    expect((await signIn(owner, codeOf(secret, 1, now))).data.signIn.session).toEqual(expect.any(String))
    expect(refusalOf(await signIn(owner, codeOf(secret, 0, now))).code).toBe('SIGN_IN_FAILED')
  })

  test('takes no code that is too old or too early', async () => {
    const owner = await aSecuredAccount()
    await freshCodeOf(owner)
    for (const steps of [-3, 3]) {
      expect(refusalOf(await signIn(owner, codeOf(owner.secret, steps))).code).toBe('SIGN_IN_FAILED')
    }
  })

  test('takes each recovery code once, and notes its use', async () => {
    const owner = await aSecuredAccount()
    const [first, second] = owner.recoveryCodes as [string, string]

    expect((await signIn(owner, first)).data.signIn.session).toEqual(expect.any(String))
    expect(refusalOf(await signIn(owner, first)).code).toBe('SIGN_IN_FAILED')
    const typed = second.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'l')
    expect((await signIn(owner, typed)).data.signIn.session).toEqual(expect.any(String))
    expect((await stateOf(owner)).recoveryCodesLeft).toBe(8)
    expect((await actionsOf(owner)).slice(-5)).toEqual([
      'account.recovery-code-used',
      'account.signed-in',
      'account.second-factor-refused',
      'account.recovery-code-used',
      'account.signed-in',
    ])
  })

  test('takes no recovery code of another account', async () => {
    const [owner, other] = [await aSecuredAccount(), await aSecuredAccount()]
    expect(refusalOf(await signIn(owner, other.recoveryCodes[0])).code).toBe('SIGN_IN_FAILED')
    expect((await stateOf(other)).recoveryCodesLeft).toBe(10)
  })

  test.each(['code', 'recovery code'])('of several at once with one %s, one wins', async (kind) => {
    const owner = await aSecuredAccount()
    const other = await startInstance()
    const code = kind === 'code' ? await freshCodeOf(owner) : owner.recoveryCodes[0]!
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => signIn(owner, code, n % 2 ? other.graphql : graphql)),
    )
    expect(answers.filter(({ data }) => data?.signIn.session)).toHaveLength(1)
  })

  test('with a token in place of the password asks for nothing', async () => {
    const owner = await aSecuredAccount()
    const { value } = await aToken({ methods: ['users.account.GetUserInfo'] }, owner)
    const { data } = await signIn({ login: owner.login, password: value })

    expect(data.signIn).toMatchObject({ session: expect.any(String), twoFactorRequired: false })
    const viewer = await graphql('{ viewer { kind twoFactor { enabled } } }', { as: data.signIn.session })
    expect(viewer.data.viewer).toEqual({ kind: 'TOKEN', twoFactor: null })
    expect(viewer.errors![0]!.extensions.code).toBe('SESSION_REQUIRED')
  })

  test('a code where none is asked for changes nothing', async () => {
    expect((await signIn(await anAccount(), '000000')).data.signIn.session).toEqual(expect.any(String))
  })
})

describe('at the old addresses', () => {
  async function aRestrictedSession(owner: TestAccount): Promise<string> {
    const { body } = await rest(legacySignIn, { login: owner.login, password: owner.password })
    return body.session
  }

  test('Signin gives a session that waits, and Verify2FACode makes it a full one', async () => {
    const owner = await aSecuredAccount()
    const { body } = await rest(legacySignIn, { login: owner.login, password: owner.password })
    expect(body).toEqual({
      result: 0,
      session: expect.stringMatching(/^[0-9a-f]{40}$/),
      uid: owner.uid,
      email: owner.login,
      name: expect.any(String),
      status: 1,
      authType: 1,
      requiredAuthCheck: { type: 0 },
      accessType: 1,
    })
    expect(await actionsOf(owner)).not.toContain('account.sign-in-refused')

    const { session } = body
    const code = await freshCodeOf(owner)
    const wrong = { session, code: codeOf(owner.secret, 5) }
    expect((await rest(verify, wrong)).body).toMatchObject({ result: 701 })
    expect((await rest(verify, { session, code })).body).toEqual({ result: 0 })
    expect((await rest('users/account/rest/getuserinfo', { session })).body).toMatchObject({ result: 0 })
    expect((await graphql('{ viewer { kind } }', { as: session })).data.viewer.kind).toBe('SESSION')
    expect((await rest(verify, { session, code: owner.recoveryCodes[0]! })).body).toMatchObject({
      result: 3,
      error: 'This session waits for no second factor. Go on with what you want.',
    })
    expect((await actionsOf(owner)).at(-1)).toBe('account.signed-in')
  })

  test('a recovery code will do', async () => {
    const owner = await aSecuredAccount()
    const session = await aRestrictedSession(owner)
    expect((await rest(verify, { session, code: owner.recoveryCodes[3]! })).body).toEqual({ result: 0 })
    expect(await isOpen(session)).toBe(true)
  })

  test('a session that waits opens nothing by either door, and is told what to do', async () => {
    const owner = await aSecuredAccount()
    const session = await aRestrictedSession(owner)
    for (const [path, parameters] of [
      ['users/account/rest/getuserinfo', {}],
      ['environment/control/rest/getenvs', {}],
      ['users/authentication/rest/checksign', {}],
      ['users/authentication/rest/getsessions', {}],
      ['users/account/rest/disable2fa', { password: owner.password, code: owner.recoveryCodes[0]! }],
      ['users/account/rest/get2fabackupcodes', {}],
      [legacySignIn, { login: owner.login, password: owner.password }],
    ] as const) {
      const { body } = await rest(path, { session, ...parameters })
      expect(body, path).toMatchObject({ result: 702, error: expect.stringContaining('Verify2FACode') })
    }
    for (const query of [
      '{ viewer { kind } }',
      '{ apiSets { name } }',
      '{ apiMethods { id } }',
      '{ account { login } }',
      '{ environments { name } }',
      `mutation { signIn(login: "${owner.login}", password: "${owner.password}") { session } }`,
      `mutation { disableTwoFactor(password: "${owner.password}", code: "${owner.recoveryCodes[0]}") }`,
      `mutation { removeTokens(ids: "x", password: "${owner.password}") }`,
      'mutation { callMethod(method: "environment.control.GetSumStat") }',
      `mutation { callMethod(method: "users.account.RecoverPassword", parameters: { email: "a@b.c" }) }`,
    ]) {
      expect(refusalOf(await graphql(query, { as: session })).code, query).toBe('SECOND_FACTOR_REQUIRED')
    }
    const cookie = { cookie: `latchkey_session=${session}` }
    expect(refusalOf(await graphql('{ viewer { kind } }', { headers: cookie })).code).toBe(
      'SECOND_FACTOR_REQUIRED',
    )
    expect((await stateOf(owner)).recoveryCodesLeft).toBe(10)
  })

  test('a session that waits may sign out', async () => {
    const session = await aRestrictedSession(await aSecuredAccount())
    expect((await rest('users/authentication/rest/signout', { session })).body).toEqual({ result: 0 })
    expect((await rest(verify, { session, code: '000000' })).body.result).toBe(702)
  })

  test('a session that waits ends after ten minutes, and is no open session', async () => {
    const owner = await aSecuredAccount()
    const session = await aRestrictedSession(owner)
    const [row] = await sql`
      select extract(epoch from expires_at - now())::int as left from sessions
      where account_id = ${owner.id} and restricted`
    expect(row!.left).toBeGreaterThan(500)
    expect(row!.left).toBeLessThanOrEqual(600)
    expect((await graphql('{ sessions { id } }', { as: owner.session })).data.sessions).toHaveLength(1)

    await rest(verify, { session, code: owner.recoveryCodes[0]! })
    const [lifted] = await sql`
      select max(extract(epoch from expires_at - now()))::int as left from sessions
      where account_id = ${owner.id}`
    expect(lifted!.left).toBeGreaterThan(11 * 3600)
    expect((await graphql('{ sessions { id } }', { as: owner.session })).data.sessions).toHaveLength(2)
  })

  test('a token in place of the password gives a session that may do what the token may', async () => {
    const owner = await aSecuredAccount()
    const { value } = await aToken({ methods: ['users.account.GetUserInfo'] }, owner)
    const { body } = await rest(legacySignIn, { login: owner.login, password: value })
    expect(body).not.toHaveProperty('authType')
    expect((await rest('users/account/rest/getuserinfo', { session: body.session })).body.result).toBe(0)
    expect((await rest('environment/control/rest/getenvs', { session: body.session })).body.result).toBe(8202)
  })

  test('it can be set up, looked at and turned off', async () => {
    const owner = await anAccount()
    const { session, password } = owner
    const call = async (name: string, parameters: Record<string, string>) =>
      (await rest(`users/account/rest/${name}`, { session, ...parameters })).body

    expect(await call('get2fabackupcodes', {})).toMatchObject({
      result: 1,
      error: expect.stringContaining('not on'),
    })
    expect(await call('get2faconfig', {})).toMatchObject({
      result: 3,
      error: expect.stringContaining('invalid parameter [password]'),
    })
    const { secret } = await call('get2faconfig', { password })
    const { result, backupCodes } = await call('enable2fa', { password, code: codeOf(secret) })
    expect([result, backupCodes.length]).toEqual([0, 10])

    expect(await call('get2fabackupcodes', {})).toMatchObject({
      result: 1,
      error: expect.stringContaining('10 of them'),
    })
    const made = await call('regenerate2fabackupcodes', { password, code: backupCodes[0] })
    expect(made.backupCodes).toHaveLength(10)
    expect(made.backupCodes).not.toContain(backupCodes[1])
    expect(await call('disable2fa', { password })).toMatchObject({
      result: 3,
      error: expect.stringContaining('invalid parameter [code]'),
    })
    expect(await call('disable2fa', { password, code: backupCodes[1] })).toMatchObject({ result: 801 })
    expect(await call('disable2fa', { password, code: made.backupCodes[1] })).toEqual({ result: 0 })
    expect((await stateOf(owner)).enabled).toBe(false)
  })

  test.each(['get2faconfig', 'enable2fa', 'disable2fa', 'get2fabackupcodes', 'regenerate2fabackupcodes'])(
    '%s is closed to tokens',
    async (name) => {
      const { value, owner } = await aToken({ apiSet: 'EXTENDED_ACCESS' })
      const parameters = { session: value, password: owner.password, code: '000000' }
      expect((await rest(`users/account/rest/${name}`, parameters)).body.result).toBe(8202)
      expect((await rest(verify, parameters)).body.result).toBe(8202)
      expect((await rest(`users/account/rest/${name}`, { code: '000000' })).body.result).toBe(3)
    },
  )
})

describe('turning off and new recovery codes', () => {
  test('take the password and a code', async () => {
    const owner = await aSecuredAccount()
    for (const change of [disable, regenerate]) {
      const code = await freshCodeOf(owner)
      expect(refusalOf(await change({ ...owner, password: 'a wrong password' }, code)).code).toBe(
        'WRONG_PASSWORD',
      )
      expect(refusalOf(await change(owner, codeOf(owner.secret, 5)))).toMatchObject({
        code: 'WRONG_CODE',
        parameter: 'code',
      })
    }
    expect(await stateOf(owner)).toMatchObject({ enabled: true, recoveryCodesLeft: 10 })
  })

  test('new recovery codes void the ones before', async () => {
    const owner = await aSecuredAccount()
    const { data } = await regenerate(owner, await freshCodeOf(owner))
    expect(data.regenerateRecoveryCodes).toHaveLength(10)
    expect(refusalOf(await signIn(owner, owner.recoveryCodes[0])).code).toBe('SIGN_IN_FAILED')
    expect((await signIn(owner, data.regenerateRecoveryCodes[0])).data.signIn.session).toEqual(
      expect.any(String),
    )
    expect(await actionsOf(owner)).toContain('account.recovery-codes-regenerated')
  })

  test('turned off, the password is enough, and nothing of it is left', async () => {
    const owner = await aSecuredAccount()
    const { body } = await rest(legacySignIn, { login: owner.login, password: owner.password })
    expect((await disable(owner, owner.recoveryCodes[0]!)).data.disableTwoFactor).toBe(true)

    expect((await signIn(owner)).data.signIn.session).toEqual(expect.any(String))
    expect(await sql`select 1 from two_factors where account_id = ${owner.id}`).toHaveLength(0)
    expect(await sql`select 1 from recovery_codes where account_id = ${owner.id}`).toHaveLength(0)
    expect((await rest(verify, { session: body.session, code: '000000' })).body.result).toBe(702)
    expect(await actionsOf(owner)).toContain('account.two-factor-disabled')
    const isOff = {
      code: 'BAD_USER_INPUT',
      message: 'Two-factor is not on, so there is nothing to change.',
    }
    expect(refusalOf(await disable(owner, '000000'))).toEqual(expect.objectContaining(isOff))
    expect(refusalOf(await regenerate(owner, '000000'))).toEqual(expect.objectContaining(isOff))
  })
})

describe('the operator', () => {
  const operator = { address: undefined, userAgent: 'the command line' }

  test('turns it off for an owner who lost everything, and forgives wrong codes', async () => {
    const owner = await aSecuredAccount()
    const other = await aSecuredAccount()
    await signIn(owner, '000000')
    expect(await codeCounterOf(owner)).toBe(1)
    await disableTwoFactorOf(db, ` ${owner.login.toUpperCase()} `, operator)

    expect((await signIn(owner)).data.signIn.session).toEqual(expect.any(String))
    expect((await signIn(other)).data.signIn.session).toBeNull()
    expect(await codeCounterOf(owner)).toBe(0)
    expect(
      await sql`
        select user_agent from activity where account_id = ${owner.id} and action = 'account.two-factor-disabled'`,
    ).toEqual([{ user_agent: 'the command line' }])
  })

  test('is told where there is nothing to turn off', async () => {
    const { login } = await anAccount()
    await expect(disableTwoFactorOf(db, login, operator)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: 'Two-factor is not on, so there is nothing to change.',
    })
    await expect(disableTwoFactorOf(db, 'Nobody@example.com', operator)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no account nobody@example.com. List the accounts to see which there are.',
    })
  })
})

test('signing in at the moment when it is turned on ends with that, or asks for the code', async () => {
  const owner = await anAccount()
  const { secret } = (await begin(owner)).data.beginTwoFactor
  const attempts = Array.from({ length: 4 }, () => signIn(owner))
  await enable(owner, codeOf(secret))
  const sessions = (await Promise.all(attempts)).flatMap(({ data }) => data.signIn.session ?? [])
  for (const session of sessions) expect(await isOpen(session)).toBe(false)
})

test('the database tells neither secret nor recovery code', async () => {
  const owner = await aSecuredAccount()
  const rows = await sql`
    select t::text as row from two_factors t union all select r::text from recovery_codes r
    union all select a::text from activity a`
  const dump = rows.map(({ row }) => row as string).join('\n')
  expect(dump).toContain(owner.id)
  for (const hidden of [owner.secret, Buffer.from(owner.secret).toString('hex'), ...owner.recoveryCodes]) {
    expect(dump).not.toContain(hidden)
    expect(dump).not.toContain(hidden.replaceAll('-', ''))
  }
})

test('a secret that was moved to another account does not open', async () => {
  const [owner, other] = [await aSecuredAccount(), await aSecuredAccount()]
  const code = await freshCodeOf(other)
  await sql`
    update two_factors set secret = (select secret from two_factors where account_id = ${other.id})
    where account_id = ${owner.id}`
  await freshCodeOf(owner)
  expect(refusalOf(await signIn(owner, code)).code).toBe('INTERNAL_SERVER_ERROR')
})

describe('without a key', () => {
  test('everything works but turning it on, and codes of those who have it', async () => {
    const owner = await aSecuredAccount()
    const keyless = await startInstance({ SECRET_KEY: '' })
    const other = await anAccount()
    const { errors } = await keyless.graphql(
      'mutation ($password: String!) { beginTwoFactor(password: $password) { secret } }',
      { as: other.session, variables: { password: other.password } },
    )
    expect(errors![0]).toMatchObject({
      message: expect.stringContaining('SECRET_KEY'),
      extensions: { code: 'NOT_SUPPORTED' },
    })
    const { data } = await keyless.graphql('{ viewer { twoFactor { enabled available } } }', {
      as: owner.session,
    })
    expect(data.viewer.twoFactor).toEqual({ enabled: true, available: false })

    expect((await signIn(other, undefined, keyless.graphql)).data.signIn.session).toEqual(expect.any(String))
    const refused = await signIn(owner, await freshCodeOf(owner), keyless.graphql)
    expect(refusalOf(refused)).toMatchObject({
      code: 'NOT_SUPPORTED',
      message: expect.stringContaining('Use a recovery code, or ask your operator to set SECRET_KEY.'),
    })
    const recovered = await signIn(owner, owner.recoveryCodes[0], keyless.graphql)
    expect(recovered.data.signIn.session).toEqual(expect.any(String))
  })
})
