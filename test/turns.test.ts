import { expect, test } from 'vitest'
import { Turns, TurnsByKey } from '../src/turns.ts'

const refusal = () => new Error('busy')

/** Work that is done when it is told to be. */
function held() {
  let done = () => {}
  const promise = new Promise<void>((resolve) => (done = resolve))
  return { done, work: () => promise }
}

test('some work at a time, the next wait for their turn, the others are told to come again', async () => {
  const turns = new Turns({ atOnce: 2, longestQueue: 1, longestWait: 60_000, refusal })
  const [first, second, third] = [held(), held(), held()]
  const begun: string[] = []
  const take = (name: string, { work }: typeof first) =>
    turns.take(() => {
      begun.push(name)
      return work()
    })
  const all = [take('first', first), take('second', second), take('third', third)]
  await expect(take('fourth', held())).rejects.toThrow('busy')
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
  const turns = new Turns({ atOnce: 1, longestQueue: 1, longestWait: 20, refusal })
  const { done, work } = held()
  const running = turns.take(work)
  await expect(turns.take(() => Promise.reject(new Error('begun')))).rejects.toThrow('busy')

  const next = turns.take(async () => 'begun')
  done()
  await running
  expect(await next).toBe('begun')
})

test('what fails ends its turn; what waits leaves its place among the requests to others', async () => {
  const turns = new Turns({ atOnce: 1, longestQueue: 1, longestWait: 60_000, refusal })
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

test('each key has a line of its own, and a turn lasts until it is ended', async () => {
  const turns = new TurnsByKey({ atOnce: 1, longestQueue: 1, longestWait: 60_000, refusal })
  const begun: string[] = []
  const begin = async (key: string, name: string) => {
    const end = await turns.begin(key)
    begun.push(name)
    return end
  }
  const first = await begin('a', 'first')
  await begin('b', 'of another')
  const second = begin('a', 'second')
  await expect(begin('a', 'third')).rejects.toThrow('busy')
  expect(begun).toEqual(['first', 'of another'])

  first()
  const end = await second
  const fourth = turns.take('a', async () => 'fourth')
  expect(begun).toEqual(['first', 'of another', 'second'])
  end()
  expect(await fourth).toBe('fourth')
  expect(await turns.take('a', async () => 'fifth')).toBe('fifth')
})

test('a turn in a line may be waited for by another time than the usual', async () => {
  const turns = new TurnsByKey({ atOnce: 1, longestQueue: 1, longestWait: 60_000, refusal })
  await turns.begin('a')
  await expect(turns.begin('a', 20)).rejects.toThrow('busy')
})
