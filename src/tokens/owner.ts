import type { Origin } from '../access/caller.ts'

/** Who changes tokens, confirmed by password, and from where. */
export interface Owner {
  accountId: string
  origin: Origin
}

/** What the operator settles for all tokens. */
export interface TokenPolicy {
  /** First part of every value. */
  prefix: string
  maxTokensPerAccount: number
}
