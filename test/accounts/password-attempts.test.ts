import { randomBytes } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { guess, passwordOf } from '../../src/accounts/attempts.ts'
import { checkPassword } from '../../src/accounts/check-password.ts'
import { verifyNothing } from '../../src/accounts/password.ts'
import { setPassword } from '../../src/accounts/set-password.ts'
import { connect } from '../../src/database/connect.ts'
import { untilLookedAt } from '../support/decided.ts'
import { startRelay } from '../support/relay.ts'
import { startTestServer, type TestAccount } from '../support/server.ts'

/** So that guesses at many logins from one address are not what is counted here. */
const perAddress = 1_000_000
const server = await startTestServer({ WRONG_PASSWORDS_PER_ADDRESS: String(perAddress) })
const { anAccount, aToken, db, graphql, rest, sql, startInstance } = server

const wrong = 'a wrong password'
const guesser = {
  db,
  origin: { address: '192.0.2.1', userAgent: undefined },
  wrongPasswordsPerAddress: perAddress,
}

/** What an attempt came to: the code and what was said with it; undefined where it succeeded. */
async function signIn(login: string, password: string, door = server.graphql) {
  const { errors } = await door(
    'mutation ($login: String!, $password: String!) { signIn(login: $login, password: $password) { session } }',
    {
      variables: { login, password },
    },
  )
  return (
    errors && {
      message: errors[0]!.message,
      ...(errors[0]!.extensions as { code: string; attemptsLeft?: number; retryAfter?: number }),
    }
  )
}

async function generate({ session, password }: TestAccount) {
  const { errors } = await graphql(
    `
      mutation ($password: String!) {
        generateTokens(tokens: [{ description: "one of six", apiSet: MARKETPLACE }], password: $password) {
          token {
            id
          }
        }
      }
    `,
    { as: session, variables: { password } },
  )
  return errors && { code: errors[0]!.extensions.code as string }
}

async function times<T>(number: number, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let count = 0; count < number; count++) results.push(await work())
  return results
}

const unknownLogin = () => `${randomBytes(6).toString('hex')}@example.com`

async function counterOf(login: string) {
  const [row] = await sql<{ failures: number; wait: number | null }[]>`
    select failures, ceil(extract(epoch from blocked_until - now()))::int as wait
    from attempts where subject = ${`login:${login}`}`
  return row
}

test('after ten wrong passwords the right one has to wait too, and tokens keep working', async () => {
  const { value, owner } = await aToken({ methods: ['environment.control.StopEnv'] })
  const refused = await times(10, () => signIn(owner.login, wrong))
  expect(refused.map((answer) => answer?.code)).toEqual(Array(10).fill('SIGN_IN_FAILED'))
  expect(refused.map((answer) => answer?.attemptsLeft)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0])

  const waiting = (await signIn(owner.login, owner.password))!
  expect(waiting.code).toBe('TOO_MANY_ATTEMPTS')
  expect(waiting.retryAfter).toBeGreaterThan(20)
  expect(waiting.retryAfter).toBeLessThanOrEqual(30)
  expect(waiting.message).toBe(`Too many wrong passwords. Try again in ${waiting.retryAfter} seconds.`)
  expect((await graphql('{ viewer { kind } }', { as: value })).data.viewer.kind).toBe('TOKEN')

  await sql`update attempts set blocked_until = now() where subject = ${`login:${owner.login}`}`
  expect(await signIn(owner.login, owner.password)).toBeUndefined()
})

