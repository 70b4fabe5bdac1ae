import { describe, expect, test } from 'vitest'
import { networkOf } from '../../src/accounts/network-of.ts'
import { untilLookedAt } from '../support/decided.ts'
import { startTestServer } from '../support/server.ts'

const server = await startTestServer({
  SECRET_KEY: 'a key of the tests that is long enough',
  TRUST_PROXY: '127.0.0.1',
  WRONG_PASSWORDS_PER_ADDRESS: '10',
})
const { anAccount, graphql, rest, sql } = server

let number = 0
/** Nobody's login, so that no account's own count is in the way. */
const someLogin = () => `nobody-${number++}@example.com`

async function signIn(from: string, login: string, password = 'a wrong password') {
  const { errors } = await graphql(
    'mutation ($login: String!, $password: String!) { signIn(login: $login, password: $password) { session } }',
    { variables: { login, password }, headers: { 'x-forwarded-for': from } },
  )
  return errors?.[0] && { message: errors[0].message, ...errors[0].extensions }
}

async function fail(from: string, times: number) {
  for (let count = 0; count < times; count++) {
    expect(await signIn(from, someLogin())).toMatchObject({ code: 'SIGN_IN_FAILED' })
  }
}

async function counterOf(address: string) {
  const [row] = await sql<{ failures: number; wait: number | null }[]>`
    select failures, ceil(extract(epoch from blocked_until - now()))::int as wait
    from attempts where subject = ${`address:${address}`}`
  return row
}

test('an address that guessed too often waits, at whatever login and by whatever door, and others do not', async () => {
  const owner = await anAccount()
  await fail('192.0.2.1', 10)

  expect(await signIn('192.0.2.1', owner.login, owner.password)).toMatchObject({
    code: 'TOO_MANY_ATTEMPTS',
    retryAfter: expect.any(Number),
    message: expect.stringContaining('from your address'),
  })
  const headers = { 'x-forwarded-for': '192.0.2.1' }
  const { login, password, session } = owner
  const legacy = await rest('users/authentication/rest/signin', { login, password }, { headers })
  expect(legacy.body.result).toBe(704)
  const change = { session, oldPassword: password, newPassword: 'brand new password' }
  expect((await rest('users/account/rest/changepassword', change, { headers })).body.result).toBe(704)
  expect((await graphql('{ account { login } }', { as: session, headers })).errors).toBeUndefined()
  expect(await signIn('192.0.2.2', login, password)).toBeUndefined()
})

test('a guess that its address has to wait with is not counted at the account', async () => {
  const { login } = await anAccount()
  await fail('192.0.2.3', 10)
  for (let count = 0; count < 12; count++) await signIn('192.0.2.3', login)
  expect(await signIn('192.0.2.4', login)).toMatchObject({ attemptsLeft: 9 })
})

test('a guess that its account has to wait with is not counted at the address', async () => {
  const { login } = await anAccount()
  for (let count = 0; count < 10; count++) await signIn(`192.0.2.${10 + count}`, login)
  for (let count = 0; count < 12; count++) {
    expect(await signIn('192.0.2.5', login)).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' })
  }
  expect(await signIn('192.0.2.5', someLogin())).toMatchObject({ code: 'SIGN_IN_FAILED' })
})

test('a right password gives its own place back, and clears nothing', async () => {
  const owner = await anAccount()
  await fail('192.0.2.6', 9)
  for (let count = 0; count < 3; count++) {
    expect(await signIn('192.0.2.6', owner.login, owner.password)).toBeUndefined()
  }
  expect(await counterOf('192.0.2.6')).toMatchObject({ failures: 9, wait: null })
  await fail('192.0.2.6', 1)
  expect(await signIn('192.0.2.6', owner.login, owner.password)).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' })
})

test('of guesses sent together from one address, as many are looked at as there are places', async () => {
  const codes = await Promise.all(
    Array.from({ length: 16 }, async () => {
      const outcome = await untilLookedAt(() => signIn('192.0.2.7', someLogin()))
      return outcome && 'code' in outcome && outcome.code
    }),
  )
  expect((await counterOf('192.0.2.7'))?.failures).toBe(10)
  // One that was looked at may have been answered too late, and was told to wait when it came again.
  const refused = codes.filter((code) => code === 'SIGN_IN_FAILED').length
  expect(refused).toBeLessThanOrEqual(10)
  expect(codes.filter((code) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(16 - refused)
})

test('an address with IPv6 is counted with its neighbours', async () => {
  for (let count = 1; count <= 10; count++) await fail(`2001:db8:1:2::${count}`, 1)
  expect(await signIn('2001:db8:1:2:ffff::1', someLogin())).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' })
  await fail('2001:db8:1:3::1', 1)
})

describe('the wait', () => {
  test.each([
    [9, 30],
    [10, 60],
    [30, 900],
  ])('after %i guesses and one more is %i seconds', async (failures, wait) => {
    const address = `198.51.100.${failures}`
    await sql`insert into attempts (subject, failures) values (${`address:${address}`}, ${failures})`
    await fail(address, 1)
    expect(Math.abs((await counterOf(address))!.wait! - wait)).toBeLessThan(10)
  })

  test('is forgotten a day after the first guess, and not before', async () => {
    await sql`insert into attempts (subject, failures, started_at) values
      ('address:198.51.100.1', 500, now() - interval '25 hours'),
      ('address:198.51.100.2', 500, now() - interval '23 hours')`
    await fail('198.51.100.1', 2)
    expect(await counterOf('198.51.100.1')).toMatchObject({ failures: 2, wait: null })
    await fail('198.51.100.2', 1)
    expect(await counterOf('198.51.100.2')).toMatchObject({ failures: 501 })
  })
})

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::FFFF:c000:201', '192.0.2.1'],
  ['0:0:1:0:0:ffff:c000:201', '0:0:1:0::/64'],
  ['::fffe:c000:201', '0:0:0:0::/64'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:1:2::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
  ['unknown', 'unknown'],
])('the network of %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
