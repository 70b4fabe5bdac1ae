import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digits, isAnyToken, isWellFormed, tokenPattern } from '../../src/access/token-form.ts'
import { createSecret } from '../../src/tokens/secret.ts'

const pattern = tokenPattern('lk')

/** Values are made by the product; what is drawn is only how often. */
const aValue = fc.constant(null).map(() => createSecret('lk').value)
const aPlace = fc.integer({ min: 3, max: 3 + 49 - 1 })

test('the check digits are the CRC32 of the random digits in base62', () => {
  // CRC32 of 43 zeros is 0x7849568f.
  expect(isWellFormed(`lk_${'0'.repeat(43)}2CZclj`, pattern)).toBe(true)
})

test('a character that is mistyped is always noticed', () => {
  fc.assert(
    fc.property(aValue, aPlace, fc.constantFrom(...digits), (value, place, digit) => {
      fc.pre(value[place] !== digit)
      expect(isWellFormed(value.slice(0, place) + digit + value.slice(place + 1), pattern)).toBe(false)
    }),
    { numRuns: 2_000 },
  )
})

test('two neighbours that are swapped are noticed', () => {
  fc.assert(
    fc.property(aValue, fc.integer({ min: 3, max: 3 + 49 - 2 }), (value, place) => {
      fc.pre(value[place] !== value[place + 1])
      const swapped = value.slice(0, place) + value[place + 1] + value[place] + value.slice(place + 2)
      expect(isWellFormed(swapped, pattern)).toBe(false)
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  ['another prefix', (value: string) => value.replace('lk_', 'gh_')],
  ['a longer prefix', (value: string) => `x${value}`],
  ['a character less', (value: string) => value.slice(0, -1)],
  ['a character more', (value: string) => `${value}0`],
  ['a line break at its end', (value: string) => `${value}\n`],
  ['no prefix', (value: string) => value.slice(3)],
  ['capitals in its prefix', (value: string) => value.replace('lk', 'LK')],
])('a value with %s is none', (_, change) => {
  const { value } = createSecret('lk')
  expect(isWellFormed(change(value), pattern)).toBe(false)
})

test('the prefix is the operator’s choice', () => {
  const { value } = createSecret('acme')
  expect(isWellFormed(value, tokenPattern('acme'))).toBe(true)
  expect(isWellFormed(value, pattern)).toBe(false)
})

test.each([
  ['ab', true],
  ['abcdefghij', true],
  ['a', false],
  ['abcdefghijk', false],
  ['a1', false],
])('a server may have the prefix %j: %s', (prefix, may) => {
  expect(isAnyToken(createSecret(prefix).value)).toBe(may)
})