test('every way in counts at the same counter', async () => {
  const owner = await anAccount()
  const before = { password: wrong, session: owner.session }
  const mutation = async (text: string) => {
    const { errors } = await graphql(`mutation { ${text} }`, { as: owner.session })
    return errors![0]!.extensions.code
  }
  const legacy = async (path: string, parameters: Record<string, string>) =>
    (await rest(path, parameters)).body.result as number

  const ways: [() => Promise<unknown>, unknown, unknown][] = [
    [async () => (await signIn(owner.login, wrong))?.code, 'SIGN_IN_FAILED', 'TOO_MANY_ATTEMPTS'],
    [
      () => mutation(`generateTokens(tokens: { description: "x" }, password: "${wrong}") { value }`),
      'WRONG_PASSWORD',
      'TOO_MANY_ATTEMPTS',
    ],
    [
      () => mutation(`editTokens(edits: { id: "x" }, password: "${wrong}") { id }`),
      'WRONG_PASSWORD',
      'TOO_MANY_ATTEMPTS',
    ],
    [
      () => mutation(`regenerateTokens(ids: "x", password: "${wrong}") { value }`),
      'WRONG_PASSWORD',
      'TOO_MANY_ATTEMPTS',
    ],
    [
      () => mutation(`copyTokens(copies: { id: "x" }, password: "${wrong}") { value }`),
      'WRONG_PASSWORD',
      'TOO_MANY_ATTEMPTS',
    ],
    [() => mutation(`removeTokens(ids: "x", password: "${wrong}")`), 'WRONG_PASSWORD', 'TOO_MANY_ATTEMPTS'],
    [
      () => mutation(`changePassword(oldPassword: "${wrong}", newPassword: "${wrong}")`),
      'WRONG_PASSWORD',
      'TOO_MANY_ATTEMPTS',
    ],
    [() => legacy('users/authentication/rest/signin', { login: owner.login, password: wrong }), 701, 704],
    [
      () =>
        legacy('users/authentication/rest/createtoken', {
          ...before,
          description: 'x',
          tokenTemplate: 'Marketplace',
        }),
      801,
      704,
    ],
    [
      () =>
        legacy('users/account/rest/changepassword', {
          session: owner.session,
          oldPassword: wrong,
          newPassword: wrong,
        }),
      801,
      704,
    ],
  ]
  for (const [attempt, refused] of ways) expect(await attempt()).toBe(refused)
  for (const [attempt, , waiting] of ways) expect(await attempt()).toBe(waiting)
})

test('a request that guesses several times gets to know about none', async () => {
  const owner = await anAccount()
  const guesses = ['first', 'second', owner.password].map(
    (guess, n) => `g${n}: removeTokens(ids: "x", password: "${guess}")`,
  )
  const { errors } = await graphql(`mutation { ${guesses.join(' ')} }`, { as: owner.session })
  expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }])
  expect(await counterOf(owner.login)).toBeUndefined()
})

test('an unknown login is answered like a known one', async () => {
  const answers = await Promise.all(
    [(await anAccount()).login, unknownLogin()].map((login) => times(11, () => signIn(login, wrong))),
  )
  const [known, unknown] = answers.map((list) => JSON.stringify(list).replaceAll(/(in |:)\d\d\b/g, '$1NN'))
  expect(unknown).toBe(known)
  expect(known).toContain('TOO_MANY_ATTEMPTS')
})

test('of guesses sent together to two instances, ten are looked at', async () => {
  const { login, password } = await anAccount()
  const other = await startInstance()
  const codes = await Promise.all(
    Array.from(
      { length: 30 },
      async (_, n) =>
        (await untilLookedAt(() => signIn(login, `${wrong} ${n}`, n % 2 ? other.graphql : graphql)))?.code,
    ),
  )
  expect((await counterOf(login))?.failures).toBe(10)
  // One that was looked at may have been answered too late, and was told to wait when it came again.
  const refused = codes.filter((code) => code === 'SIGN_IN_FAILED').length
  expect(refused).toBeLessThanOrEqual(10)
  expect(codes.filter((code) => code === 'TOO_MANY_ATTEMPTS')).toHaveLength(30 - refused)
  expect((await signIn(login, password))?.code).toBe('TOO_MANY_ATTEMPTS')
})

test('a dozen right passwords sent together all succeed', async () => {
  const owner = await anAccount()
  const answers = await Promise.all([
    ...Array.from({ length: 6 }, () => untilLookedAt(() => signIn(owner.login, owner.password))),
    ...Array.from({ length: 6 }, () => untilLookedAt(() => generate(owner))),
  ])
  expect(answers).toEqual(Array(12).fill(undefined))
})

