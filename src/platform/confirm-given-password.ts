import { accountOf } from '../access/account-of.ts'
import { type ConfirmContext, confirmPasswordOf } from '../accounts/confirm-password.ts'
import type { Parameters } from './platform.ts'

/** The password that comes with these is the account's, so each is a guess at it. */
const confirmedByPassword = new Set([
  'environment.control.DeleteEnv',
  'users.account.Disable2FA',
  'users.account.Enable2FA',
  'users.account.Get2FABackupCodes',
  'users.account.Get2FAConfig',
  'users.account.Regenerate2FABackupCodes',
  'users.authentication.CheckPassword',
])

/**
 * The password of the account in a call. The platform does not ask for one everywhere, but one that is there has to be
 * right.
 */
export function givenPassword(method: string, parameters: Parameters): string | undefined {
  if (!confirmedByPassword.has(method)) return undefined
  const [, given] =
    Object.entries(parameters).find(([name]) => name.trim().toLowerCase() === 'password') ?? []
  return typeof given === 'string' && given !== '' ? given : undefined
}

/**
 * Confirms it, for a token too, and counted like every other guess.
 * @throws ApiError `WRONG_PASSWORD` with `attemptsLeft`, `TOO_MANY_ATTEMPTS` with `retryAfter`
 */
export async function confirmGivenPassword(context: ConfirmContext, password: string): Promise<void> {
  await confirmPasswordOf(context, context.identity, accountOf(context.caller), password)
}
