import { describe, expect, test } from 'vitest'
import { daysLeft, expiryWarning } from '../../../src/dashboard/tokens/expiry-warning.ts'

const now = new Date('2026-11-23T12:00:00Z')

describe('the warning', () => {
  test.each([
    { expiresAt: null, warning: 'none' },
    { expiresAt: '2027-11-23T12:00:00Z', warning: 'none' },
    { expiresAt: '2026-12-23T12:00:00.001Z', warning: 'none' },
    { expiresAt: '2026-12-23T12:00:00Z', warning: 'within-30-days' },
    { expiresAt: '2026-11-30T12:00:00.001Z', warning: 'within-30-days' },
    { expiresAt: '2026-11-30T12:00:00Z', warning: 'within-7-days' },
    { expiresAt: '2026-11-23T12:00:00.001Z', warning: 'within-7-days' },
    { expiresAt: '2026-11-23T12:00:00Z', warning: 'expired' },
    { expiresAt: '2001-01-01T00:00:00Z', warning: 'expired' },
  ])('for $expiresAt is $warning', ({ expiresAt, warning }) => {
    expect(expiryWarning(expiresAt, now)).toBe(warning)
  })
})

test.each([
  { expiresAt: '2026-11-23T23:59:59.999Z', days: 0 },
  { expiresAt: '2026-11-24T23:59:59.999Z', days: 1 },
  { expiresAt: '2026-11-30T12:00:00Z', days: 7 },
  { expiresAt: '2026-11-01T12:00:00Z', days: 0 },
])('$days days are left until $expiresAt', ({ expiresAt, days }) => {
  expect(daysLeft(expiresAt, now)).toBe(days)
})