test('the right password clears the guesses', async () => {
  const { login, password } = await anAccount()
  await times(9, () => signIn(login, wrong))
  expect(await signIn(login, password)).toBeUndefined()
  expect(await counterOf(login)).toBeUndefined()
  expect((await signIn(login, wrong))?.attemptsLeft).toBe(9)
})

test('a login is one login, however it is written', async () => {
  const { login, password } = await anAccount()
  await times(9, () => signIn(login, wrong))
  expect((await signIn(` ${login.toUpperCase()} `, wrong))?.attemptsLeft).toBe(0)
  expect((await signIn(login, password))?.code).toBe('TOO_MANY_ATTEMPTS')
})

describe('the wait', () => {
  test.each([
    [8, null],
    [9, 30],
    [10, 60],
    [11, 120],
    [15, 1920],
    [16, 3600],
    [1_000_000, 3600],
  ])('after %i guesses and one more is %j seconds', async (failures, wait) => {
    const login = unknownLogin()
    await sql`insert into attempts (subject, failures, blocked_until) values (${`login:${login}`}, ${failures}, now())`
    expect((await signIn(login, wrong))?.code).toBe('SIGN_IN_FAILED')
    const counter = (await counterOf(login))!
    expect(counter.failures).toBe(failures + 1)
    if (wait === null) expect(counter.wait).toBeNull()
    else expect(Math.abs(counter.wait! - wait)).toBeLessThan(10)
  })

  test('does not grow by guesses made during it', async () => {
    const login = unknownLogin()
    await sql`
      insert into attempts (subject, failures, blocked_until)
      values (${`login:${login}`}, 12, now() + interval '100 seconds')`
    await times(3, () => signIn(login, wrong))
    const { failures, wait } = (await counterOf(login))!
    expect(failures).toBe(12)
    expect(wait).toBeLessThanOrEqual(100)
  })

  test('is forgotten after a day of silence', async () => {
    const login = unknownLogin()
    await sql`
      insert into attempts (subject, failures, blocked_until, last_at)
      values (${`login:${login}`}, 50, now() - interval '1 hour', now() - interval '25 hours')`
    expect((await signIn(login, wrong))?.attemptsLeft).toBe(9)
  })
})

test('a guess that the server was too busy to look at is not counted', async () => {
  let isBusy = true
  // Two at once and 16 that wait, or come again after they have waited for too long: there is never a place for one more.
  const rush = Array.from({ length: 18 }, async () => {
    while (isBusy) await verifyNothing(wrong).catch(() => {})
  })
  const logins = Array.from({ length: 5 }, unknownLogin)
  const outcomes = await Promise.allSettled(logins.map((login) => checkPassword(guesser, login, wrong)))
  isBusy = false
  await Promise.all(rush)

  for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'OVERLOADED' } })
  expect(await Promise.all(logins.map(async (login) => (await counterOf(login))!.failures))).toEqual([
    0, 0, 0, 0, 0,
  ])
  // Nor does the rush leave anything behind.
  expect(await checkPassword(guesser, logins[0]!, wrong)).toMatchObject({ right: false, attemptsLeft: 9 })
})

test('what a right guess has done is told, though the database went away before the guess was settled', async () => {
  const relay = await startRelay(server.databaseUrl)
  const away = connect(relay.url, 1)
  onTestFinished(async () => {
    await away.close()
    await relay.stop()
  })
  const target = passwordOf(unknownLogin())
  const guessed = guess({ ...guesser, db: away.db }, target, async () => {
    await relay.breakDown('refused')
    return 'done'
  })
  expect(await guessed).toEqual({ right: true, found: 'done' })

  await relay.mend()
  const failed = guess({ ...guesser, db: away.db }, target, async () => {
    await relay.breakDown('refused')
    throw new Error('the reason')
  })
  await expect(failed).rejects.toThrow('the reason')
})

