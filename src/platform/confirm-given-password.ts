import { accountOf } from '../access/account-of.ts'
import { type ConfirmContext, confirmPasswordOf } from '../accounts/confirm-password.ts'
import { methodIds } from '../methods/catalogue.ts'
import { invalidParameter } from '../methods/invalid-parameter.ts'
import type { Parameters } from './platform.ts'

/** The password that comes with these is the account's, so each is a guess at it. */
const confirmedByPassword = methodIds(
  'environment.control.DeleteEnv',
  'users.account.Disable2FA',
  'users.account.Enable2FA',
  'users.account.Get2FABackupCodes',
  'users.account.Get2FAConfig',
  'users.account.Regenerate2FABackupCodes',
  'users.authentication.CheckPassword',
)

/**
 * The password of the account in a call, as text. The platform does not ask for one everywhere, but one that is there
 * has to be right. Which names it takes for `password` is its own to say, so every name with these letters is one.
 * @throws ApiError `BAD_USER_INPUT` for two, of which the platform might look at the other
 */
export function givenPassword(method: string, parameters: Parameters): string | undefined {
  if (!confirmedByPassword.has(method)) return undefined
  const [given, ...others] = Object.keys(parameters).filter((name) => lettersOf(name) === 'password')
  if (given === undefined) return undefined
  const value = parameters[given] ?? ''
  if (others.length > 0 || typeof value === 'object') {
    throw invalidParameter('password', 'send it once, and as text')
  }
  return value === '' ? undefined : String(value as string | number | boolean)
}

function lettersOf(name: string) {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z]/g, '')
}

/**
 * Confirms it, for a token too, and counted like every other guess.
 * @throws ApiError `WRONG_PASSWORD` with `attemptsLeft`, `TOO_MANY_ATTEMPTS` with `retryAfter`
 */
export async function confirmGivenPassword(context: ConfirmContext, password: string): Promise<void> {
  await confirmPasswordOf(context, context.identity, accountOf(context.caller), password)
}
