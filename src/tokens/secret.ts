import { randomInt } from 'node:crypto'
import { hashSecret } from '../access/hash-secret.ts'
import { checksum, digits, randomDigits } from '../access/token-form.ts'

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