test('32 guesses at one login wait for each other; whoever comes then comes again', async () => {
  const target = passwordOf(unknownLogin())
  const rightGuesses = (number: number, opens = Promise.resolve()) =>
    Array.from({ length: number }, () => guess(guesser, target, () => opens.then(() => true)))
  let open = () => {}
  const line = rightGuesses(32, new Promise((resolve) => (open = resolve)))
  await expect(rightGuesses(1)[0]).rejects.toMatchObject({ code: 'OVERLOADED', details: { retryAfter: 1 } })
  open()
  const right = Array(32).fill({ right: true, found: true })
  expect(await Promise.all(line)).toEqual(right)
  // The line has ended, and there is as much room as before.
  expect(await Promise.all(rightGuesses(32))).toEqual(right)
})

test.each([
  ['1025 ASCII characters', 'x'.repeat(1025)],
  ['513 characters of two bytes', 'é'.repeat(513)],
])('a password of %s is refused before it is counted', async (_, password) => {
  const { login } = await anAccount()
  expect(await signIn(login, password)).toMatchObject({ code: 'BAD_USER_INPUT', parameter: 'password' })
  expect(await counterOf(login)).toBeUndefined()
})

test('a password of 1024 bytes is looked at whole', async () => {
  const owner = await anAccount()
  const long = 'é'.repeat(512)
  await setPassword(db, owner.login, long, { address: undefined, userAgent: undefined })
  expect((await signIn(owner.login, `${long.slice(0, -1)}e`))?.code).toBe('SIGN_IN_FAILED')
  expect(await signIn(owner.login, long)).toBeUndefined()
})

test.each([
  ['of 255 characters', `${'x'.repeat(243)}@example.com`],
  ['of 5000', `${randomBytes(2500).toString('hex')}@example.com`],
  ['with a zero', 'ann\0@example.com'],
])('a login %s is refused before it is counted', async (_, login) => {
  expect(await signIn(login, wrong)).toMatchObject({
    code: 'BAD_USER_INPUT',
    message: 'A login is an e-mail address, such as ann@example.com.',
    parameter: 'login',
  })
  const [{ number }] =
    (await sql`select count(*)::int as number from attempts where length(subject) > 260`) as unknown as [
      { number: number },
    ]
  expect(number).toBe(0)
})

test('a login of 254 characters is looked for like any other', async () => {
  expect((await signIn(`${'x'.repeat(242)}@example.com`, wrong))?.code).toBe('SIGN_IN_FAILED')
})

test('the operator’s new password forgives the guesses', async () => {
  const owner: TestAccount = await anAccount()
  await times(10, () => signIn(owner.login, wrong))
  await setPassword(db, owner.login.toUpperCase(), 'brand new password', {
    address: undefined,
    userAgent: undefined,
  })
  expect(await signIn(owner.login, 'brand new password')).toBeUndefined()
})

test('a wait is in the activity once, however many guesses are made during it', async () => {
  const { id, login, password } = await anAccount()
  await times(10, () => signIn(login, wrong))
  const throttled = () =>
    sql`select address from activity where account_id = ${id} and action = 'account.attempts-throttled'`
  expect(await throttled()).toHaveLength(0)
  await Promise.all(Array.from({ length: 5 }, () => signIn(login, password)))
  expect(await throttled()).toMatchObject([{ address: '127.0.0.1' }])

  await sql`update attempts set blocked_until = now() where subject = ${`login:${login}`}`
  expect((await signIn(login, wrong))?.code).toBe('SIGN_IN_FAILED')
  await times(3, () => signIn(login, password))
  expect(await throttled()).toHaveLength(2)
})

test('an operation of several in one request guesses nothing', async () => {
  const { login } = await anAccount()
  const query = `mutation { signIn(login: "${login}", password: "${wrong}") { session } }`
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ query }, { query }]),
  })
  expect(response.status).toBe(400)
  expect(await counterOf(login)).toBeUndefined()
})
