import { expect, test } from 'vitest'
import { Turns } from '../../src/accounts/turns.ts'

/** Work that is done when it is told to be. */
function held() {
  let done = () => {}
  const promise = new Promise<void>((resolve) => (done = resolve))
  return { done, work: () => promise }
}

test('some work at a time, the next wait for their turn, the others are told to come again', async () => {
  const turns = new Turns(2, 1, 60_000)
  const [first, second, third] = [held(), held(), held()]
  const begun: string[] = []
  const take = (name: string, { work }: typeof first) =>
    turns.take(() => {
      begun.push(name)
      return work()
    })
  const all = [take('first', first), take('second', second), take('third', third)]
  await expect(take('fourth', held())).rejects.toMatchObject({
    code: 'OVERLOADED',
    details: { retryAfter: 1 },
  })
  expect(begun).toEqual(['first', 'second'])
  expect(turns.isIdle).toBe(false)

  second.done()
  await all[1]
  await expect.poll(() => begun).toEqual(['first', 'second', 'third'])
  third.done()
  first.done()
  await Promise.all(all)
  expect(turns.isIdle).toBe(true)
})

test('what has waited for too long is not begun, and makes room for the next', async () => {
  const turns = new Turns(1, 1, 20)
  const { done, work } = held()
  const running = turns.take(work)
  await expect(turns.take(() => Promise.reject(new Error('begun')))).rejects.toThrow(
    'busy checking passwords',
  )

  const next = turns.take(async () => 'begun')
  done()
  await running
  expect(await next).toBe('begun')
})

test('what fails ends its turn; what waits leaves its place among the requests to others', async () => {
  const turns = new Turns(1, 1, 60_000)
  const waits: unknown[] = []
  const place = {
    since: 0,
    whileElsewhere: <T>(wait: Promise<T>) => {
      waits.push(wait)
      return wait
    },
  }
  const failing = turns.take(async () => {
    throw new Error('wrong')
  }, place)
  expect(waits).toHaveLength(0)
  const next = turns.take(async () => 'begun', place)
  expect(waits).toHaveLength(1)
  await expect(failing).rejects.toThrow('wrong')
  expect(await next).toBe('begun')
})
