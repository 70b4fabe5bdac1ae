import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { DenialRecorder } from '../../src/activity/record-denials.ts'
import type { Sql } from '../../src/database/connect.ts'
import { MethodSet } from '../../src/methods/method-set.ts'
import { decided } from '../support/decided.ts'
import { startTestServer } from '../support/server.ts'
import { withinAnHour } from '../support/within-an-hour.ts'
import { type Issued, refusalOf, tokenOperations } from '../tokens/token-operations.ts'

const server = await startTestServer()
const { anAccount, aSession, aToken, background, graphql, rest, sql } = server
const operations = tokenOperations(server)

/** An hour that begins between two denials begins another entry. */
const testWithinAnHour = (name: string, work: () => Promise<void>) =>
  test(name, () => withinAnHour(sql, work))

const activity = (as: string, args: object = {}) =>
  graphql(
    `
      query ($first: Int, $after: String) {
        activity(first: $first, after: $after) {
          next
          entries {
            id
            at
            action
            outcome
            tokenId
            tokenDescription
            method
            count
            address
            userAgent
          }
        }
      }
    `,
    { as, variables: args },
  )

interface Page {
  next: string | null
  entries: {
    id: string
    action: string
    outcome: string
    tokenId: string | null
    tokenDescription: string | null
    method: string | null
    count: number
  }[]
}
const pageOf = async (as: string, args: object = {}) => (await activity(as, args)).data.activity as Page

test('everything done to tokens is noted, newest first, and outlives them', async () => {
  const owner = await anAccount()
  const draft = { description: 'CI', apiSet: 'MARKETPLACE' }
  const { data } = await operations.generateTokens(owner, draft)
  const { id } = (data.generateTokens as [Issued])[0].token
  await operations.editTokens(owner, { id, description: 'CI 2' })
  await operations.regenerateTokens(owner, id)
  await operations.copyTokens(owner, { id, description: 'CI 3' })
  await operations.removeTokens(owner, id)

  const { entries } = await pageOf(owner.session)
  expect(entries.map(({ action, tokenDescription }) => [action, tokenDescription])).toEqual([
    ['token.removed', 'CI 2'],
    ['token.copied', 'CI 3'],
    ['token.regenerated', 'CI 2'],
    ['token.edited', 'CI 2'],
    ['token.generated', 'CI'],
    ['account.signed-in', null],
    ['account.created', null],
  ])
  expect(entries[0]).toEqual({
    id: expect.any(String),
    at: expect.any(String),
    action: 'token.removed',
    outcome: 'DONE',
    tokenId: id,
    tokenDescription: 'CI 2',
    method: null,
    count: 1,
    address: '127.0.0.1',
    userAgent: 'node',
  })
})

test('what an edit changed, a copy came from, and how many sessions ended is kept with it', async () => {
  const owner = await anAccount()
  const draft = { description: 'CI', apiSet: 'MARKETPLACE', expiresAt: '31-12-2030' }
  const { data } = await operations.generateTokens(owner, draft)
  const { id } = (data.generateTokens as [Issued])[0].token
  const method = 'environment.control.StopEnv'
  await operations.editTokens(owner, { id, description: 'CI 2' })
  await operations.editTokens(owner, { id, description: 'CI 2', expiresAt: null, methods: [method] })
  await operations.editTokens(owner, { id, methods: [method] })
  await operations.copyTokens(owner, [{ id }, { id, description: 'CI 3' }])
  await Promise.all([aSession(owner), aSession(owner)])
  await graphql('mutation { signOutOtherSessions }', { as: owner.session })
  await aSession(owner)
  const { sessions } = (await graphql('{ sessions { id current } }', { as: owner.session })).data
  const other = sessions.find(({ current }: { current: boolean }) => !current)
  // Named twice, it is one all the same.
  await graphql(`mutation { signOutSessions(ids: ["${other.id}", "${other.id}"]) }`, { as: owner.session })

  expect(
    await sql`
      select action, details from activity where account_id = ${owner.id} and details is not null order by at, id`,
  ).toEqual([
    { action: 'token.edited', details: { changed: ['description'] } },
    { action: 'token.edited', details: { changed: ['expiresAt', 'apiSet', 'methods'] } },
    { action: 'token.edited', details: { changed: [] } },
    { action: 'token.copied', details: { from: id } },
    { action: 'token.copied', details: { from: id } },
    { action: 'account.sessions-ended', details: { number: 2 } },
    { action: 'account.sessions-ended', details: { number: 1 } },
  ])
  const { data: shown } = await graphql('{ activity { entries { action changed } } }', { as: owner.session })
  const entries = shown.activity.entries as { action: string; changed: string[] }[]
  expect(entries.filter(({ action }) => action === 'token.edited').map(({ changed }) => changed)).toEqual([
    [],
    ['expiresAt', 'apiSet', 'methods'],
    ['description'],
  ])
  const others = entries.filter(({ action }) => action !== 'token.edited')
  expect(others.map(({ changed }) => changed)).toEqual(others.map(() => []))
})

