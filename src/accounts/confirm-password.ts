import type { Context } from '../access/context.ts'
import { ApiError } from '../errors.ts'
import { guess, type Guesser, passwordOf, recordWrongGuess } from './attempts.ts'
import { checkPassword } from './check-password.ts'
import type { Identity } from './identity.ts'
import type { Confirmation } from './lock-account.ts'
import { refuseOversize } from './password.ts'

/** What confirming takes beside the rest. */
export interface ConfirmContext extends Context {
  /** The platform that knows the passwords. Unset: this database does. */
  identity?: Identity
}

/**
 * Confirms a change with the account's password.
 * @param parameter the name by which the caller knows it
 * @returns what `lockConfirmed` looks at again in the transaction of the change
 * @throws ApiError `SESSION_REQUIRED`, `WRONG_PASSWORD` with `attemptsLeft`, `TOO_MANY_ATTEMPTS` with `retryAfter`
 */
export async function confirmPassword(
  context: ConfirmContext,
  password: string,
  parameter = 'password',
): Promise<Confirmation> {
  const { caller, identity } = context
  if (caller.kind !== 'session') {
    throw new ApiError('SESSION_REQUIRED', 'Sign in with the password to make this change.')
  }
  const { account, sessionId } = caller
  const passwordHash = await confirmPasswordOf(context, identity, account, password, parameter)
  return { accountId: account.id, sessionId, passwordHash }
}

/**
 * Confirms that a password is an account's, whoever asks.
 * @returns its stored form; null where the platform behind knows it
 * @throws ApiError `WRONG_PASSWORD` with `attemptsLeft`, `TOO_MANY_ATTEMPTS` with `retryAfter`
 */
export async function confirmPasswordOf(
  guesser: Guesser,
  identity: Identity | undefined,
  account: { uid: number; login: string },
  password: string,
  parameter = 'password',
): Promise<string | null> {
  const { login } = account
  refuseOversize(password, parameter)
  const check = identity
    ? await guess(guesser, passwordOf(login), async () =>
        (await identity.isPassword(account, password)) ? true : undefined,
      )
    : await checkPassword(guesser, login, password)
  if (check.right) return 'account' in check ? check.account.passwordHash : null

  await recordWrongGuess(guesser, passwordOf(login), 'account.password-refused')
  throw new ApiError(
    'WRONG_PASSWORD',
    `That is not the password of ${login}. ${triesLeft(check.attemptsLeft)}`,
    { attemptsLeft: check.attemptsLeft, parameter },
  )
}

/** A sentence that says how many wrong passwords remain before a wait. */
export function triesLeft(attemptsLeft: number): string {
  if (attemptsLeft === 0) return 'The next try has to wait.'
  return attemptsLeft === 1 ? '1 try is left.' : `${attemptsLeft} tries are left.`
}
