import { randomBytes, randomInt } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { anonymous } from '../../src/access/caller.ts'
import { hashSecret } from '../../src/access/hash-secret.ts'
import type { AccountsContext } from '../../src/accounts/context.ts'
import type { Identity, PlatformSignIn } from '../../src/accounts/identity.ts'
import { signIn } from '../../src/accounts/sign-in.ts'
import { signInAtPlatform, verifyAtPlatform } from '../../src/accounts/sign-in-at-platform.ts'
import { ApiError } from '../../src/errors.ts'
import { createSecret } from '../../src/tokens/secret.ts'
import { usedSecret } from '../support/secrets.ts'
import { startTestServer } from '../support/server.ts'

const { db, graphql, sql } = await startTestServer()

const password = usedSecret('the password of the platform')

/** A user of the platform, whom nobody here has seen yet. */
const aUser = () => ({
  uid: randomInt(1_000_000, 2_000_000_000),
  login: `${randomBytes(6).toString('hex')}@example.com`,
  name: 'Ann',
  session: usedSecret(randomBytes(20).toString('hex')),
})

/** A platform that gives one answer, and what it was asked. */
function aPlatform(answer: PlatformSignIn, rightCode = '123456') {
  const asked: Record<string, unknown[]> = {
    signIn: [],
    verifyCode: [],
    keepSession: [],
    seeToCredential: [],
  }
  const identity = {
    home: 'https://platform.example.com',
    signIn: async (given) => {
      asked.signIn!.push(given)
      return answer
    },
    verifyCode: async (given) => {
      asked.verifyCode!.push(given)
      return given.code === rightCode
    },
    keepSession: async (_tx, kept) => void asked.keepSession!.push(kept),
    seeToCredential: async (...all) => void asked.seeToCredential!.push(all),
  } as Partial<Identity> as Identity
  return { identity, asked }
}

const contextOf = (others: Partial<AccountsContext> = {}) =>
  ({
    db,
    caller: anonymous,
    origin: { address: undefined, userAgent: 'a test' },
    wrongPasswordsPerAddress: 1000,
    sessionLimits: { idle: 60_000, lifetime: 60_000 },
    verifiesLater: false,
    ...others,
  }) as AccountsContext

const actionsOf = async (login: string) =>
  (
    await sql<{ action: string }[]>`
      select action from activity where account_id = (select id from accounts where login = ${login}) order by at, id`
  ).map(({ action }) => action)

/** The row of a session, by its id in the protocol. */
const rowOf = async (session: string) => {
  const [row] = await sql<{ id: string; restricted: boolean }[]>`
    select id, restricted from sessions where hash = ${hashSecret(session)}`
  return row!
}

const kindOf = async (session: string) => ((await rowOf(session)).restricted ? 'restricted' : 'full')

const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => {
      throw new Error('It was not refused.')
    },
    (error: ApiError) => error,
  )