test('what is done to sessions and passwords is noted, and what was refused', async () => {
  const owner = await anAccount()
  const wrong = { ...owner, password: 'a wrong password' }
  await aSession(wrong).catch(() => {})
  await operations.removeTokens(wrong, 'x')
  await graphql('mutation { signOut }', { as: await aSession(owner) })
  await graphql('mutation { signOutOtherSessions }', { as: owner.session })
  const [session] = (await graphql('{ sessions { id } }', { as: await aSession(owner) })).data.sessions
  await graphql(`mutation { signOutSessions(ids: "${session.id}") }`, { as: owner.session })
  await graphql(
    `mutation { changePassword(oldPassword: "${owner.password}", newPassword: "brand new password") }`,
    {
      as: owner.session,
    },
  )

  const { entries } = await pageOf(owner.session)
  expect(entries.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
    'account.password-changed DONE',
    'account.sessions-ended DONE',
    'account.signed-in DONE',
    'account.sessions-ended DONE',
    'account.signed-out DONE',
    'account.signed-in DONE',
    'account.password-refused REFUSED',
    'account.sign-in-refused REFUSED',
    'account.signed-in DONE',
    'account.created DONE',
  ])
})

test('a change that is refused leaves no trace of having been made', async () => {
  const { id, owner } = await aToken({ apiSet: 'MARKETPLACE' })
  const before = await pageOf(owner.session)
  await operations.removeTokens(owner, [id, 'no-such-token'])
  await operations.editTokens(owner, { id, description: '' })
  expect(await pageOf(owner.session)).toEqual(before)
})

test('signing in with a token names the token', async () => {
  const { id, value, owner } = await aToken({ apiSet: 'MARKETPLACE', description: 'IDE' })
  await rest('users/authentication/rest/signin', { login: owner.login, password: value })
  const { entries } = await pageOf(owner.session, { first: 1 })
  expect(entries).toMatchObject([{ action: 'account.signed-in', tokenId: id, tokenDescription: 'IDE' }])
})

