import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  dayOf,
  daysUntil,
  isoDay,
  presetDay,
  readExpiry,
  tidyExpiry,
} from '../../../src/dashboard/tokens/expiry-input.ts'
import { parseExpiry } from '../../../src/tokens/expiry.ts'

const now = new Date('2026-11-23T20:00:00Z')

describe('what is typed or pasted', () => {
  test.each([
    { text: '31-12-2026', day: '31-12-2026' },
    { text: ' 31-12-2026\n', day: '31-12-2026' },
    { text: '31/12/2026', day: '31-12-2026' },
    { text: '31.12.2026', day: '31-12-2026' },
    { text: '1.2.2027', day: '01-02-2027' },
    { text: '01022027', day: '01-02-2027' }, // what the keys of a telephone can write
    { text: '2027-02-01', day: '01-02-2027' },
    { text: '2027/2/1', day: '01-02-2027' },
    { text: '2027-02-01T10:15:30Z', day: '01-02-2027' },
    { text: '2027-02-01 10:15:30', day: '01-02-2027' },
    { text: '29-02-2028', day: '29-02-2028' },
    { text: '23-11-2026', day: '23-11-2026' }, // today: it works until midnight
    { text: '31-12-2100', day: '31-12-2100' },
  ])('“$text” is $day', ({ text, day }) => {
    expect(readExpiry(text, now)).toEqual({ day })
    expect(tidyExpiry(text)).toBe(day)
  })

  test.each([
    { text: '', problem: 'not-a-date' },
    { text: 'tomorrow', problem: 'not-a-date' },
    { text: '31-12-26', problem: 'not-a-date' },
    { text: '31-12/2026', problem: 'not-a-date' },
    { text: '12-2027', problem: 'not-a-date' },
    { text: '31-12-20266', problem: 'not-a-date' },
    { text: '٣١-١٢-٢٠٢٦', problem: 'not-a-date' },
    { text: '31-04-2027', problem: 'not-in-calendar' },
    { text: '29-02-2027', problem: 'not-in-calendar' },
    { text: '29-02-2100', problem: 'not-in-calendar' },
    { text: '12-31-2026', problem: 'not-in-calendar' }, // month first is not guessed at
    { text: '20261231', problem: 'not-in-calendar' }, // and neither is year first without separators
    { text: '3122026', problem: 'not-a-date' },
    { text: '00-01-2027', problem: 'not-in-calendar' },
    { text: '22-11-2026', problem: 'passed' },
    { text: '01-01-0050', problem: 'passed' },
    { text: '01-01-2101', problem: 'too-late' },
  ])('“$text” is refused: $problem', ({ text, problem }) => {
    expect(readExpiry(text, now)).toEqual({ problem })
  })

  test('what is no date is left as it was typed', () => {
    expect(tidyExpiry(' next week ')).toBe('next week')
  })
})

const future = fc.date({
  min: new Date('2026-11-24T00:00:00Z'),
  max: new Date('2100-12-31T23:59:59Z'),
  noInvalidDate: true,
})

test('any day that the field takes is the same day to the server', () => {
  fc.assert(
    fc.property(future, fc.constantFrom('-', '/', '.', ''), (date, separator) => {
      const written = dayOf(date).replaceAll('-', separator)
      const reading = readExpiry(written, now)
      expect(reading).toEqual({ day: dayOf(date) })
      const understood = parseExpiry((reading as { day: string }).day)
      expect(understood.toISOString()).toBe(`${date.toISOString().slice(0, 10)}T23:59:59.999Z`)
      expect(readExpiry(isoDay(written)!, now)).toEqual(reading)
    }),
  )
})

test('what the field takes has not passed, and tidying twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('0', '1', '2', '3', '9', '-', '.', '/') }), (text) => {
      expect(tidyExpiry(tidyExpiry(text))).toBe(tidyExpiry(text))
      const reading = readExpiry(text, now)
      if ('day' in reading) expect(parseExpiry(reading.day).getTime()).toBeGreaterThan(now.getTime())
    }),
  )
})

describe('presets', () => {
  test.each([
    { preset: '7-days', from: '2026-11-23T20:00:00Z', day: '30-11-2026' },
    { preset: '30-days', from: '2026-11-23T20:00:00Z', day: '23-12-2026' },
    { preset: '90-days', from: '2026-11-23T20:00:00Z', day: '21-02-2027' },
    { preset: '1-year', from: '2026-11-23T20:00:00Z', day: '23-11-2027' },
    { preset: '1-year', from: '2028-02-29T00:00:00Z', day: '28-02-2029' },
    { preset: '7-days', from: '2026-12-31T23:59:59Z', day: '07-01-2027' },
  ] as const)('$preset from $from', ({ preset, from, day }) => {
    expect(presetDay(preset, new Date(from))).toBe(day)
  })
})

test.each([
  { text: '23-11-2026', days: 0 },
  { text: '24-11-2026', days: 1 },
  { text: '21-02-2027', days: 90 },
  { text: 'soon', days: undefined },
])('$text is $days days away', ({ text, days }) => {
  expect(daysUntil(text, now)).toBe(days)
})
