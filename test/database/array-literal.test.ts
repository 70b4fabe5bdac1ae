import { expect, test } from 'vitest'
import { arrayLiteral, textArrayLiteral } from '../../src/database/array-literal.ts'

test('plain items make a list of PostgreSQL', () => {
  expect(arrayLiteral([])).toBe('{}')
  expect(arrayLiteral(['environment.control.StopEnv', 'a-b_C0', 7])).toBe(
    '{environment.control.StopEnv,a-b_C0,7}',
  )
})

test.each(['', ',', 'a,b', 'NULL', 'a"b', 'a b', '{', 'a\\b', 'ä', "a'b"])(
  '%j is refused, because it would need quoting',
  (item) => {
    expect(() => arrayLiteral(['plain', item])).toThrow(/quoting/)
  },
)

test('any text and null can be in a list of texts', () => {
  expect(textArrayLiteral([])).toBe('{}')
  expect(textArrayLiteral(['a,b', null, 'null', '', 'say "hi"', 'a\\b'])).toBe(
    '{"a,b",NULL,"null","","say \\"hi\\"","a\\\\b"}',
  )
})
