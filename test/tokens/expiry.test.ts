import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ApiError } from '../../src/errors.ts'
import { checkExpiry, parseExpiry, sameLifeAgain } from '../../src/tokens/expiry.ts'

const day = 24 * 60 * 60 * 1000

describe('an expiry may be written as', () => {
  test.each([
    ['31-12-2030', '2030-12-31T23:59:59.999Z'],
    ['01-02-2030', '2030-02-01T23:59:59.999Z'],
    ['2030-12-31', '2030-12-31T23:59:59.999Z'],
    [' 31-12-2030 ', '2030-12-31T23:59:59.999Z'],
    ['29-02-2028', '2028-02-29T23:59:59.999Z'],
    ['2096-02-29', '2096-02-29T23:59:59.999Z'],
    ['31-12-2100', '2100-12-31T23:59:59.999Z'],
    ['2030-12-31 10:20:30', '2030-12-31T10:20:30.000Z'],
    ['2030-12-31 00:00:00', '2030-12-31T00:00:00.000Z'],
    ['2030-12-31T10:20:30Z', '2030-12-31T10:20:30.000Z'],
    ['2030-12-31t10:20:30z', '2030-12-31T10:20:30.000Z'],
    ['2030-12-31T10:20:30.5Z', '2030-12-31T10:20:30.500Z'],
    ['2030-12-31T10:20:30.123999Z', '2030-12-31T10:20:30.123Z'],
    ['2030-12-31T10:20:30+02:00', '2030-12-31T08:20:30.000Z'],
    ['2030-12-31T23:20:30-05:30', '2031-01-01T04:50:30.000Z'],
    ['2030-12-31T10:20:30+23:59', '2030-12-30T10:21:30.000Z'],
    ['2101-01-01T00:30:00+01:00', '2100-12-31T23:30:00.000Z'],
  ])('%s', (written, read) => {
    expect(parseExpiry(written).toISOString()).toBe(read)
  })
})

describe('an expiry is refused that is', () => {
  test.each([
    ['31-04-2030', 'the 31st of April'],
    ['29-02-2030', 'not in a leap year'],
    ['29-02-2100', 'not in a leap year either: 2100 is none'],
    ['2030-02-30', 'the 30th of February'],
    ['00-01-2030', 'before the first of the month'],
    ['32-01-2030', 'after the last of the month'],
    ['01-00-2030', 'before January'],
    ['01-13-2030', 'after December'],
    ['01-01-2101', 'after 2100'],
    ['2100-12-31T23:59:59-01:00', 'after 2100 in UTC'],
    ['2030-12-31 24:00:00', 'after the last hour'],
    ['2030-12-31 10:60:00', 'after the last minute'],
    ['2030-12-31T10:20:60Z', 'a leap second'],
    ['2030-12-31T10:20:30', 'without its offset'],
    ['2030-12-31T10:20Z', 'without seconds'],
    ['2030-12-31T10:20:30+24:00', 'a day off'],
    ['2030-12-31T10:20:30+02:60', 'off by sixty minutes'],
    ['2030-12-31T10:20:30.Z', 'without the digits of its fraction'],
    ['1-1-2030', 'of one digit'],
    ['31-12-30', 'of a short year'],
    ['31/12/2030', 'written with slashes'],
    ['31.12.2030', 'written with dots'],
    ['20301231', 'written together'],
    ['٣١-١٢-٢٠٣٠', 'in Arabic-Indic digits'],
    ['31-12-２０３０', 'in full-width digits'],
    ['31-12-2030\n31-12-2031', 'two'],
    ['1924905600000', 'a number'],
    ['', 'empty'],
    ['never', 'a word'],
  ])('%j, %s', (written) => {
    expect(() => parseExpiry(written)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: { parameter: 'expiresAt' } }),
    )
  })
})

test.each([
  [' 31-04-2030 ', '“31-04-2030” is not a date of the calendar.'],
  ['01-01-2101', 'The year of “01-01-2101” is after 2100.'],
  ['tomorrow', '“tomorrow” is not a date.'],
  ['x'.repeat(41), `“${'x'.repeat(40)}” is not a date.`],
])('the refusal of %j says what is wrong and how to write it', (written, problem) => {
  const example = `31-12-${new Date().getUTCFullYear() + 1}`
  expect(() => parseExpiry(written)).toThrow(
    `${problem} Give a day in the future as dd-mm-yyyy, for example ${example}, or null (at the old addresses the word never) for a token that does not expire.`,
  )
})

const aYear = fc.integer({ min: 1970, max: 2100 })
const padded = (number: number, length = 2) => String(number).padStart(length, '0')

test('a day is taken in both orders exactly if the calendar has it, and lasts until it ends in UTC', () => {
  fc.assert(
    fc.property(
      aYear,
      fc.integer({ min: 0, max: 13 }),
      fc.integer({ min: 0, max: 32 }),
      (year, month, date) => {
        const lastDate = new Date(Date.UTC(year, month, 0)).getUTCDate()
        const isReal = month >= 1 && month <= 12 && date >= 1 && date <= lastDate
        const end = isReal ? Date.UTC(year, month - 1, date) + day - 1 : undefined
        const written = [padded(year, 4), padded(month), padded(date)]
        expect(timeOf(written.join('-'))).toBe(end)
        expect(timeOf(written.reverse().join('-'))).toBe(end)
      },
    ),
  )
})

test('what was shown is read back as the same moment', () => {
  const moments = fc.date({
    min: new Date(0),
    max: new Date('2100-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(moments, (moment) => {
      expect(parseExpiry(moment.toISOString())).toEqual(moment)
    }),
  )
})

test('no text makes anything but a date or a refusal', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d :TZ.+-]{0,30}$/)), (text) => {
      const time = timeOf(text)
      expect(time === undefined || time <= Date.UTC(2101, 0) - 1).toBe(true)
    }),
  )
})

test('an expiry is in the future', () => {
  const now = new Date('2030-06-01T12:00:00.000Z')
  expect(() => checkExpiry(new Date(now.getTime() - 1), now)).toThrow('has passed')
  expect(() => checkExpiry(now, now)).toThrow('2030-06-01T12:00:00.000Z has passed. Give a day in the future')
  expect(() => checkExpiry(new Date(now.getTime() + 1), now)).not.toThrow()
  expect(() => checkExpiry(null, now)).not.toThrow()
})

describe('a life begun anew', () => {
  const now = new Date('2030-06-01T00:00:00Z')

  test('is as long as the one before', () => {
    expect(sameLifeAgain(new Date('2030-01-01'), new Date('2030-01-31'), now)).toEqual(new Date('2030-07-01'))
  })

  test('is a day at least', () => {
    expect(sameLifeAgain(new Date('2030-01-01'), new Date('2029-12-31'), now)).toEqual(new Date('2030-06-02'))
  })

  test('ends with the year 2100 at the latest', () => {
    const end = new Date('2100-12-31T23:59:59.999Z')
    expect(sameLifeAgain(new Date('2000-01-01'), new Date('2030-01-01'), new Date('2090-01-01'))).toEqual(end)
  })
})

function timeOf(text: string): number | undefined {
  try {
    return parseExpiry(text).getTime()
  } catch (error) {
    if (error instanceof ApiError) return undefined
    throw error
  }
}
