import { expect, test } from 'vitest'
import { untilLookedAt } from '../support/decided.ts'
import { setPassword } from '../../src/accounts/set-password.ts'
import { usedSecret } from '../support/secrets.ts'
import { startTestServer } from '../support/server.ts'
import { refusalOf } from '../tokens/token-operations.ts'
import { type SecuredAccount, twoFactorOperations } from './two-factor-operations.ts'

const server = await startTestServer({
  SECRET_KEY: 'a key of the tests that is long enough',
  WRONG_PASSWORDS_PER_ADDRESS: '1000000',
})
const { aToken, db, graphql, rest, sql, startInstance } = server
const { aSecuredAccount, codeCounterOf, disable, freshCodeOf, regenerate, signIn } =
  twoFactorOperations(server)

const wrong = '0000-0000-0000-0000'

async function aRestrictedSession({ login, password }: SecuredAccount): Promise<string> {
  return (await rest('users/authentication/rest/signin', { login, password })).body.session
}

const verify = async (session: string, code: string) =>
  (await rest('users/authentication/rest/verify2facode', { session, code })).body.result as number

test('every way in counts at the same counter', async () => {
  const owner = await aSecuredAccount()
  const session = await aRestrictedSession(owner)
  const legacy = async (path: string) =>
    (
      await rest(`users/account/rest/${path}`, {
        session: owner.session,
        password: owner.password,
        code: wrong,
      })
    ).body.result as number

  const ways: [() => Promise<unknown>, unknown, unknown][] = [
    [async () => refusalOf(await signIn(owner, wrong)).code, 'SIGN_IN_FAILED', 'TOO_MANY_ATTEMPTS'],
    [async () => refusalOf(await disable(owner, wrong)).code, 'WRONG_CODE', 'TOO_MANY_ATTEMPTS'],
    [async () => refusalOf(await regenerate(owner, wrong)).code, 'WRONG_CODE', 'TOO_MANY_ATTEMPTS'],
    [
      async () =>
        refusalOf(await graphql(`mutation { verifyTwoFactorCode(code: "${wrong}") }`, { as: session })).code,
      'SIGN_IN_FAILED',
      'TOO_MANY_ATTEMPTS',
    ],
    [() => verify(session, wrong), 701, 704],
    [() => legacy('disable2fa'), 801, 704],
    [() => legacy('regenerate2fabackupcodes'), 801, 704],
  ]
  for (const [attempt, refused] of ways) expect(await attempt()).toBe(refused)
  expect(await codeCounterOf(owner)).toBe(7)
  for (let count = 0; count < 3; count++) await signIn(owner, wrong)
  for (const [attempt, , waiting] of ways) expect(await attempt()).toBe(waiting)
  expect(refusalOf(await signIn(owner, await freshCodeOf(owner)))).toMatchObject({
    code: 'TOO_MANY_ATTEMPTS',
    message: expect.stringContaining('wrong codes'),
  })
})

test('a wrong code is refused with how many tries are left', async () => {
  const owner = await aSecuredAccount()
  expect(refusalOf(await signIn(owner, wrong))).toMatchObject({
    code: 'SIGN_IN_FAILED',
    message:
      'The code is not right, or was used before. Send the one that the app shows now, or a recovery code. 9 tries are left.',
    attemptsLeft: 9,
    parameter: 'code',
  })
})

test('a right password does not clear what was guessed at the code', async () => {
  const owner = await aSecuredAccount()
  for (let count = 0; count < 3; count++) {
    await signIn(owner, wrong)
    await signIn(owner)
    await aRestrictedSession(owner)
    await aToken({ apiSet: 'MARKETPLACE' }, owner)
  }
  expect(await codeCounterOf(owner)).toBe(3)
  await signIn(owner, await freshCodeOf(owner))
  expect(await codeCounterOf(owner)).toBe(0)
})

test("the operator's new password forgives what was guessed at the code", async () => {
  const owner = await aSecuredAccount()
  for (let count = 0; count < 10; count++) await signIn(owner, wrong)
  expect(refusalOf(await signIn(owner, wrong)).code).toBe('TOO_MANY_ATTEMPTS')

  const password = usedSecret('the password that the operator has set')
  await setPassword(db, owner.login, password, { address: undefined, userAgent: undefined })
  expect(await codeCounterOf(owner)).toBe(0)
  const { data } = await signIn({ ...owner, password }, await freshCodeOf(owner))
  expect(data.signIn.session).toEqual(expect.any(String))
})

test('waiting for the code keeps nobody from what takes the password alone', async () => {
  const owner = await aSecuredAccount()
  for (let count = 0; count < 10; count++) await signIn(owner, wrong)
  expect(refusalOf(await signIn(owner, wrong)).code).toBe('TOO_MANY_ATTEMPTS')
  await expect(aToken({ apiSet: 'MARKETPLACE' }, owner)).resolves.toHaveProperty('value')
})

test('of codes sent together to two instances, by both doors, ten are looked at', async () => {
  const owner = await aSecuredAccount()
  const session = await aRestrictedSession(owner)
  const other = await startInstance()
  const outcomeOf = async (n: number): Promise<{ code: unknown }> => {
    if (n % 3 === 0) return { code: await verify(session, `${wrong}${n}`) }
    return refusalOf(await signIn(owner, `${wrong}${n}`, n % 3 === 1 ? graphql : other.graphql))
  }
  const codes = await Promise.all(
    Array.from({ length: 24 }, async (_, n) => (await untilLookedAt(() => outcomeOf(n)))?.code),
  )
  expect(await codeCounterOf(owner)).toBe(10)
  // One that was looked at may have been answered too late, and was told to wait when it came again.
  const refused = codes.filter((code) => code === 701 || code === 'SIGN_IN_FAILED').length
  expect(refused).toBeLessThanOrEqual(10)
  expect(codes.filter((code) => code === 704 || code === 'TOO_MANY_ATTEMPTS')).toHaveLength(24 - refused)
})

test('a request that guesses several times gets to know about none', async () => {
  const owner = await aSecuredAccount()
  const session = await aRestrictedSession(owner)
  const guesses = [wrong, owner.recoveryCodes[0]].map(
    (code, n) => `g${n}: verifyTwoFactorCode(code: "${code}")`,
  )
  const { errors } = await graphql(`mutation { ${guesses.join(' ')} }`, { as: session })
  expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }])
  expect(await codeCounterOf(owner)).toBe(0)
})

test('wrong codes are in the activity, and a wait once', async () => {
  const owner = await aSecuredAccount()
  for (let count = 0; count < 14; count++) await signIn(owner, wrong)
  const rows = await sql`
    select action, count(*)::int as number from activity
    where account_id = ${owner.id} and outcome = 'REFUSED' group by action order by action`
  expect(rows.map(({ action, number }) => [action, number])).toEqual([
    ['account.attempts-throttled', 1],
    ['account.second-factor-refused', 10],
  ])
})