describe('a password that the platform knows', () => {
  test('begins a session of an account with the platform’s number, and is at hand for the credential', async () => {
    const { session: platformSession, ...user } = aUser()
    const { identity, asked } = aPlatform({
      outcome: 'signed-in',
      user: { ...user, session: platformSession },
    })
    const given = { login: user.login, password, code: '1', isOwnToken: false }
    const { session, twoFactorRequired, account } = await signInAtPlatform(contextOf(), identity, given)

    expect(account).toMatchObject({ ...user, home: identity.home, passwordHash: null })
    expect(twoFactorRequired).toBe(false)
    const { data } = await graphql('{ viewer { kind account { uid login name } } }', { as: session! })
    expect(data.viewer).toEqual({ kind: 'SESSION', account: user })

    expect(asked.signIn).toEqual([{ login: user.login, password, code: '1', keepsRestricted: false }])
    const { id: sessionId } = await rowOf(session!)
    expect(asked.keepSession).toEqual([{ accountId: account!.id, sessionId, platformSession }])
    expect(asked.seeToCredential).toEqual([[{ accountId: account!.id, sessionId }, password]])
    expect(await actionsOf(user.login)).toEqual(['account.created', 'account.signed-in'])
  })

  test('finds the account again, under the name that the platform has by now', async () => {
    const user = aUser()
    const first = aPlatform({ outcome: 'signed-in', user })
    const given = { password, isOwnToken: false }
    const before = await signInAtPlatform(contextOf(), first.identity, { ...given, login: user.login })

    const renamed = { ...user, login: aUser().login, name: 'Ann Other' }
    const second = aPlatform({ outcome: 'signed-in', user: renamed })
    const { account } = await signInAtPlatform(contextOf(), second.identity, {
      ...given,
      login: renamed.login,
    })
    expect(account).toMatchObject({ id: before.account!.id, login: renamed.login, name: 'Ann Other' })
    expect(await actionsOf(renamed.login)).toEqual([
      'account.created',
      'account.signed-in',
      'account.signed-in',
    ])
  })

  test('takes a login over from whoever had it before', async () => {
    const [former, present] = [aUser(), aUser()]
    for (const user of [former, { ...present, login: former.login }]) {
      const { identity } = aPlatform({ outcome: 'signed-in', user })
      await signInAtPlatform(contextOf(), identity, { login: user.login, password, isOwnToken: false })
    }
    const owners = await sql<{ uid: number; login: string }[]>`
      select uid, login from accounts where uid in (${former.uid}, ${present.uid}) order by uid = ${former.uid} desc`
    expect(owners).toEqual([
      { uid: former.uid, login: `${former.uid}@unknown.invalid` },
      { uid: present.uid, login: former.login },
    ])
  })
})

describe('a wrong password', () => {
  test('is refused with how many tries are left, and noted for the owner', async () => {
    const user = aUser()
    const given = { login: user.login, password, isOwnToken: false }
    await signInAtPlatform(contextOf(), aPlatform({ outcome: 'signed-in', user }).identity, given)

    const { identity } = aPlatform({ outcome: 'wrong' })
    expect(await refusalOf(signInAtPlatform(contextOf(), identity, given))).toMatchObject({
      code: 'SIGN_IN_FAILED',
      message: 'Login and password do not belong together. 9 tries are left.',
      details: { attemptsLeft: 9 },
    })
    expect((await actionsOf(user.login)).at(-1)).toBe('account.sign-in-refused')
  })

  test('that is a token of ours is not shown to the platform', async () => {
    const { identity, asked } = aPlatform({ outcome: 'signed-in', user: aUser() })
    const given = { login: aUser().login, password, isOwnToken: true }
    expect((await refusalOf(signInAtPlatform(contextOf(), identity, given))).code).toBe('SIGN_IN_FAILED')
    expect(asked.signIn).toEqual([])
  })

  test('that is a token of ours is no guess either, with check digits that are right', async () => {
    const { login } = aUser()
    const { identity, asked } = aPlatform({ outcome: 'wrong' })
    const { value } = createSecret('lk')
    const refusal = await refusalOf(signIn(contextOf({ identity }), { login, password: value }))
    expect(refusal).toMatchObject({ code: 'SIGN_IN_FAILED', details: { parameter: 'password' } })
    expect(asked.signIn).toEqual([])
    const mistyped = value.slice(0, -1) + (value.endsWith('0') ? '1' : '0')
    const guess = await refusalOf(signIn(contextOf({ identity }), { login, password: mistyped }))
    expect(guess).toMatchObject({ code: 'SIGN_IN_FAILED', details: { attemptsLeft: 9 } })
    expect(asked.signIn).toEqual([])
  })

  test('that is too long is refused before anybody is asked', async () => {
    const { identity, asked } = aPlatform({ outcome: 'wrong' })
    const given = { login: aUser().login, password: 'x'.repeat(1025), isOwnToken: false }
    expect((await refusalOf(signInAtPlatform(contextOf(), identity, given))).code).toBe('BAD_USER_INPUT')
    expect(asked.signIn).toEqual([])
  })
})

