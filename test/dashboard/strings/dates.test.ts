import { expect, test } from 'vitest'
import { formatRelative, formatUtc, formatUtcDate } from '../../../src/dashboard/strings/dates.ts'

test('a date is dd-mm-yyyy with leading zeros', () => {
  expect(formatUtcDate('2027-03-04T23:59:59.999Z')).toBe('04-03-2027')
  expect(formatUtc('2027-03-04T05:06:07.000Z')).toBe('04-03-2027 05:06:07 UTC')
})

test.each([
  [0, 'en', 'now'],
  [-59, 'en', '59 seconds ago'],
  [-60, 'en', '1 minute ago'],
  [-3 * 60, 'en', '3 minutes ago'],
  [-3 * 60, 'de', 'vor 3 Minuten'],
  [-3599, 'en', '1 hour ago'],
  [-23 * 3600, 'en', '23 hours ago'],
  [-24 * 3600, 'en', '1 day ago'],
  [-24 * 3600, 'de', 'vor 1 Tag'],
  [30 * 3600, 'en', 'in 1 day'],
  [-40 * 86_400, 'en', '1 month ago'],
  [-400 * 86_400, 'de', 'vor 1 Jahr'],
  [2 * 86_400, 'en', 'in 2 days'],
  [45 * 86_400, 'de', 'in 2 Monaten'],
  [-800 * 86_400, 'en', '2 years ago'],
] as const)('%i seconds from now is, in %s, "%s"', (seconds, language, words) => {
  const now = Date.parse('2027-03-04T12:00:00Z')

  expect(formatRelative(new Date(now + seconds * 1000).toISOString(), language, now)).toBe(words)
})
