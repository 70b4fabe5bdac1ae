import type { Context } from '../access/context.ts'
import { ApiError } from '../errors.ts'
import { passwordOf, recordWrongGuess } from './attempts.ts'
import { checkPassword } from './check-password.ts'

/**
 * Confirms a change with the account's password.
 * @returns the id of the caller's account
 * @throws ApiError `SESSION_REQUIRED`, `WRONG_PASSWORD` with `attemptsLeft`, `TOO_MANY_ATTEMPTS` with `retryAfter`
 */
export async function confirmPassword(context: Context, password: string): Promise<string> {
  const { caller } = context
  if (caller.kind !== 'session') {
    throw new ApiError('SESSION_REQUIRED', 'Sign in with the password to make this change.')
  }
  const { id, login } = caller.account
  const check = await checkPassword(context, login, password)
  if (check.right) return id

  await recordWrongGuess(context, passwordOf(login), 'account.password-refused')
  throw new ApiError(
    'WRONG_PASSWORD',
    `That is not the password of ${login}. ${triesLeft(check.attemptsLeft)}`,
    { attemptsLeft: check.attemptsLeft, parameter: 'password' },
  )
}

/** A sentence that says how many wrong passwords remain before a wait. */
export function triesLeft(attemptsLeft: number): string {
  if (attemptsLeft === 0) return 'The next try has to wait.'
  return attemptsLeft === 1 ? '1 try is left.' : `${attemptsLeft} tries are left.`
}
