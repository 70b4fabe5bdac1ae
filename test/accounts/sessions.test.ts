import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { SessionUseRecorder } from '../../src/accounts/session-use.ts'
import { beginSession } from '../../src/accounts/sessions.ts'
import { setPassword } from '../../src/accounts/set-password.ts'
import { accounts } from '../../src/database/schema.ts'
import { startTestServer, type TestAccount } from '../support/server.ts'
import { waitingOrDone } from '../support/waiting-or-done.ts'
import { refusalOf, tokenOperations } from '../tokens/token-operations.ts'

const server = await startTestServer({ SESSION_IDLE_MINUTES: '10', SESSION_LIFETIME_HOURS: '2' })
const { aSession, anAccount, aToken, background, db, graphql, sql } = server
const { methodsOf } = tokenOperations(server)

const nowhere = { address: undefined, userAgent: undefined }

async function list(as: string) {
  const { data } = await graphql(
    '{ sessions { id address userAgent createdAt lastUsedAt expiresAt current } }',
    { as },
  )
  return data.sessions as { id: string; createdAt: string; expiresAt: string; current: boolean }[]
}

const statusOf = async (session: string) => (await graphql('{ viewer { kind } }', { as: session })).status
const statusesOf = (...sessions: string[]) => Promise.all(sessions.map(statusOf))

const signOutSessions = (as: string, ids: string[]) =>
  graphql('mutation ($ids: [ID!]!) { signOutSessions(ids: $ids) }', { as, variables: { ids } })

const changePassword = (
  owner: TestAccount,
  oldPassword: string,
  newPassword: string,
  endOtherSessions?: boolean,
) =>
  graphql(
    `
      mutation ($oldPassword: String!, $newPassword: String!, $endOtherSessions: Boolean) {
        changePassword(
          oldPassword: $oldPassword
          newPassword: $newPassword
          endOtherSessions: $endOtherSessions
        )
      }
    `,
    { as: owner.session, variables: { oldPassword, newPassword, endOtherSessions } },
  )

describe('a session', () => {
  test.each([
    ['is open nine minutes after its last use', '9 minutes', 200],
    ['has ended ten minutes after its last use', '10 minutes', 401],
  ])('%s', async (_, ago, status) => {
    const { id, session } = await anAccount()
    await sql`update sessions set last_used_at = now() - ${ago}::interval where account_id = ${id}`
    expect(await statusOf(session)).toBe(status)
  })

  test('stays open by being used', async () => {
    const { id, session } = await anAccount()
    await sql`update sessions set last_used_at = now() - interval '9 minutes' where account_id = ${id}`
    await statusOf(session)
    await expect
      .poll(
        () =>
          sql`select 1 from sessions where account_id = ${id} and last_used_at > now() - interval '1 minute'`,
      )
      .toHaveLength(1)
  })

  test('stays no longer open for what the dashboard asks by itself', async () => {
    const asked = await anAccount()
    const used = await anAccount()
    await sql`update sessions set last_used_at = now() - interval '9 minutes' where account_id in (${asked.id}, ${used.id})`
    const usedLately = () =>
      sql`select account_id as id from sessions where last_used_at > now() - interval '1 minute' and account_id in (${asked.id}, ${used.id})`

    const cookie = (session: string) => ({ cookie: `latchkey_session=${session}` })
    const headers = { ...cookie(asked.session), 'latchkey-poll': 'true' }
    expect((await graphql('{ viewer { kind } }', { headers })).data.viewer.kind).toBe('SESSION')
    await graphql('{ viewer { kind } }', { headers: cookie(used.session) })
    await expect.poll(usedLately).toEqual([{ id: used.id }])
  })

  test('stays open by a use that a server notes as it stops, from the moment of that use', async () => {
    const [used, usedElsewhere] = [await anAccount(), await anAccount()]
    const idOf = async ({ session }: TestAccount) => (await list(session))[0]!.id
    const [id, otherId] = [await idOf(used), await idOf(usedElsewhere)]
    const recorder = new SessionUseRecorder(background, (error) => expect.unreachable(String(error)))
    await sql`update sessions set last_used_at = now() - interval '9 minutes' where id = ${id}`
    await sql`update sessions set last_used_at = now() + interval '9 minutes' where id = ${otherId}`
    for (const each of [id, otherId, crypto.randomUUID()]) recorder.record(each)
    await recorder.close()

    const later =
      await sql`select id, last_used_at > now() as "isLater", last_used_at > now() - interval '1 minute' as "isNew"
      from sessions where id in (${id}, ${otherId}) order by last_used_at`
    expect(later).toEqual([
      { id, isLater: false, isNew: true },
      // Another instance has noted a later one.
      { id: otherId, isLater: true, isNew: true },
    ])
  })

  test('stays open by a use that could not be noted at first, and no longer than that gives it', async () => {
    const { session } = await anAccount()
    const { id } = (await list(session))[0]!
    let isBroken = true
    const flaky = {
      begin: (work: never) => (isBroken ? Promise.reject(new Error('away')) : background.begin(work)),
    } as typeof background
    const problems: unknown[] = []
    const recorder = new SessionUseRecorder(flaky, (error) => problems.push(error))
    await sql`update sessions set last_used_at = now() - interval '9 minutes' where id = ${id}`
    recorder.record(id)
    const [{ at }] = await sql<[{ at: string }]>`select clock_timestamp()::text as at`
    await recorder.flush()
    expect(problems).toHaveLength(1)

    isBroken = false
    await recorder.close()
    const [row] =
      await sql`select last_used_at <= ${at}::text::timestamptz as "isThen", last_used_at > now() - interval '1 minute' as "isNew"
      from sessions where id = ${id}`
    expect(row).toEqual({ isThen: true, isNew: true })
    expect(problems).toHaveLength(1)
  })

  test('ends after its lifetime, however much it is used', async () => {
    const { id, session } = await anAccount()
    const { createdAt, expiresAt } = (await list(session))[0]!
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(2 * 60 * 60 * 1000)
    await sql`update sessions set expires_at = now(), last_used_at = now() where account_id = ${id}`
    expect(await statusOf(session)).toBe(401)
  })
})

