import { expect, test } from 'vitest'
import { ApiError } from '../../src/errors.ts'
import { forEachItem } from '../../src/tokens/for-each-item.ts'

function refuseTwo(item: number) {
  if (item === 2) throw new ApiError('NOT_FOUND', 'There is no two.', { parameter: 'item' })
  return item * 10
}

test('each item is dealt with in order, with its place', () => {
  expect(forEachItem([5, 7], (item, position) => [item, position])).toEqual([
    [5, 0],
    [7, 1],
  ])
})

test('an error says which item of several it was about, as people count', () => {
  const refusal = { code: 'NOT_FOUND', details: { item: 1, parameter: 'item' } }
  expect(() => forEachItem([1, 2, 3], refuseTwo)).toThrow(
    expect.objectContaining({ ...refusal, message: 'Item 2 of 3: There is no two.' }),
  )
})

test('an error about the only item does not number it', () => {
  const refusal = { code: 'NOT_FOUND', details: { item: 0, parameter: 'item' } }
  expect(() => forEachItem([2], refuseTwo)).toThrow(
    expect.objectContaining({ ...refusal, message: 'There is no two.' }),
  )
})

test('a fault of ours is not made into an error of the caller', () => {
  const fault = new TypeError('ours')
  expect(() =>
    forEachItem([1, 2], () => {
      throw fault
    }),
  ).toThrow(fault)
})

test('a list has 1 to 1000 items', () => {
  const items = (number: number) => Array<number>(number).fill(1)
  expect(forEachItem(items(1000), refuseTwo)).toHaveLength(1000)
  expect(() => forEachItem([], refuseTwo)).toThrow(
    expect.objectContaining({
      code: 'BAD_USER_INPUT',
      message: 'The list is empty. Name at least one token.',
    }),
  )
  expect(() => forEachItem(items(1001), refuseTwo)).toThrow(
    expect.objectContaining({
      code: 'BAD_USER_INPUT',
      message: 'The list is too long. Name at most 1000 tokens at once.',
    }),
  )
})
