import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { arrayLiteral } from '../../src/database/array-literal.ts'
import type { Caller } from '../../src/access/caller.ts'
import { connect, type Sql } from '../../src/database/connect.ts'
import { tokens } from '../../src/database/schema.ts'
import { MethodSet } from '../../src/methods/method-set.ts'
import { UsageRecorder } from '../../src/tokens/usage.ts'
import { decided } from '../support/decided.ts'
import { startRelay } from '../support/relay.ts'
import { startTestServer } from '../support/server.ts'
import { tokenOperations } from './token-operations.ts'

const server = await startTestServer()
const { anAccount, aToken, background, db, graphql, rest, sql, startInstance } = server
const { listTokens, removeTokens } = tokenOperations(server)

const stop = 'environment.control.StopEnv'
const start = 'environment.control.StartEnv'

/** How often tokens called what, by method. */
async function usageOf(...ids: string[]) {
  const rows = await sql<{ method: string; count: number }[]>`
    select method, sum(allowed)::int as count from token_usage
    where token_id = any(${arrayLiteral(ids)}::uuid[]) group by method order by method`
  return Object.fromEntries(rows.map(({ method, count }) => [method, count]))
}

/** The same of what they were denied. */
async function denialsOf(id: string) {
  const rows = await sql<{ method: string; count: number }[]>`
    select method, sum(count)::int as count from denials where token_id = ${id} group by method`
  return Object.fromEntries(rows.map(({ method, count }) => [method, count]))
}

test('the last use of a token is shown: when, what, from where, with what', async () => {
  const { value, owner } = await aToken({ methods: [stop, start] })
  const before = Date.now() - 5
  await rest(
    'environment/control/rest/startenv',
    { envName: 'shop', session: value },
    { headers: { 'user-agent': 'first/1' } },
  )
  await rest(
    'environment/control/rest/stopenv',
    { envName: 'shop', session: value },
    { headers: { 'user-agent': 'second/2' } },
  )
  // A denial is no use.
  await rest(
    'environment/control/rest/sleepenv',
    { envName: 'shop', session: value },
    { headers: { 'user-agent': 'third/3' } },
  )

  await expect
    .poll(async () => (await listTokens(owner))[0]!.lastUsed)
    .toEqual({ at: expect.any(String), method: stop, address: '127.0.0.1', userAgent: 'second/2' })
  const at = Date.parse((await listTokens(owner))[0]!.lastUsed!.at)
  expect(at).toBeGreaterThanOrEqual(before)
  expect(at).toBeLessThanOrEqual(Date.now())
})

test('uses and denials are counted exactly, by both doors of two instances at once', async () => {
  // A method that needs nothing more of the database: so a call is either not decided or counted.
  const info = 'users.account.GetUserInfo'
  const { id, value } = await aToken({ methods: [info] })
  const doors = [{ graphql, rest }, await startInstance()]
  const calls = doors.flatMap((door) =>
    Array.from({ length: 25 }, () => [
      decided(() => door.rest('users/account/rest/getuserinfo', { session: value })),
      decided(() => door.rest('environment/control/rest/startenv', { envName: 'shop', session: value })),
      decided(() => door.graphql('{ account { uid } }', { as: value })),
      decided(() =>
        door.graphql('mutation { callMethod(method: "environment.control.StartEnv") }', { as: value }),
      ),
    ]).flat(),
  )
  await Promise.all(calls)
  await expect.poll(() => usageOf(id)).toEqual({ [info]: 100 })
  await expect.poll(() => denialsOf(id)).toEqual({ [start]: 100 })
})

test.each([
  ['users.authentication.CreateToken', {}],
  ['users.authentication.DeleteTokens', {}],
  ['users.authentication.DeleteTokens', { ids: '*', password: 'x' }],
  ['users.authentication.GetSessions', {}],
  ['users.account.ChangePassword', { oldPassword: 'x' }],
])('a denial at an old address is one of its method, whatever is sent there: %s %j', async (method, sent) => {
  const { id, value } = await aToken({ methods: [stop] })
  const [service, name] = method.split(/\.(?=[^.]+$)/) as [string, string]
  const path = `${service.replace('.', '/')}/rest/${name.toLowerCase()}`
  const { body } = await rest(path, { session: value, ...sent } as Record<string, string>)
  expect(body).toMatchObject({ result: 8202, error: expect.stringContaining(method) })
  // It is counted together with what was denied before.
  await rest('environment/control/rest/startenv', { envName: 'shop', session: value })
  await expect.poll(() => denialsOf(id)).toHaveProperty([start])
  expect(await denialsOf(id)).toEqual({ [method]: 1, [start]: 1 })
})

