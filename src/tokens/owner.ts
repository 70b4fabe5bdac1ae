import type { Origin } from '../access/caller.ts'
import type { Confirmation } from '../accounts/lock-account.ts'

/** Who changes tokens, confirmed by password, and from where. */
export interface Owner extends Confirmation {
  origin: Origin
}

/** What the operator settles for all tokens. */
export interface TokenPolicy {
  /** First part of every value. */
  prefix: string
  maxTokensPerAccount: number
}
