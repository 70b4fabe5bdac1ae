import type { Language } from './plural.ts'

/** `dd-mm-yyyy` in the reader's zone. */
export function formatDate(iso: string): string {
  const date = new Date(iso)
  return `${two(date.getDate())}-${two(date.getMonth() + 1)}-${date.getFullYear()}`
}

/** `dd-mm-yyyy HH:mm` in the reader's zone. */
export function formatTime(iso: string): string {
  const date = new Date(iso)
  return `${formatDate(iso)} ${two(date.getHours())}:${two(date.getMinutes())}`
}

/** `dd-mm-yyyy` in UTC, the zone in which the server counts the days of an expiry. */
export function formatUtcDate(iso: string): string {
  const date = new Date(iso)
  return `${two(date.getUTCDate())}-${two(date.getUTCMonth() + 1)}-${date.getUTCFullYear()}`
}

/** `dd-mm-yyyy HH:mm:ss UTC`. */
export function formatUtc(iso: string): string {
  const date = new Date(iso)
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':')
  return `${formatUtcDate(iso)} ${clock} UTC`
}

const steps = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Infinity],
] as const

/** "3 minutes ago", "in 2 days". */
export function formatRelative(iso: string, language: Language, now = Date.now()): string {
  let amount = (new Date(iso).getTime() - now) / 1000
  for (const [unit, size] of steps) {
    if (Math.abs(Math.round(amount)) < size) return inWords(Math.round(amount), unit, language)
    amount /= size
  }
  return inWords(0, 'second', language)
}

/** No second is "now"; but 24 hours ago need not be "yesterday", nor 30 days "last month". */
function inWords(amount: number, unit: Intl.RelativeTimeFormatUnit, language: Language): string {
  const numeric = unit === 'second' ? 'auto' : 'always'
  return new Intl.RelativeTimeFormat(language, { numeric }).format(amount, unit)
}

function two(number: number) {
  return String(number).padStart(2, '0')
}
