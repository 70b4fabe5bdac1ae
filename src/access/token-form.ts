import { crc32 } from 'node:zlib'

/** Of base62, in the order of their value. */
export const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** As many hold 256 random bits. */
export const randomDigits = 43
const checkDigits = 6

/** What every token value of this server looks like, for scanners. */
export function tokenPattern(prefix: string): RegExp {
  return new RegExp(`^${prefix}_[0-9A-Za-z]{${randomDigits + checkDigits}}$`)
}

/** Whether a text has the form of a token value and its checksum is right. Finds typing errors without a database. */
export function isWellFormed(value: string, pattern: RegExp): boolean {
  if (!pattern.test(value)) return false
  const body = value.slice(-(randomDigits + checkDigits))
  return checksum(body.slice(0, randomDigits)) === body.slice(randomDigits)
}

/** Whether a text has the form of a token of any server, since a token outlives a change of the prefix. */
export function isAnyToken(value: string): boolean {
  return isWellFormed(value, anyPrefix)
}

/** The same, whatever its check digits say. */
export function looksLikeToken(value: string): boolean {
  return anyPrefix.test(value)
}

const anyPrefix = tokenPattern('[a-z]{2,10}')

/** The check digits of a value's random digits: their CRC32 in base62. */
export function checksum(text: string): string {
  let rest = crc32(text)
  let check = ''
  for (let place = 0; place < checkDigits; place++) {
    check = digits[rest % digits.length]! + check
    rest = Math.floor(rest / digits.length)
  }
  return check
}
