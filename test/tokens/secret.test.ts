import { expect, test } from 'vitest'
import { hashSecret } from '../../src/access/hash-secret.ts'
import { digits, isWellFormed, tokenPattern } from '../../src/access/token-form.ts'
import { createSecret } from '../../src/tokens/secret.ts'

test('a value has its prefix, 43 random digits and 6 check digits, and is stored as its hash', () => {
  const { value, hash, lastFour } = createSecret('lk')
  expect(value).toMatch(/^lk_[0-9A-Za-z]{49}$/)
  expect(isWellFormed(value, tokenPattern('lk'))).toBe(true)
  expect(hash).toBe(hashSecret(value))
  expect(lastFour).toBe(value.slice(-4))
  expect(JSON.stringify({ hash, lastFour })).not.toContain(value.slice(3, 20))
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
