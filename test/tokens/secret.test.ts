import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashSecret } from '../../src/access/hash-secret.ts'
import { createSecret, isWellFormed, tokenPattern } from '../../src/tokens/secret.ts'

const pattern = tokenPattern('lk')
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Values are made by the product; what is drawn is only how often. */
const aValue = fc.constant(null).map(() => createSecret('lk').value)
const aPlace = fc.integer({ min: 3, max: 3 + 49 - 1 })

test('a value has its prefix, 43 random digits and 6 check digits, and is stored as its hash', () => {
  const { value, hash, lastFour } = createSecret('lk')
  expect(value).toMatch(/^lk_[0-9A-Za-z]{49}$/)
  expect(isWellFormed(value, pattern)).toBe(true)
  expect(hash).toBe(hashSecret(value))
  expect(lastFour).toBe(value.slice(-4))
  expect(JSON.stringify({ hash, lastFour })).not.toContain(value.slice(3, 20))
})

test('the check digits are the CRC32 of the random digits in base62', () => {
  // CRC32 of 43 zeros is 0x7849568f.
  expect(isWellFormed(`lk_${'0'.repeat(43)}2CZclj`, pattern)).toBe(true)
})

test('every digit is as likely as any other', () => {
  const counts = new Map<string, number>()
  const values = 2_000
  for (let number = 0; number < values; number++) {
    for (const digit of createSecret('lk').value.slice(3, 46)) counts.set(digit, (counts.get(digit) ?? 0) + 1)
  }
  const expected = (values * 43) / 62
  expect([...counts.keys()].sort().join('')).toBe(digits)
  // Nine standard deviations: a biased digit, such as of `byte % 62`, is off by more.
  for (const count of counts.values()) expect(Math.abs(count - expected) / expected).toBeLessThan(0.24)
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
