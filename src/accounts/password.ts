import { hash, verify } from '@node-rs/argon2'
import { isAnyToken } from '../access/token-form.ts'
import { ApiError } from '../errors.ts'
import { Turns } from '../turns.ts'
import { isCommonPassword } from './common-passwords.ts'

/** argon2id with OWASP's first choice for this algorithm: 19 MiB, two passes, one lane. About 15 ms. */
const argon2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Two at once keep a two-core server answering. */
const turns = new Turns({ atOnce: 2, longestQueue: 16, longestWait: 500, refusal: tooBusy })

const longestPassword = 1024
const shortestPassword = 8

/** Nobody types these. U+FFFD stands for anything that could not be read, so other passwords are stored as the same. */
const damage = /[\0\ufffd\p{Surrogate}]/u

/**
 * Makes the stored form of a new password.
 * @param parameter the name by which the caller knows it
 * @throws ApiError `BAD_USER_INPUT` for one that is damaged, too short, too long or among the most common, `OVERLOADED`
 */
export async function hashPassword(given: string, parameter = 'password'): Promise<string> {
  refuseOversize(given, parameter)
  refuseDamaged(given, parameter)
  const password = normalized(given)
  if ([...password].length < shortestPassword) {
    throw new ApiError(
      'BAD_USER_INPUT',
      `A password has at least ${shortestPassword} characters. Choose a longer one.`,
      { parameter },
    )
  }
  if (password.trim() === '' || (await isCommonPassword(password))) {
    throw new ApiError(
      'BAD_USER_INPUT',
      'That password is one of those that are guessed first. Choose another.',
      { parameter },
    )
  }
  // Signing in would take it for one.
  if (isAnyToken(given)) {
    throw new ApiError('BAD_USER_INPUT', 'That is a token. Choose a password that is nothing else.', {
      parameter,
    })
  }
  return turns.take(() => hash(password, argon2))
}

/** Whether a password is the one behind a stored hash. @throws ApiError `OVERLOADED` */
export async function verifyPassword(stored: string, password: string): Promise<boolean> {
  return turns.take(() => verify(stored, normalized(password)))
}

/**
 * One form of what keyboards and systems write in several: an umlaut as one character or as two, a letter in full
 * width. NIST SP 800-63B, 3.1.1.2, asks for it before hashing.
 */
function normalized(password: string) {
  return password.normalize('NFKC')
}

/** Takes as long as a real check, so that an unknown login is not told apart by time. Always false. */
export async function verifyNothing(password: string): Promise<false> {
  await verifyPassword(decoy, password)
  return false
}

/** A stored hash that nobody's password is behind: zeros, under the settings of the real ones. */
const decoy = `$argon2id$v=19$m=${argon2.memoryCost},t=${argon2.timeCost},p=${argon2.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`

/**
 * A password is never cut, since the rest of a cut one would count for nothing.
 * @throws ApiError `BAD_USER_INPUT`
 */
export function refuseOversize(password: string, parameter = 'password') {
  if (Buffer.byteLength(password) > longestPassword) {
    throw new ApiError(
      'BAD_USER_INPUT',
      `A password has at most ${longestPassword} bytes. Send a shorter one.`,
      { parameter },
    )
  }
}

/** A new password that was damaged on its way is not the one that was meant. @throws ApiError `BAD_USER_INPUT` */
export function refuseDamaged(password: string, parameter: string) {
  if (!damage.test(password)) return
  throw new ApiError(
    'BAD_USER_INPUT',
    'The password has a null byte, half of a character, or U+FFFD in place of one. Send it in UTF-8, or choose another.',
    { parameter },
  )
}

/** What is said to whoever would have to wait too long for a password or code to be checked. */
export function tooBusy(): ApiError {
  return new ApiError('OVERLOADED', 'The server is busy checking passwords. Try again in 1 second.', {
    retryAfter: 1,
  })
}
