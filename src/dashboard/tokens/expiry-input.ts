/**
 * Days as people type them for Expires At. A token works through its day, UTC: so a day is written, shown and counted
 * in UTC, and the day that was typed is the day that the list shows, wherever the reader is.
 */

/** What stands in the field. `never` is said outright: an emptied field is a slip, not a token for ever. */
export interface ExpiryValue {
  readonly text: string
  readonly never: boolean
}

/** Why a text is not an expiry. */
export type ExpiryProblem = 'not-a-date' | 'not-in-calendar' | 'passed' | 'too-late'

export type ExpiryReading = { readonly day: string } | { readonly problem: ExpiryProblem }

export const presets = ['7-days', '30-days', '90-days', '1-year'] as const
export type Preset = (typeof presets)[number]

const lastYear = 2100
const daysOfPreset = { '7-days': 7, '30-days': 30, '90-days': 90 } as const

/** Day first, as it is shown, with any of the usual separators; or year first, as machines write it. */
const forms = [
  /^(?<day>\d{1,2})(?<separator>[-/.])(?<month>\d{1,2})\k<separator>(?<year>\d{4})$/,
  /^(?<year>\d{4})(?<separator>[-/.])(?<month>\d{1,2})\k<separator>(?<day>\d{1,2})$/,
  // The keys that a telephone shows for this field have no separator.
  /^(?<day>\d{2})(?<month>\d{2})(?<year>\d{4})$/,
  // The day of a pasted moment: 2027-05-14T23:59:59.999Z, or 2027-05-14 23:59:59.
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?$/,
]

/** Reads a day in the future, as `dd-mm-yyyy`. */
export function readExpiry(text: string, now: Date): ExpiryReading {
  const parts = readParts(text)
  if (!parts) return { problem: 'not-a-date' }
  const { year, month, day } = parts
  const end = endOfDay(year, month, day)
  if (!end) return { problem: 'not-in-calendar' }
  if (year > lastYear) return { problem: 'too-late' }
  if (end <= now) return { problem: 'passed' }
  return { day: write(year, month, day) }
}

/** The text as `dd-mm-yyyy` where it is a day in any form that we take; as it is otherwise. */
export function tidyExpiry(text: string): string {
  const parts = readParts(text)
  return parts ? write(parts.year, parts.month, parts.day) : text.trim()
}

export function presetDay(preset: Preset, now: Date): string {
  const year = now.getUTCFullYear()
  if (preset !== '1-year') {
    return dayOf(new Date(Date.UTC(year, now.getUTCMonth(), now.getUTCDate() + daysOfPreset[preset])))
  }
  const month = now.getUTCMonth() + 1
  const day = now.getUTCDate()
  // A year after 29 February is 28 February.
  return endOfDay(year + 1, month, day) ? write(year + 1, month, day) : write(year + 1, month, day - 1)
}

/** The day of a moment, as `dd-mm-yyyy`. */
export function dayOf(moment: Date): string {
  return write(moment.getUTCFullYear(), moment.getUTCMonth() + 1, moment.getUTCDate())
}

/** Whether a moment is not the end of its day, which is all that the form sets: the API sets any. */
export function isWithinDay(moment: Date): boolean {
  const end = endOfDay(moment.getUTCFullYear(), moment.getUTCMonth() + 1, moment.getUTCDate())
  return end?.getTime() !== moment.getTime()
}

/** `dd-mm-yyyy` as `yyyy-mm-dd`, for the calendar; undefined where the text is no day of the calendar. */
export function isoDay(text: string): string | undefined {
  const parts = readParts(text)
  if (!parts || !endOfDay(parts.year, parts.month, parts.day)) return undefined
  return `${digits(parts.year, 4)}-${digits(parts.month)}-${digits(parts.day)}`
}

/** Whole days from now to the end of a day: 0 today. */
export function daysUntil(text: string, now: Date): number | undefined {
  const parts = readParts(text)
  const end = parts && endOfDay(parts.year, parts.month, parts.day)
  return end ? Math.floor((end.getTime() - now.getTime()) / (24 * 60 * 60 * 1000)) : undefined
}

function readParts(text: string): { year: number; month: number; day: number } | undefined {
  const written = text.trim()
  for (const form of forms) {
    const groups = form.exec(written)?.groups
    if (groups) return { year: Number(groups.year), month: Number(groups.month), day: Number(groups.day) }
  }
  return undefined
}

/** The last millisecond of a day, if the calendar has it: Date itself would turn 31 April into 1 May. */
function endOfDay(year: number, month: number, day: number): Date | undefined {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(23, 59, 59, 999)
  const isReal =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return isReal ? date : undefined
}

function write(year: number, month: number, day: number): string {
  return `${digits(day)}-${digits(month)}-${digits(year, 4)}`
}

function digits(number: number, width = 2): string {
  return String(number).padStart(width, '0')
}