describe('what a token is denied', () => {
  const stop = 'environment.control.StopEnv'
  const start = 'environment.control.StartEnv'
  const denialsOf = async (as: string) =>
    (await pageOf(as)).entries
      .filter(({ action }) => action === 'token.denied')
      .map(({ tokenDescription, method, count }) => [tokenDescription, method, count] as const)
      .sort((a, b) => a[1]!.localeCompare(b[1]!))

  testWithinAnHour('is noted with the method, where it came from, and the token', async () => {
    const { id, value, owner } = await aToken({ methods: [start], description: 'CI' })
    const parameters = { envName: 'shop', session: value }
    await rest('environment/control/rest/stopenv', parameters, { headers: { 'user-agent': 'first/1' } })
    await rest('environment/control/rest/stopenv', parameters, { headers: { 'user-agent': 'second/2' } })

    await expect.poll(() => denialsOf(owner.session)).toEqual([['CI', stop, 2]])
    const [entry] = (await pageOf(owner.session)).entries
    expect(entry).toEqual({
      id: expect.any(String),
      at: expect.any(String),
      action: 'token.denied',
      outcome: 'REFUSED',
      tokenId: id,
      tokenDescription: 'CI',
      method: stop,
      count: 2,
      address: '127.0.0.1',
      userAgent: 'first/1',
    })
    expect(Date.now() - Date.parse((entry as unknown as { at: string }).at)).toBeLessThan(15_000)
  })

  testWithinAnHour(
    'is one entry for each token, method and hour, however many there are and wherever',
    async () => {
      const owner = await anAccount()
      const one = await aToken({ methods: ['users.account.GetUserInfo'], description: 'one' }, owner)
      const two = await aToken({ methods: ['users.account.GetUserInfo'], description: 'two' }, owner)
      const doors = [{ graphql, rest }, await server.startInstance(), await server.startInstance()]
      const beat = () =>
        Promise.all(
          doors.flatMap((door) => [
            ...Array.from({ length: 10 }, () =>
              decided(() =>
                door.rest('environment/control/rest/stopenv', { envName: 'x', session: one.value }),
              ),
            ),
            decided(() =>
              door.graphql('mutation { stopEnvironment(name: "x") { name } }', { as: one.value }),
            ),
            decided(() =>
              door.graphql('mutation { callMethod(method: "environment.control.SleepEnv") }', {
                as: two.value,
              }),
            ),
            decided(() =>
              door.rest('environment/control/rest/startenv', { envName: 'x', session: two.value }),
            ),
          ]),
        )
      await beat()
      await expect.poll(async () => (await denialsOf(owner.session)).length).toBe(3)
      const ids = () => pageOf(owner.session).then(({ entries }) => entries.map(({ id }) => id))
      const before = await ids()
      await beat()

      await expect
        .poll(() => denialsOf(owner.session))
        .toEqual([
          ['two', 'environment.control.SleepEnv', 6],
          ['two', start, 6],
          ['one', stop, 66],
        ])
      expect(await ids()).toEqual(before)

      // In another hour it is another entry.
      await sql`update denials set hour = hour - interval '1 hour' where account_id = ${owner.id}`
      await rest('environment/control/rest/stopenv', { envName: 'x', session: one.value })
      await expect
        .poll(async () => (await denialsOf(owner.session)).filter(([, method]) => method === stop).length)
        .toBe(2)
    },
  )

  test('is noted for a session that was begun with the token, and not for what is allowed or made up', async () => {
    const { value, owner } = await aToken({ methods: [start], description: 'IDE' })
    const { body } = await rest('users/authentication/rest/signin', { login: owner.login, password: value })
    await rest('environment/control/rest/startenv', { envName: 'x', session: body.session })
    await graphql('mutation { callMethod(method: "made.up.Name") }', { as: value })
    await rest('users/authentication/rest/gettokens', { session: body.session })
    await expect.poll(() => denialsOf(owner.session)).toEqual([['IDE', 'users.authentication.GetTokens', 1]])
  })

  test('outlives the token', async () => {
    const { id, value, owner } = await aToken({ methods: [start], description: 'CI' })
    await rest('environment/control/rest/stopenv', { envName: 'x', session: value })
    await operations.removeTokens(owner, id)
    await expect
      .poll(async () => (await denialsOf(owner.session)).map(([, method, count]) => [method, count]))
      .toEqual([[stop, 1]])
  })

  testWithinAnHour('is not lost when the database fails for a while', async () => {
    const { id, owner } = await aToken({ methods: [start], description: 'CI' })
    const { id: accountId, uid, login } = owner
    const caller = { kind: 'token', tokenId: id, methods: new MethodSet([]), expiresAt: null } as const
    const account = { id: accountId, uid, login, name: '' }
    const failures: unknown[] = []
    const recorder = new DenialRecorder(sql, (error) => failures.push(error))
    const origin = { address: '192.0.2.1', userAgent: undefined }

    await sql`alter table denials rename to denials_elsewhere`
    try {
      recorder.record({ ...caller, account }, stop, origin)
      await recorder.flush()
      expect(failures).toHaveLength(1)
    } finally {
      await sql`alter table denials_elsewhere rename to denials`
    }
    recorder.record({ ...caller, account }, stop, { ...origin, address: '192.0.2.2' })
    await recorder.close()
    expect(await denialsOf(owner.session)).toEqual([['CI', stop, 2]])
    expect((await pageOf(owner.session)).entries[0]).toMatchObject({ address: '192.0.2.1' })
  })

  test('of many tokens are written in parts; an error between them neither loses nor doubles any', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    const { id: accountId, uid, login } = await anAccount()
    const account = { id: accountId, uid, login, name: '' }
    const origin = { address: undefined, userAgent: undefined }
    const ids = Array.from({ length: 1_201 }, () => crypto.randomUUID())
    const stored = async () =>
      (await sql`select count::int from denials where account_id = ${accountId} order by token_id`).map(
        (row) => row.count as number,
      )

    let transactions = 0
    const flaky = {
      begin: (work: (tx: never) => Promise<unknown>) =>
        background.begin(async (tx) => {
          await work(tx as never)
          transactions += 1
          if (transactions === 2) throw new Error('away')
        }),
    } as unknown as Sql
    const failures: unknown[] = []
    const recorder = new DenialRecorder(flaky, (error) => failures.push(error))
    const deny = () => {
      for (const tokenId of ids)
        recorder.record(
          { kind: 'token', account, tokenId, methods: new MethodSet([]), expiresAt: null },
          stop,
          origin,
        )
    }

    deny()
    await recorder.flush()
    expect(failures).toHaveLength(1)
    expect(await stored()).toEqual(Array(500).fill(1))
    deny()
    await recorder.close()
    expect(failures).toHaveLength(1)
    // Together, in case an hour began in between.
    const sums =
      await sql`select sum(count)::int from denials where account_id = ${accountId} group by token_id`
    expect(sums.map((row) => row.sum)).toEqual(Array(1_201).fill(2))
    expect(transactions).toBe(2 + 3)
  })
})