test('a name that is no method is not counted', async () => {
  const { id, value } = await aToken({ methods: [stop] })
  await graphql('mutation { callMethod(method: "environment.control.Explode") }', { as: value })
  await rest('environment/control/rest/stopenv', { envName: 'shop', session: value })
  await expect.poll(() => usageOf(id)).toEqual({ [stop]: 1 })
})

test('a token that was removed in the meantime does not keep the others’ use from being written', async () => {
  const owner = await anAccount()
  const removed = await aToken({ methods: [stop] }, owner)
  const kept = await aToken({ methods: [stop] }, owner)
  const recorder = new UsageRecorder(sql, (error) => expect.unreachable(String(error)))
  for (const { id } of [removed, kept]) recorder.record(callerOf(id), stop, nowhere)
  await removeTokens(owner, removed.id)

  await recorder.close()
  expect(await usageOf(removed.id)).toEqual({})
  expect(await usageOf(kept.id)).toEqual({ [stop]: 1 })
})

test('an older use that is written later does not replace a newer one', async () => {
  const { id, owner } = await aToken({ methods: [stop, start] })
  const late = new UsageRecorder(sql, () => {})
  late.record(callerOf(id), stop, nowhere)
  // Later on the day of the late use, so that the clock's midnight is none of this test's business.
  await sql`insert into token_usage (token_id, day, method, allowed, last_at)
    select ${id}::uuid, to_char(now() at time zone 'UTC', 'YYYY-MM-DD'), method, 1, now() + after
    from (values (${start}, interval '1 minute'), (${stop}, interval '1 second')) as used(method, after)`
  await late.close()
  const { lastUsed } = (await listTokens(owner))[0]!
  expect(lastUsed!.method).toBe(start)
  expect(await usageOf(id)).toEqual({ [start]: 1, [stop]: 2 })
  const [row] =
    await sql`select last_at > now() as newest from token_usage where method = ${stop} and token_id = ${id}`
  expect(row!.newest).toBe(true)
})

test('the last use is that of the newest day, and its last', async () => {
  const { id, owner } = await aToken({ methods: [stop, start] })
  await sql`insert into token_usage (token_id, day, method, allowed, last_at, address, user_agent) values
    (${id}, '2026-03-01', ${stop}, 5, '2026-03-01T23:59:59.987Z', '192.0.2.1', 'first/1'),
    (${id}, '2026-03-02', ${start}, 1, '2026-03-02T00:00:00Z', '192.0.2.2', null),
    (${id}, '2026-03-02', ${stop}, 1, '2026-03-02T08:00:00.123Z', null, 'second/2')`
  const last = { at: '2026-03-02T08:00:00.123Z', method: stop, address: null, userAgent: 'second/2' }
  expect((await listTokens(owner))[0]!.lastUsed).toEqual(last)

  const recorder = new UsageRecorder(sql, (error) => expect.unreachable(String(error)))
  recorder.record(callerOf(id), start, { address: '192.0.2.9', userAgent: 'third/3' })
  await recorder.close()
  expect((await listTokens(owner))[0]!.lastUsed).toMatchObject({
    method: start,
    address: '192.0.2.9',
    userAgent: 'third/3',
  })
})

test('a use that is written while its token is being removed keeps neither the removal nor others’ use', async () => {
  const owner = await anAccount()
  const [removed, kept] = [await aToken({ methods: [stop] }, owner), await aToken({ methods: [stop] }, owner)]
  const recorder = new UsageRecorder(sql, (error) => expect.unreachable(String(error)))
  const useBoth = () => {
    for (const { id } of [removed, kept])
      for (const method of [stop, start]) recorder.record(callerOf(id), method, nowhere)
  }
  recorder.record(callerOf(removed.id), stop, nowhere)
  await recorder.flush()

  useBoth()
  let written: Promise<void> | undefined
  await db.transaction(async (tx) => {
    await tx.delete(tokens).where(eq(tokens.id, removed.id))
    written = recorder.flush()
    await expect.poll(waiting).toBeGreaterThan(0)
  })
  await written
  await recorder.close()
  expect(await usageOf(removed.id)).toEqual({})
  expect(await usageOf(kept.id)).toEqual({ [start]: 1, [stop]: 1 })
})

