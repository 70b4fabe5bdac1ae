import { randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { hashSecret } from '../access/hash-secret.ts'

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const randomDigits = 43
const checkDigits = 6

export interface Secret {
  /** `<prefix>_` + 43 base62 digits (256 random bits) + 6 base62 digits of their CRC32. Shown once. */
  value: string
  /** What is stored to find it by. */
  hash: string
  lastFour: string
}

/** Makes a new token value. */
export function createSecret(prefix: string): Secret {
  let random = ''
  while (random.length < randomDigits) random += digits[randomInt(digits.length)]
  const value = `${prefix}_${random}${checksum(random)}`
  return { value, hash: hashSecret(value), lastFour: value.slice(-4) }
}

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

function checksum(text: string): string {
  let rest = crc32(text)
  let check = ''
  for (let place = 0; place < checkDigits; place++) {
    check = digits[rest % digits.length]! + check
    rest = Math.floor(rest / digits.length)
  }
  return check
}
