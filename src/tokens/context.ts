import type { Context } from '../access/context.ts'
import type { TokenPolicy } from './owner.ts'

/** What the resolvers of tokens need beside the rest. */
export interface TokensContext extends Context {
  tokenPolicy: TokenPolicy
}
