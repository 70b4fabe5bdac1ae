import { afterEach, describe, expect, test, vi } from 'vitest'
import { arrayLiteral } from '../../src/database/array-literal.ts'
import type { Caller } from '../../src/access/caller.ts'
import type { Sql } from '../../src/database/connect.ts'
import { MethodSet } from '../../src/methods/method-set.ts'
import { UsageRecorder } from '../../src/tokens/usage.ts'
import { decided } from '../support/decided.ts'
import { startTestServer } from '../support/server.ts'
import { tokenOperations } from './token-operations.ts'

const server = await startTestServer()
const { anAccount, aToken, graphql, rest, sql, startInstance } = server
const { listTokens, removeTokens } = tokenOperations(server)

const stop = 'environment.control.StopEnv'
const start = 'environment.control.StartEnv'

/** What is counted of a token, by method: allowed and denied. */
async function usageOf(...ids: string[]) {
  const rows = await sql<{ method: string; allowed: string; denied: string }[]>`
    select method, sum(allowed) as allowed, sum(denied) as denied from token_usage
    where token_id = any(${arrayLiteral(ids)}::uuid[]) group by method order by method`
  return Object.fromEntries(
    rows.map(({ method, allowed, denied }) => [method, [Number(allowed), Number(denied)]]),
  )
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
  const { id, value } = await aToken({ methods: [stop] })
  const doors = [{ graphql, rest }, await startInstance()]
  const calls = doors.flatMap((door) =>
    Array.from({ length: 25 }, () => [
      decided(() => door.rest('environment/control/rest/stopenv', { envName: 'shop', session: value })),
      decided(() => door.rest('environment/control/rest/startenv', { envName: 'shop', session: value })),
      decided(() => door.graphql('mutation { a: stopEnvironment(name: "shop") { name } }', { as: value })),
      decided(() =>
        door.graphql('mutation { callMethod(method: "environment.control.StartEnv") }', { as: value }),
      ),
    ]).flat(),
  )
  await Promise.all(calls)
  await expect.poll(() => usageOf(id)).toEqual({ [stop]: [100, 0], [start]: [0, 100] })
})

test('a name that is no method is not counted', async () => {
  const { id, value } = await aToken({ methods: [stop] })
  await graphql('mutation { callMethod(method: "environment.control.Explode") }', { as: value })
  await rest('environment/control/rest/stopenv', { envName: 'shop', session: value })
  await expect.poll(() => usageOf(id)).toEqual({ [stop]: [1, 0] })
})

test('a token that was removed in the meantime does not keep the others’ use from being written', async () => {
  const owner = await anAccount()
  const removed = await aToken({ methods: [stop] }, owner)
  const kept = await aToken({ methods: [stop] }, owner)
  const recorder = new UsageRecorder(sql, (error) => expect.unreachable(String(error)))
  for (const { id } of [removed, kept]) recorder.record(callerOf(id), stop, 'allowed', nowhere)
  await removeTokens(owner, removed.id)

  await recorder.close()
  expect(await usageOf(removed.id)).toEqual({})
  expect(await usageOf(kept.id)).toEqual({ [stop]: [1, 0] })
})

test('an older use that is written later does not replace a newer one', async () => {
  const { id, owner } = await aToken({ methods: [stop, start] })
  const late = new UsageRecorder(sql, () => {})
  late.record(callerOf(id), stop, 'allowed', nowhere)
  await sql`update tokens set last_used_at = now() + interval '1 minute', last_used_method = ${start} where id = ${id}`
  await late.close()
  expect((await listTokens(owner))[0]!.lastUsed!.method).toBe(start)
  expect(await usageOf(id)).toEqual({ [stop]: [1, 0] })
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

    recorder.record(callerOf(id), start, 'allowed', nowhere)
    recorder.record(callerOf(id), stop, 'denied', nowhere)
    await recorder.flush()
    recorder.record(callerOf(id), stop, 'allowed', { address: '192.0.2.7', userAgent: undefined })
    await recorder.flush()
    expect(problems).toHaveLength(2)

    broken = false
    vi.advanceTimersByTime(1_000)
    await recorder.close()
    expect(await usageOf(id)).toEqual({ [start]: [1, 0], [stop]: [1, 1] })
    expect((await listTokens(owner))[0]!.lastUsed).toMatchObject({
      method: stop,
      address: '192.0.2.7',
      userAgent: null,
    })
  })

  test('is not written twice', async () => {
    const { id } = await aToken({ methods: [stop] })
    const recorder = new UsageRecorder(sql, () => {})
    recorder.record(callerOf(id), stop, 'allowed', nowhere)
    await Promise.all([recorder.flush(), recorder.flush()])
    await recorder.close()
    expect(await usageOf(id)).toEqual({ [stop]: [1, 0] })
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
  recorder.record({ kind: 'anonymous' }, stop, 'denied', nowhere)
  recorder.record({ kind: 'session', account, sessionId: session }, stop, 'allowed', nowhere)
  await recorder.close()
  expect(queries).toEqual([])
})

const nowhere = { address: undefined, userAgent: undefined }

function callerOf(tokenId: string): Caller {
  const account = { id: crypto.randomUUID(), uid: 1, login: 'ann@example.com', name: 'Ann' }
  return { kind: 'token', account, tokenId, methods: new MethodSet([]), expiresAt: null }
}
