import { describe, expect, test } from 'vitest'
import type { Caller } from '../../src/access/caller.ts'
import { confirmPassword, triesLeft } from '../../src/accounts/confirm-password.ts'
import type { AccountsContext } from '../../src/accounts/context.ts'
import type { Identity } from '../../src/accounts/identity.ts'
import { changePassword, setPassword } from '../../src/accounts/set-password.ts'
import { MethodSet } from '../../src/methods/method-set.ts'
import { usedSecret } from '../support/secrets.ts'
import { startTestServer, type TestAccount } from '../support/server.ts'

const { anAccount, aSession, db, graphql, sql } = await startTestServer()

const nowhere = { address: undefined, userAgent: undefined }

const contextOf = (caller: Caller, identity?: Identity) =>
  ({ db, caller, origin: nowhere, wrongPasswordsPerAddress: 1000, identity }) as AccountsContext

async function asSession({ id, uid, login, session }: TestAccount): Promise<Caller & { kind: 'session' }> {
  const { data } = await graphql('{ sessions { id current } }', { as: session })
  const { id: sessionId } = data.sessions.find(({ current }: { current: boolean }) => current)
  return { kind: 'session', account: { id, uid, login, name: login }, sessionId }
}

test.each([
  [0, 'The next try has to wait.'],
  [1, '1 try is left.'],
  [2, '2 tries are left.'],
])('with %i tries left it is said: %s', (attemptsLeft, text) => expect(triesLeft(attemptsLeft)).toBe(text))

test('a session confirms with its password, and is told whose it is not', async () => {
  const owner = await anAccount()
  const caller = await asSession(owner)
  expect(await confirmPassword(contextOf(caller), owner.password)).toEqual({
    accountId: owner.id,
    sessionId: caller.sessionId,
    passwordHash: expect.stringMatching(/^\$argon2id\$/),
  })
  await expect(confirmPassword(contextOf(caller), 'a wrong password')).rejects.toMatchObject({
    code: 'WRONG_PASSWORD',
    message: `That is not the password of ${owner.login}. 9 tries are left.`,
    details: { attemptsLeft: 9, parameter: 'password' },
  })
})

test('a token confirms nothing, not even with the right password', async () => {
  const owner = await anAccount()
  const { account } = await asSession(owner)
  const token: Caller = { kind: 'token', account, tokenId: 't', methods: new MethodSet([]), expiresAt: null }
  await expect(confirmPassword(contextOf(token), owner.password)).rejects.toMatchObject({
    code: 'SESSION_REQUIRED',
    message: 'Sign in with the password to make this change.',
  })
})

describe('where a platform knows the passwords', () => {
  const theirs = usedSecret('the password of the platform')
  const newOne = usedSecret('the new password of the platform')

  function aPlatform(right: string) {
    const asked: unknown[] = []
    const changes: unknown[] = []
    const identity = {
      isPassword: async (account, password) => {
        asked.push(account.login)
        return password === right
      },
      changePassword: async (change) => void changes.push(change),
    } as Partial<Identity> as Identity
    return { identity, asked, changes }
  }

  test('it is the platform that confirms, and wrong ones are counted here', async () => {
    const owner = await anAccount()
    const caller = await asSession(owner)
    const { identity, asked } = aPlatform(theirs)
    expect(await confirmPassword(contextOf(caller, identity), theirs)).toEqual({
      accountId: owner.id,
      sessionId: caller.sessionId,
      passwordHash: null,
    })
    expect(asked).toEqual([owner.login])
    await expect(confirmPassword(contextOf(caller, identity), owner.password)).rejects.toMatchObject({
      code: 'WRONG_PASSWORD',
      details: { attemptsLeft: 9 },
    })
  })

  test('one that is too long is refused before it is asked', async () => {
    const { identity, asked } = aPlatform(theirs)
    const caller = await asSession(await anAccount())
    await expect(confirmPassword(contextOf(caller, identity), 'x'.repeat(1025))).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    })
    expect(asked).toEqual([])
  })

  test.each([true, false])('it changes them, and the other sessions end: %s', async (ends) => {
    const owner = await anAccount()
    const other = await aSession(owner)
    const caller = await asSession(owner)
    const { identity, changes } = aPlatform(theirs)
    await changePassword(contextOf(caller, identity), theirs, newOne, ends)

    const { account, sessionId } = caller
    const change = {
      account,
      sessionId,
      oldPassword: theirs,
      newPassword: newOne,
      endOtherSessions: ends,
    }
    expect(changes).toEqual([change])
    const statusOf = async (session: string) => (await graphql('{ viewer { kind } }', { as: session })).status
    expect([await statusOf(owner.session), await statusOf(other)]).toEqual([200, ends ? 401 : 200])
    const noted = await sql`
      select outcome from activity where account_id = ${owner.id} and action = 'account.password-changed'`
    expect(noted).toEqual([{ outcome: 'DONE' }])
    // The password of here is no business of the platform.
    expect(await aSession(owner)).toMatch(/^[0-9a-f]{40}$/)
  })

  test('the operator sets none', async () => {
    const { id, login } = await anAccount()
    await sql`update accounts set home = 'https://platform.example.com' where id = ${id}`
    await expect(setPassword(db, login, 'a new password', nowhere)).rejects.toMatchObject({
      code: 'NOT_SUPPORTED',
      message: `${login} is an account of https://platform.example.com, which keeps its password. Set it there.`,
    })
  })
})

test('the operator sets no password of an account that is not there', async () => {
  await expect(setPassword(db, ' Nobody@Example.com', 'a new password', nowhere)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: 'There is no account nobody@example.com. List the accounts to see which there are.',
  })
})
