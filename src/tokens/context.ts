import type { ConfirmContext } from '../accounts/confirm-password.ts'
import type { TokenPolicy } from './owner.ts'

/** What the resolvers of tokens need beside the rest. */
export interface TokensContext extends ConfirmContext {
  tokenPolicy: TokenPolicy
}