test('open sessions are listed without what opens them, the one that asks marked', async () => {
  const owner = await anAccount()
  const second = await aSession(owner)
  const ended = await aSession(owner)
  await graphql('mutation { signOut }', { as: ended })
  await aSession(await anAccount())

  const sessions = await list(second)
  expect(sessions).toHaveLength(2)
  expect(sessions).toEqual(
    sessions.map(() =>
      expect.objectContaining({ address: '127.0.0.1', userAgent: 'node', lastUsedAt: expect.any(String) }),
    ),
  )
  expect(sessions.map(({ current }) => current)).toEqual([true, false])
  expect(JSON.stringify(sessions)).not.toMatch(new RegExp(`${owner.session}|${second}`))
  expect(await statusOf(sessions[0]!.id)).toBe(401)
})

test('sessions that have ended are not listed', async () => {
  const owner = await anAccount()
  await aSession(owner)
  await aSession(owner)
  const [, second, third] = await list(owner.session)
  await sql`update sessions set expires_at = now() where id = ${[second!, third!].find(({ current }) => !current)!.id}`
  expect(await list(owner.session)).toHaveLength(2)
})

test('one session is ended by its id', async () => {
  const owner = await anAccount()
  const other = await aSession(owner)
  const third = await aSession(owner)
  const { id } = (await list(other)).find(({ current }) => current)!
  await signOutSessions(owner.session, [id])
  expect(await statusesOf(owner.session, other, third)).toEqual([200, 401, 200])
})

test('sessions are ended all or none; a foreign one looks like none', async () => {
  const owner = await anAccount()
  const other = await aSession(owner)
  const foreign = await anAccount()
  const [own] = await list(owner.session)
  const [theirs] = await list(foreign.session)

  const refused = async (id: string) =>
    JSON.stringify(refusalOf(await signOutSessions(owner.session, [own!.id, id]))).replaceAll(id, 'ID')
  const answer = await refused(theirs!.id)
  expect(answer).toContain('"code":"NOT_FOUND"')
  expect(answer).toContain('"item":1')
  for (const id of [crypto.randomUUID(), 'no-such-session']) expect(await refused(id)).toBe(answer)
  for (const id of ['\0', other]) {
    const { code, message } = refusalOf(await signOutSessions(owner.session, [id]))
    expect(code).toBe('NOT_FOUND')
    expect(message).not.toContain(other)
  }
  expect(await statusesOf(owner.session, other, foreign.session)).toEqual([200, 200, 200])
})

test('a refusal names the id, but nothing that is longer than one: it may be a session', async () => {
  const { session } = await anAccount()
  const id = crypto.randomUUID()
  const messageFor = async (named: string) => refusalOf(await signOutSessions(session, [named])).message
  expect(await messageFor(id)).toBe(`There is no session ${id}. List the sessions to see which are open.`)
  expect(await messageFor(`${id}0`)).toBe(
    'There is no session of that id. List the sessions to see which are open.',
  )
})

