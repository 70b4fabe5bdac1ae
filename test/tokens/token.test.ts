import { expect, test } from 'vitest'
import { isExpired } from '../../src/tokens/token.ts'

test.each([
  [null, false],
  [-1, true],
  [0, true],
  [1, false],
])('a token that ends in %j milliseconds has expired: %s', (milliseconds, expired) => {
  const now = new Date('2030-06-01T12:00:00Z')
  const expiresAt = milliseconds === null ? null : new Date(now.getTime() + milliseconds)
  expect(isExpired({ expiresAt }, now)).toBe(expired)
})