testWithinAnHour('an entry is never changed', async () => {
  const owner = await anAccount()
  const { id, value } = await aToken({ methods: ['environment.control.StartEnv'], description: 'CI' }, owner)
  const denied = () => rest('environment/control/rest/stopenv', { envName: 'x', session: value })
  await denied()
  const rows = () => sql`select * from activity where account_id = ${owner.id} order by id`
  await expect.poll(async () => (await rows()).at(-1)!.action).toBe('token.denied')
  const before = await rows()

  await denied()
  await operations.editTokens(owner, { id, description: 'CI 2' })
  await operations.regenerateTokens(owner, id)
  await operations.removeTokens({ ...owner, password: 'wrong password' }, id)
  await operations.removeTokens(owner, id)
  await aSession(owner)
  const after = await rows()
  expect(after.length).toBeGreaterThan(before.length)
  expect(after.slice(0, before.length)).toEqual(before)
})

test('pages follow each other without a gap, and end', async () => {
  const owner = await anAccount()
  await operations.generateTokens(
    owner,
    Array.from({ length: 5 }, (_, n) => ({ description: `t${n}`, apiSet: 'MARKETPLACE' })),
  )
  const all = await pageOf(owner.session)
  expect(all.next).toBeNull()

  const ids: string[] = []
  const sizes: number[] = []
  let after: string | null = null
  do {
    const page: Page = await pageOf(owner.session, { first: 3, after })
    ids.push(...page.entries.map(({ id }) => id))
    sizes.push(page.entries.length)
    after = page.next
  } while (after)
  expect(sizes).toEqual([3, 3, 1])
  expect(ids).toEqual(all.entries.map(({ id }) => id))
})

test('an account sees its own activity, whatever cursor it gives', async () => {
  const foreign = await anAccount()
  const { entries } = await pageOf(foreign.session)
  const owner = await anAccount()
  const beyond = String(Number(entries[0]!.id) + 1)
  expect((await pageOf(owner.session, { after: beyond })).entries).toEqual([])
})

test.each([
  [{ first: 0 }, 'first'],
  [{ first: -1 }, 'first'],
  [{ first: 101 }, 'first'],
  [{ after: 'x' }, 'after'],
  [{ after: '-1' }, 'after'],
  [{ after: '9'.repeat(30) }, 'after'],
  [{ after: '1\0' }, 'after'],
])('a page of %j is refused', async (args, parameter) => {
  const { session } = await anAccount()
  expect(refusalOf(await activity(session, args))).toMatchObject({ code: 'BAD_USER_INPUT', parameter })
})

test('a token sees no activity', async () => {
  const { value } = await aToken({ apiSet: 'EXTENDED_ACCESS' })
  expect(refusalOf(await activity(value)).code).toBe('SESSION_REQUIRED')
})
