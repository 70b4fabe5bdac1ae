import type { SealedColumn } from '../database/rotate-secrets.ts'
import { twoFactors } from '../database/schema.ts'

/** What the secret of an account is bound to. */
export function secretOwner(accountId: string): string {
  return `two-factor:${accountId}`
}

/** Where the secrets are. */
export const twoFactorSecrets: SealedColumn = {
  table: twoFactors,
  key: twoFactors.accountId,
  sealed: twoFactors.secret,
  ownerOf: secretOwner,
}
