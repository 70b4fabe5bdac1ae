import { hash } from 'node:crypto'

/**
 * The form in which sessions and tokens are stored and found: SHA-256, base64url.
 * Not a slow hash: the values hold 160 and 256 random bits, so there is nothing to guess.
 */
export function hashSecret(value: string): string {
  return hash('sha256', value, 'base64url')
}
