import { invalidParameter } from '../../methods/invalid-parameter.ts'
import type { Parameters, PlatformAccount } from '../platform.ts'
import { optionalWhole } from './parameters.ts'

/**
 * The sandbox has no collaboration: nobody can ask for, or make, what is another account's. To go on as if the owner had
 * not been named would give the wrong answer.
 */
export function refuseOtherOwner(account: PlatformAccount, parameters: Parameters) {
  const owner = optionalWhole(parameters, 'ownerUid', 0, Number.MAX_SAFE_INTEGER)
  if (owner !== undefined && owner !== account.uid) {
    throw invalidParameter('ownerUid', 'the sandbox has no shared environments. Leave it out')
  }
}