test('use that is written while both its tokens are being removed gives way, whatever the order', async () => {
  const owner = await anAccount()
  const [first, second] = (await Promise.all([1, 2].map(() => aToken({ methods: [stop] }, owner))))
    .map(({ id }) => id)
    .sort() as [string, string]
  const problems: unknown[] = []
  const recorder = new UsageRecorder(sql, (error) => problems.push(error))
  const useBoth = () => [first, second].forEach((id) => recorder.record(callerOf(id), stop, nowhere))
  useBoth()
  await recorder.flush()

  useBoth()
  let written: Promise<void> | undefined
  // Each waits for the other: this for the use of the first, the batch for that of the second.
  await db.transaction(async (tx) => {
    await tx.delete(tokens).where(eq(tokens.id, second))
    written = recorder.flush()
    await expect.poll(waiting).toBeGreaterThan(0)
    await tx.delete(tokens).where(eq(tokens.id, first))
  })
  await written
  expect(problems).toMatchObject([{ code: '55P03' }])
  await recorder.close()
  expect(await usageOf(first, second)).toEqual({})
  expect(problems).toHaveLength(1)
})

/** Statements of this database that wait for a lock. */
async function waiting(): Promise<number> {
  const [row] = await sql`select count(*)::int from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`
  return row!.count
}

test('a row that is written again stays where it is, so that no index has to be', async () => {
  const { id } = await aToken({ methods: [stop] })
  const updates: number[][] = []
  const looking = {
    begin: (work: (tx: never) => Promise<unknown>) =>
      sql.begin(async (tx) => {
        // The counts of a connection, some of them from before this transaction.
        const count = async () =>
          (
            await tx`select n_tup_upd::int as all, n_tup_hot_upd::int as hot from pg_stat_xact_user_tables
            where relname = 'token_usage'`
          )[0]!
        const before = await count()
        await work(tx as never)
        const after = await count()
        updates.push([after.all - before.all, after.hot - before.hot])
      }),
  } as unknown as Sql
  const recorder = new UsageRecorder(looking, (error) => expect.unreachable(String(error)))
  for (const _ of [1, 2]) {
    recorder.record(callerOf(id), stop, { address: '192.0.2.1', userAgent: 'a/1' })
    await recorder.flush()
  }
  await recorder.close()
  expect(updates).toEqual([
    [0, 0],
    [1, 1],
  ])
})