test('ending sessions is answered with true', async () => {
  const owner = await anAccount()
  const [ended] = await list(await aSession(owner))
  expect((await signOutSessions(owner.session, [ended!.id])).data).toEqual({ signOutSessions: true })
  for (const name of ['signOutOtherSessions', 'signOut']) {
    expect((await graphql(`mutation { ${name} }`, { as: owner.session })).data).toEqual({ [name]: true })
  }
})

test('a session begun with a token is listed for as long as the token lives', async () => {
  const { id, value, owner } = await aToken({
    methods: ['environment.control.StopEnv'],
    expiresAt: '31-12-2030',
  })
  const session = await aSession({ login: owner.login, password: value })
  expect(await list(owner.session)).toHaveLength(2)

  await sql`update tokens set expires_at = now() where id = ${id}`
  expect(await statusOf(session)).toBe(401)
  expect(await list(owner.session)).toMatchObject([{ current: true }])
})

test('every other session of the account is ended at once', async () => {
  const owner = await anAccount()
  const others = [await aSession(owner), await aSession(owner)]
  const foreign = await anAccount()
  await graphql('mutation { signOutOtherSessions }', { as: owner.session })
  expect(await statusesOf(owner.session, ...others, foreign.session)).toEqual([200, 401, 401, 200])
})

describe('a new password', () => {
  test('takes the place of the old one and ends the other sessions; tokens keep working', async () => {
    const { value, owner } = await aToken({ methods: ['environment.control.StopEnv'] })
    const other = await aSession(owner)
    expect((await changePassword(owner, owner.password, 'brand new password')).data).toEqual({
      changePassword: true,
    })

    expect(await statusesOf(owner.session, other)).toEqual([200, 401])
    expect(await methodsOf(value)).toEqual(['environment.control.StopEnv'])
    await expect(aSession(owner)).rejects.toThrow('do not belong together')
    expect(await aSession({ ...owner, password: 'brand new password' })).toMatch(/^[0-9a-f]{40}$/)
  })

  test('leaves the other sessions open where that is wanted', async () => {
    const owner = await anAccount()
    const other = await aSession(owner)
    await changePassword(owner, owner.password, 'brand new password', false)
    expect(await statusesOf(owner.session, other)).toEqual([200, 200])
  })

  test.each([
    ['with a wrong old one', wrongOld, 'brand new password', 'WRONG_PASSWORD'],
    ['of 7 characters', rightOld, '😀234567', 'BAD_USER_INPUT'],
    ['of 1025 bytes', rightOld, 'x'.repeat(1025), 'BAD_USER_INPUT'],
  ])('%s is refused, and nothing changes', async (_, oldPassword, newPassword, code) => {
    const owner = await anAccount()
    const other = await aSession(owner)
    expect(refusalOf(await changePassword(owner, oldPassword(owner), newPassword)).code).toBe(code)
    expect(await statusesOf(owner.session, other)).toEqual([200, 200])
    await aSession(owner)
  })

  function rightOld(owner: TestAccount) {
    return owner.password
  }
  function wrongOld() {
    return 'a wrong password'
  }
})

test('a password set by the operator ends every session, those of tokens too', async () => {
  const { value, owner } = await aToken({ methods: ['environment.control.StopEnv'] })
  const byToken = await aSession({ login: owner.login, password: value })
  const foreign = await anAccount()
  await setPassword(db, owner.login, 'brand new password', nowhere)

  expect(await statusesOf(owner.session, byToken, foreign.session)).toEqual([401, 401, 200])
  expect(await methodsOf(value)).toEqual(['environment.control.StopEnv'])
  await aSession({ ...owner, password: 'brand new password' })
})

test('a password set by the operator ends the session that is begun at that moment', async () => {
  const owner = await anAccount()
  let session = ''
  const late = await db.transaction(async (tx) => {
    await tx.select().from(accounts).where(eq(accounts.id, owner.id)).for('share')
    const limits = { idle: 60_000, lifetime: 60_000 }
    ;({ session } = await beginSession(tx, { accountId: owner.id }, nowhere, limits))
    return waitingOrDone(sql, setPassword(db, owner.login, 'brand new password', nowhere))
  })
  await late.answer
  expect(await statusOf(session)).toBe(401)
})

test('no password is set for an account that does not exist', async () => {
  await expect(setPassword(db, 'nobody@example.com', 'brand new password', nowhere)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})
