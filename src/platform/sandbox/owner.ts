import type { Parameters, PlatformAccount } from '../platform.ts'
import { invalid, optionalWhole } from './parameters.ts'

/**
 * The sandbox has no collaboration: nobody can ask for, or make, what is another account's. To go on as if the owner had
 * not been named would give the wrong answer.
 */
export function refuseOtherOwner(account: PlatformAccount, parameters: Parameters) {
  const owner = optionalWhole(parameters, 'ownerUid', 0, Number.MAX_SAFE_INTEGER)
  if (owner !== undefined && owner !== account.uid) {
    throw invalid('ownerUid', 'the sandbox has no shared environments. Leave it out')
  }
}
