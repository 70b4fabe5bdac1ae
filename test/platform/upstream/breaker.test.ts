import { expect, test } from 'vitest'
import { createBreaker } from '../../../src/platform/upstream/breaker.ts'

const away = () => Promise.reject(new Error('away'))
const there = () => Promise.resolve('there')

test('after five failures in a row nothing is tried for five seconds; then one call in five seconds is', async () => {
  let now = 0
  const breaker = createBreaker(() => now)
  const run = (work: () => Promise<string>) => breaker.run(work, () => true)
  for (let n = 0; n < 4; n++) await expect(run(away)).rejects.toThrow('away')
  expect(await run(there)).toBe('there')
  for (let n = 0; n < 5; n++) await expect(run(away)).rejects.toThrow('away')

  now = 4_999
  await expect(run(there)).rejects.toMatchObject({ code: 'PLATFORM_UNAVAILABLE' })
  now = 5_000
  await expect(run(away)).rejects.toThrow('away')
  await expect(run(there)).rejects.toThrow('nothing was sent')

  now = 10_000
  expect(await run(there)).toBe('there')
  expect(await run(there)).toBe('there')
})

test('a call that takes long does not keep the next from trying, and its end is one failure like any other', async () => {
  let now = 0
  const breaker = createBreaker(() => now)
  const run = (work: () => Promise<string>) => breaker.run(work, () => true)
  for (let n = 0; n < 5; n++) await expect(run(away)).rejects.toThrow('away')

  now = 5_000
  const fail: (() => void)[] = []
  const slow = () => new Promise<string>((_resolve, reject) => fail.push(() => reject(new Error('slow'))))
  const first = run(slow)
  now = 9_999
  await expect(run(there)).rejects.toThrow('nothing was sent')
  now = 10_000
  const second = run(slow)
  now = 14_999
  fail[0]!()
  await expect(first).rejects.toThrow('slow')
  await expect(run(there)).rejects.toThrow('nothing was sent')

  now = 15_000
  expect(await run(there)).toBe('there')
  fail[1]!()
  await expect(second).rejects.toThrow('slow')
  expect(await run(there)).toBe('there')
})

test('what is not the fault of the platform counts neither against it nor for it', async () => {
  const breaker = createBreaker(() => 0)
  for (let n = 0; n < 9; n++) await expect(breaker.run(away, () => false)).rejects.toThrow('away')
  expect(await breaker.run(there, () => true)).toBe('there')

  for (let n = 0; n < 5; n++) {
    await expect(breaker.run(away, () => true)).rejects.toThrow('away')
    if (n < 4) await expect(breaker.run(away, () => false)).rejects.toThrow('away')
  }
  await expect(breaker.run(there, () => true)).rejects.toThrow('nothing was sent')
})