test('a platform that does not answer costs no try', async () => {
  const { login } = aUser()
  const identity = {
    signIn: async () => {
      throw new ApiError('PLATFORM_UNAVAILABLE', 'away')
    },
  } as Partial<Identity> as Identity
  const given = { login, password, isOwnToken: false }
  expect((await refusalOf(signInAtPlatform(contextOf(), identity, given))).code).toBe('PLATFORM_UNAVAILABLE')
  const wrong = aPlatform({ outcome: 'wrong' }).identity
  expect((await refusalOf(signInAtPlatform(contextOf(), wrong, given))).details.attemptsLeft).toBe(9)
})

describe('where the platform asks for a second factor', () => {
  const given = { password, isOwnToken: false }

  test('there is no session yet, and the password is no wrong guess', async () => {
    const { login } = aUser()
    const { identity, asked } = aPlatform({ outcome: 'code-needed' })
    expect(await signInAtPlatform(contextOf(), identity, { ...given, login })).toEqual({
      session: null,
      twoFactorRequired: true,
      account: undefined,
    })
    expect(asked.keepSession).toEqual([])
    const wrong = aPlatform({ outcome: 'wrong' }).identity
    const refusal = await refusalOf(signInAtPlatform(contextOf(), wrong, { ...given, login }))
    expect(refusal.details.attemptsLeft).toBe(9)
  })

  /** A session that waits, as the old addresses begin it, and the context of a request that comes with it. */
  async function aWaitingSession() {
    const user = aUser()
    const platform = aPlatform({ outcome: 'code-needed', user })
    const context = contextOf({ verifiesLater: true })
    const signedIn = await signInAtPlatform(context, platform.identity, { ...given, login: user.login })
    const { id, uid, login, name } = signedIn.account!
    const { id: sessionId } = await rowOf(signedIn.session!)
    const caller = { kind: 'restricted' as const, account: { id, uid, login, name }, sessionId }
    return { ...platform, ...signedIn, login, sessionId, context: contextOf({ caller }) }
  }

  test('the old addresses get a session that waits for it, whose password is not kept', async () => {
    const { asked, session, twoFactorRequired, login } = await aWaitingSession()
    expect(twoFactorRequired).toBe(true)
    expect(await kindOf(session!)).toBe('restricted')
    expect(asked.signIn).toMatchObject([{ keepsRestricted: true }])
    expect(asked.keepSession).toHaveLength(1)
    expect(asked.seeToCredential).toEqual([])
    expect(await actionsOf(login)).toEqual(['account.created'])
  })

  test('the right code makes it a full session', async () => {
    const { asked, identity, session, sessionId, account, context, login } = await aWaitingSession()
    await verifyAtPlatform(context, identity, '123456')
    expect(asked.verifyCode).toEqual([{ accountId: account!.id, sessionId, code: '123456' }])
    expect(await kindOf(session!)).toBe('full')
    expect(await actionsOf(login)).toEqual(['account.created', 'account.signed-in'])
  })

  test('a wrong code is counted and noted', async () => {
    const { identity, session, context, login } = await aWaitingSession()
    expect(await refusalOf(verifyAtPlatform(context, identity, '000000'))).toMatchObject({
      code: 'SIGN_IN_FAILED',
      message: 'The code is not right. 9 tries are left.',
      details: { attemptsLeft: 9, parameter: 'code' },
    })
    expect(await kindOf(session!)).toBe('restricted')
    expect(await actionsOf(login)).toEqual(['account.created', 'account.second-factor-refused'])
  })

  test('a code for a session that has ended meanwhile opens nothing', async () => {
    const { identity, sessionId, context, login } = await aWaitingSession()
    await sql`delete from sessions where id = ${sessionId}`
    expect(await refusalOf(verifyAtPlatform(context, identity, '123456'))).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'The session has ended meanwhile. Sign in again.',
    })
    expect(await actionsOf(login)).toEqual(['account.created'])
  })

  test('whoever does not wait for one gives none', async () => {
    const { identity, asked } = aPlatform({ outcome: 'wrong' })
    await verifyAtPlatform(contextOf(), identity, '123456')
    expect(asked.verifyCode).toEqual([])
  })
})
