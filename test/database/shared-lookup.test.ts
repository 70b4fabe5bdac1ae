import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { sharedLookup } from '../../src/database/shared-lookup.ts'

/** A query that was sent, to be answered by the test. */
interface Query {
  keys: string[]
  answer(rows: Record<string, string>): void
  fail(error: Error): void
}

let sent: Query[] = []
beforeEach(() => {
  sent = []
})

const find = (keys: string[]) =>
  new Promise<Map<string, string>>((resolve, reject) => {
    sent.push({ keys, answer: (rows) => resolve(new Map(Object.entries(rows))), fail: reject })
  })

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Two turns: one in which a query is sent, one in which its answer has arrived. */
async function turns(number = 2) {
  for (let count = 0; count < number; count++) await turn()
}

test('requests of one turn share one query, with each key once', async () => {
  const lookUp = sharedLookup(find)
  const found = Promise.all(['a', 'b', 'a', 'unknown'].map(lookUp))
  await turns()
  expect(sent.map(({ keys }) => keys)).toEqual([['a', 'b', 'unknown']])
  sent[0]!.answer({ a: 'A', b: 'B' })
  expect(await found).toEqual(['A', 'B', 'A', undefined])
})

test('a request never joins a query that was sent before it', async () => {
  const lookUp = sharedLookup(find)
  const before = lookUp('a')
  await turns()
  const after = lookUp('a')
  await turns()
  expect(sent.map(({ keys }) => keys)).toEqual([['a'], ['a']])
  // The second sees what changed in between, whichever is answered first.
  sent[1]!.answer({})
  expect(await after).toBeUndefined()
  sent[0]!.answer({ a: 'A' })
  expect(await before).toBe('A')
})

test('nothing is remembered', async () => {
  const lookUp = sharedLookup(find)
  for (const row of ['first', 'second']) {
    const found = lookUp('a')
    await turns()
    sent.at(-1)!.answer({ a: row })
    expect(await found).toBe(row)
  }
  expect(sent).toHaveLength(2)
})

test('two queries are under way at most; meanwhile requests gather for the next', async () => {
  const lookUp = sharedLookup(find)
  const found: Promise<string | undefined>[] = []
  for (const key of ['a', 'b', 'c', 'd']) {
    found.push(lookUp(key))
    await turns()
  }
  expect(sent.map(({ keys }) => keys)).toEqual([['a'], ['b']])
  sent[0]!.answer({ a: 'A' })
  await turns()
  expect(sent[2]!.keys).toEqual(['c', 'd'])
  sent[1]!.answer({ b: 'B' })
  sent[2]!.answer({ c: 'C', d: 'D' })
  expect(await Promise.all(found)).toEqual(['A', 'B', 'C', 'D'])
})

test('a long list is asked for in parts', async () => {
  const lookUp = sharedLookup(async (keys) => {
    sent.push({ keys } as Query)
    return new Map(keys.map((key) => [key, key.toUpperCase()]))
  })
  const keys = Array.from({ length: 1_201 }, (_, number) => `k${number}`)
  expect(await Promise.all(keys.map(lookUp))).toEqual(keys.map((key) => key.toUpperCase()))
  expect(sent.map((query) => query.keys.length)).toEqual([500, 500, 201])
})

test('no query is for more keys than it is told, and the next follows at once', async () => {
  const lookUp = sharedLookup(find, { batchSize: 2 })
  const found = Promise.all(['a', 'b', 'c'].map(lookUp))
  await turns(3)
  expect(sent.map(({ keys }) => keys)).toEqual([['a', 'b'], ['c']])
  sent[1]!.answer({})
  sent[0]!.answer({ b: 'B' })
  expect(await found).toEqual([undefined, 'B', undefined])
})

const unavailable = { name: 'ApiError', code: 'DATABASE_UNAVAILABLE', details: { retryAfter: 2 } }

test('a query that fails denies all who shared it, and nobody else', async () => {
  const lookUp = sharedLookup(find)
  const denied = Promise.allSettled([lookUp('a'), lookUp('b')])
  await turns()
  const next = lookUp('a')
  await turns()
  sent[0]!.fail(new Error('relation "tokens" does not exist'))
  for (const outcome of await denied) {
    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: { ...unavailable, cause: expect.any(Error) },
    })
    expect((outcome as PromiseRejectedResult).reason.message).not.toContain('relation')
  }
  sent[1]!.answer({ a: 'A' })
  expect(await next).toBe('A')
})

test('where it is asked to, what is wrong with the query itself is thrown as it is', async () => {
  const away = Object.assign(new Error('gone'), { code: '57P01' })
  const wrong = new Error('relation "environments" does not exist')
  const lookUp = sharedLookup<string>(([key]) => Promise.reject(key === 'away' ? away : wrong), {
    showsFaults: true,
    batchSize: 1,
  })
  await expect(lookUp('a')).rejects.toBe(wrong)
  await expect(lookUp('away')).rejects.toMatchObject(unavailable)
})

test('a look-up that throws at once denies too', async () => {
  const lookUp = sharedLookup<string>(() => {
    throw new Error('no connection')
  })
  await expect(lookUp('a')).rejects.toMatchObject(unavailable)
  await expect(lookUp('a')).rejects.toMatchObject(unavailable)
})

test('silence of a second denies, a late answer changes nothing, and the next query is sent', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const lookUp = sharedLookup(find)
  const outcomes: string[] = []
  const ask = (key: string) =>
    void lookUp(key).then(
      (row) => outcomes.push(`${key} ${row}`),
      (error) => outcomes.push(`${key} ${error.code}`),
    )
  for (const key of ['a', 'b', 'c']) {
    ask(key)
    await turns()
  }
  vi.advanceTimersByTime(999)
  await turns()
  expect(outcomes).toEqual([])
  vi.advanceTimersByTime(1)
  await turns()
  expect(outcomes).toEqual(['a DATABASE_UNAVAILABLE', 'b DATABASE_UNAVAILABLE'])

  sent[0]!.answer({ a: 'A' })
  sent[1]!.fail(new Error('late'))
  sent[2]!.answer({ c: 'C' })
  await turns()
  expect(outcomes.slice(2)).toEqual(['c C'])
})

afterEach(() => vi.useRealTimers())

test('a change that is not answered in time may have been made', async () => {
  const change = sharedLookup(find, { patience: 10, isChange: true })
  await expect(change('a')).rejects.toMatchObject({
    ...unavailable,
    message: expect.stringContaining('It is not known whether what you asked for was done'),
    details: { retryAfter: 2, outcomeUnknown: true },
  })
})
