import type { Confirmation } from '../accounts/lock-account.ts'
import type { PlatformAccount } from './platform.ts'

/** What an account has at the platform behind. Unset with the sandbox. */
export interface PlatformLinks {
  show(account: PlatformAccount): Promise<PlatformLink>
  /**
   * Takes a token of the platform from its owner, after asking the platform whose it is. One that Latchkey made is
   * removed there.
   * @throws ApiError `BAD_USER_INPUT`
   */
  give(account: PlatformAccount, confirmed: Confirmation, password: string, token: string): Promise<void>
  /** Forgets a token that was given, and makes one instead. */
  forget(account: PlatformAccount, confirmed: Confirmation, password: string): Promise<void>
}

export interface PlatformLink {
  address: string
  /** What opens it now. */
  credential: 'MADE' | 'GIVEN' | 'SESSION' | 'NONE'
  /** Whether there is a token that the owner gave, even one that the platform no longer takes. */
  given: boolean
  since: Date | null
  expiresAt: Date | null
  problem: string | null
}
