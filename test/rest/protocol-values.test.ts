import { describe, expect, test } from 'vitest'
import { protocolList, protocolTime, required } from '../../src/rest/protocol-values.ts'

describe('a moment', () => {
  test.each([
    [new Date('2030-12-31T10:20:30.456Z'), '2030-12-31 10:20:30'],
    ['2030-12-31T10:20:30.456Z', '2030-12-31 10:20:30'],
  ])('%j is written as %s', (moment, written) => expect(protocolTime(moment)).toBe(written))

  test('that is none is left out', () => {
    expect(protocolTime(null)).toBeUndefined()
    expect(protocolTime(undefined)).toBeUndefined()
  })
})

describe('a list', () => {
  test.each<[unknown, string[]]>([
    ['a', ['a']],
    [' a , b;c ', ['a', 'b', 'c']],
    ['a,,b;', ['a', 'b']],
    ['["a","b"]', ['a', 'b']],
    [" ['a', 'b'] ", ['a', 'b']],
    ['["a",7]', ['a', '7']],
    [
      ['a', 'b,c', '["d"]'],
      ['a', 'b', 'c', 'd'],
    ],
  ])('%j is read as %j', (given, read) => expect(protocolList('ids', given)).toEqual(read))

  test.each(['', ' ', ',;', '[]'])('%j is empty', (given) => {
    expect(() => protocolList('ids', given)).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        message: 'invalid parameter [ids]: the list is empty. Send ["a","b"] or a,b.',
        details: { parameter: 'ids' },
      }),
    )
  })

  test.each(['["a"', '[a]', '["a",null]', '[["a"]]', '[{}]', '["a"]b'])('%j is none', (given) => {
    expect(() => protocolList('apiList', given)).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        message: 'invalid parameter [apiList]: it is not a list. Send ["a","b"] or a,b.',
        details: { parameter: 'apiList' },
      }),
    )
  })
})

test.each([undefined, null, ''])('a parameter that is %j is missing', (value) => {
  expect(() => required('password', value)).toThrow(
    expect.objectContaining({
      code: 'BAD_USER_INPUT',
      message: 'invalid parameter [password]: it is missing. Send it with the call.',
      details: { parameter: 'password' },
    }),
  )
})

test.each(['x', 0, false])('a parameter that is %j is there', (value) => {
  expect(required('password', value)).toBe(value)
})