describe('a batch that cannot be written', () => {
  afterEach(() => vi.useRealTimers())

  test('is kept, joined with what came since, and written with the next', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const { id, owner } = await aToken({ methods: [stop, start] })
    const problems: unknown[] = []
    let broken = true
    const flaky = {
      begin: (work: never) => (broken ? Promise.reject(new Error('away')) : sql.begin(work)),
    } as unknown as Sql
    const recorder = new UsageRecorder(flaky, (error) => problems.push(error))

    recorder.record(callerOf(id), start, nowhere)
    recorder.record(callerOf(id), stop, nowhere)
    await recorder.flush()
    recorder.record(callerOf(id), stop, { address: '192.0.2.7', userAgent: undefined })
    await recorder.flush()
    expect(problems).toHaveLength(2)

    broken = false
    vi.advanceTimersByTime(1_000)
    await recorder.close()
    expect(await usageOf(id)).toEqual({ [start]: 1, [stop]: 2 })
    expect((await listTokens(owner))[0]!.lastUsed).toMatchObject({
      method: stop,
      address: '192.0.2.7',
      userAgent: null,
    })
  })

  test('is written in parts; those before the error are not written again, those after it are not lost', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const { id, owner } = await aToken({ methods: [stop] })
    const ids = await copiesOf(id, 1_201)
    const sizes: number[] = []
    let isBroken = true
    const flaky = {
      begin: (work: (tx: never) => Promise<unknown>) =>
        background.begin(async (tx) => {
          const count = async () =>
            (
              await tx`select count(*)::int from token_usage join tokens on tokens.id = token_id
              where account_id = ${owner.id}`
            )[0]!.count
          const before = await count()
          await work(tx as never)
          if (isBroken && sizes.length === 1) throw new Error('away')
          sizes.push((await count()) - before)
        }),
    } as unknown as Sql
    const problems: unknown[] = []
    const recorder = new UsageRecorder(flaky, (error) => problems.push(error))

    for (const id of ids) recorder.record(callerOf(id), stop, nowhere)
    for (const id of ids) recorder.record(callerOf(id), stop, nowhere)
    await recorder.flush()
    expect(problems).toHaveLength(1)
    expect(await usageOf(...ids)).toEqual({ [stop]: 1_000 })

    isBroken = false
    for (const id of ids) recorder.record(callerOf(id), stop, nowhere)
    await recorder.close()
    expect(problems).toHaveLength(1)
    expect(await usageOf(...ids)).toEqual({ [stop]: 3_603 })
    const [{ most, used }] = (await sql`select max(allowed)::int as most, count(last_at)::int as used
      from token_usage where token_id = any(${arrayLiteral(ids)}::uuid[])`) as unknown as [
      { most: number; used: number },
    ]
    expect([most, used]).toEqual([3, 1_201])
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_201)
    expect(Math.max(...sizes)).toBe(500)
  })

  test.each(['written', 'undone'])(
    'is counted once where it is not known that it was %s',
    async (outcome) => {
      const { id } = await aToken({ methods: [stop] })
      const relay = await startRelay(server.databaseUrl)
      const connections = connect(relay.url, 1)
      onTestFinished(async () => {
        await connections.close()
        await relay.stop()
      })
      const problems: unknown[] = []
      const recorder = new UsageRecorder(connections.background, (error) => problems.push(error))
      for (let count = 0; count < 10; count++) recorder.record(callerOf(id), stop, nowhere)
      const end = outcome === 'written' ? relay.breakDownAtCommit(id, 'mute') : relay.swallowCommit(id)
      const written = recorder.flush()
      await end
      await relay.breakDown('reset')
      await relay.mend()
      await written
      expect(problems).toHaveLength(1)
      expect(await usageOf(id)).toEqual(outcome === 'written' ? { [stop]: 10 } : {})

      recorder.record(callerOf(id), stop, nowhere)
      await expect
        .poll(async () => {
          await recorder.flush()
          return usageOf(id)
        })
        .toEqual({ [stop]: 11 })
      await recorder.close()
      expect(await usageOf(id)).toEqual({ [stop]: 11 })
    },
  )

  test('is not written twice', async () => {
    const { id } = await aToken({ methods: [stop] })
    const recorder = new UsageRecorder(sql, () => {})
    recorder.record(callerOf(id), stop, nowhere)
    await Promise.all([recorder.flush(), recorder.flush()])
    await recorder.close()
    expect(await usageOf(id)).toEqual({ [stop]: 1 })
  })
})

test('sessions and nobody are not counted', async () => {
  const { id, uid, login, session } = await anAccount()
  const account = { id, uid, login, name: '' }
  const queries: unknown[] = []
  const recorder = new UsageRecorder(
    { begin: (work: unknown) => queries.push(work) } as unknown as Sql,
    () => {},
  )
  recorder.record({ kind: 'anonymous' }, stop, nowhere)
  recorder.record({ kind: 'session', account, sessionId: session }, stop, nowhere)
  await recorder.close()
  expect(queries).toEqual([])
})

/** More tokens like one. */
async function copiesOf(id: string, number: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    insert into tokens (account_id, hash, last_four, description, api_set, method_set)
    select account_id, 'copy ' || n, 'copy', 'copy', api_set, method_set
    from tokens, generate_series(1, ${number}::int) n where id = ${id} returning id`
  return rows.map((row) => row.id)
}

const nowhere = { address: undefined, userAgent: undefined }

function callerOf(tokenId: string): Caller {
  const account = { id: crypto.randomUUID(), uid: 1, login: 'ann@example.com', name: 'Ann' }
  return { kind: 'token', account, tokenId, methods: new MethodSet([]), expiresAt: null }
}
