import { ApiError } from '../errors.ts'
import type { Caller, CallerAccount } from './caller.ts'

/** The account that a caller speaks for. @throws ApiError `UNAUTHENTICATED` */
export function accountOf(caller: Caller): CallerAccount {
  if (caller.kind === 'anonymous') throw new ApiError('UNAUTHENTICATED', 'Sign in, or send an access token.')
  return caller.account
}
