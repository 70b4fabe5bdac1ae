import { ApiError } from '../errors.ts'

const lastYear = 2100
const day = 24 * 60 * 60 * 1000

/** The forms that an expiry date may be written in. Digits are ASCII. */
const forms: { pattern: RegExp; read(...parts: string[]): Date | undefined }[] = [
  // dd-mm-yyyy and yyyy-mm-dd: valid through that day.
  { pattern: /^(\d{2})-(\d{2})-(\d{4})$/, read: (d, m, y) => utc([y, m, d, 23, 59, 59], 999) },
  { pattern: /^(\d{4})-(\d{2})-(\d{2})$/, read: (y, m, d) => utc([y, m, d, 23, 59, 59], 999) },
  // yyyy-MM-dd HH:mm:ss, as the old protocol has it.
  { pattern: /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/, read: (...parts) => utc(parts) },
  // RFC 3339. Digits beyond the millisecond are dropped.
  {
    pattern: /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})$/,
    read: (...parts) => {
      const local = utc(parts.slice(0, 6), Number((parts[6] ?? '').padEnd(3, '0').slice(0, 3)))
      const shift = offsetMinutes(parts[7]!)
      return local && shift !== undefined ? new Date(local.getTime() - shift * 60_000) : undefined
    },
  },
]

/**
 * Reads an expiry date: `dd-mm-yyyy` or `yyyy-mm-dd` (valid through that day, UTC), `yyyy-MM-dd HH:mm:ss` (UTC), or
 * RFC 3339. Only real calendar dates, at most in the year 2100.
 * @throws ApiError `BAD_USER_INPUT`
 */
export function parseExpiry(text: string): Date {
  const written = text.trim()
  for (const { pattern, read } of forms) {
    const match = pattern.exec(written)
    if (!match) continue
    const date = read(...match.slice(1))
    if (!date) throw wrongExpiry(`${quote(written)} is not a date of the calendar.`)
    if (date.getUTCFullYear() > lastYear)
      throw wrongExpiry(`The year of ${quote(written)} is after ${lastYear}.`)
    return date
  }
  throw wrongExpiry(`${quote(written)} is not a date.`)
}

/**
 * Refuses an expiry that has passed: such a token would be dead on arrival.
 * @param ofOriginal whether nobody gave it, and it is that of the token to copy
 * @throws ApiError `BAD_USER_INPUT`
 */
export function checkExpiry(expiresAt: Date | null, now: Date, ofOriginal = false): void {
  if (expiresAt && expiresAt <= now) {
    const date = expiresAt.toISOString()
    throw wrongExpiry(ofOriginal ? `The original expired at ${date}.` : `${date} has passed.`)
  }
}

/** The life of a token begun anew: as long as it was given before, at least a day, at most to the end of 2100. */
export function sameLifeAgain(issuedAt: Date, expiresAt: Date, now: Date): Date {
  const life = Math.max(day, expiresAt.getTime() - issuedAt.getTime())
  return new Date(Math.min(now.getTime() + life, Date.UTC(lastYear, 11, 31, 23, 59, 59, 999)))
}

function wrongExpiry(problem: string) {
  return new ApiError(
    'BAD_USER_INPUT',
    `${problem} Give a day in the future as dd-mm-yyyy, for example 31-12-${new Date().getUTCFullYear() + 1}, or null (at the old addresses the word never) for a token that does not expire.`,
    { parameter: 'expiresAt' },
  )
}

/** The date, if the calendar has it: Date itself would turn 31 April into 1 May. */
function utc(parts: readonly (string | number)[], milliseconds = 0): Date | undefined {
  const [year = 0, month = 0, dayOfMonth = 0, hour = 0, minute = 0, second = 0] = parts.map(Number)
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, dayOfMonth)
  date.setUTCHours(hour, minute, second, milliseconds)
  const [sameYear, sameMonth, sameDay, sameHour, sameMinute, sameSecond] = date
    .toISOString()
    .split(/[-T:.]/)
    .map(Number)
  const isReal =
    sameYear === year &&
    sameMonth === month &&
    sameDay === dayOfMonth &&
    sameHour === hour &&
    sameMinute === minute &&
    sameSecond === second
  return isReal ? date : undefined
}

function offsetMinutes(offset: string): number | undefined {
  if (offset.toUpperCase() === 'Z') return 0
  const hours = Number(offset.slice(1, 3))
  const minutes = Number(offset.slice(4, 6))
  if (hours > 23 || minutes > 59) return undefined
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

function quote(text: string) {
  return `“${text.slice(0, 40)}”`
}
