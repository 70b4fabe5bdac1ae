import { accountOf } from '../access/account-of.ts'
import { passAgain } from '../access/api-method-directive.ts'
import type { Context } from '../access/context.ts'
import type { ConfirmContext } from '../accounts/confirm-password.ts'
import type { PlatformLinks } from './platform-link.ts'
import type { Platform, PlatformAccount } from './platform.ts'

/** What the resolvers of the platform need beside the rest. */
export interface PlatformContext extends ConfirmContext {
  platform: Platform
  /** What accounts have at the platform behind. Unset with the sandbox. */
  links?: PlatformLinks
  /** Whether the door sends an answer of the platform on as it came. */
  sendsOn: boolean
}

/** For whom the platform is to act. @throws ApiError `UNAUTHENTICATED` */
export function platformAccountOf(context: Context): PlatformAccount {
  const { caller, origin } = context
  const account = {
    ...accountOf(caller),
    origin,
    stillMay: (method: string) => passAgain(context, method),
  }
  return caller.kind === 'session' ? { ...account, sessionId: caller.sessionId } : account
}
