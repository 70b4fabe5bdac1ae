import { describe, expect, test } from 'vitest'
import { looksLikeTotp, matchingStep, newTotpSecret, totpUrl } from '../../src/accounts/totp.ts'

/** The secret of the tables in RFC 6238, "12345678901234567890" in base32. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at %i seconds the code is the last six digits of RFC 6238', (seconds, code) => {
  expect(matchingStep(secret, code, new Date(seconds * 1000))).toBe(Math.floor(seconds / 30))
})

describe('the code of step 2', () => {
  const code = '359152' // RFC 4226, counter 2
  test.each([
    [29, undefined],
    [30, 2],
    [59, 2],
    [60, 2],
    [89, 2],
    [90, 2],
    [119, 2],
    [120, undefined],
  ])('at %i seconds is of step %j', (seconds, step) => {
    expect(matchingStep(secret, code, new Date(seconds * 1000))).toBe(step)
  })
})

test.each([
  ['287082', true],
  ['287 082', true],
  ['28708', false],
  ['2870821', false],
  ['28708a', false],
  ['２８７０８２', false],
  ['abcd-efgh-jkmn-pqrs', false],
])('%j has the form of a code: %s', (code, is) => {
  expect(looksLikeTotp(code)).toBe(is)
})

test('a secret has 160 random bits, and its address has what apps need to know', () => {
  const made = newTotpSecret()
  expect(made).toMatch(/^[A-Z2-7]{32}$/)
  expect(newTotpSecret()).not.toBe(made)
  expect(totpUrl(secret, 'ann@example.com')).toBe(
    `otpauth://totp/Latchkey:ann%40example.com?issuer=Latchkey&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
  )
})
