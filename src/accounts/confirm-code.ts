import { and, eq, isNotNull, sql } from 'drizzle-orm'
import { recordActivity } from '../activity/record-activity.ts'
import type { Database } from '../database/connect.ts'
import { twoFactors } from '../database/schema.ts'
import { ApiError } from '../errors.ts'
import type { Sealer } from '../sealing.ts'
import { guess, recordWrongGuess, secondFactorOf } from './attempts.ts'
import { triesLeft } from './confirm-password.ts'
import type { AccountsContext } from './context.ts'
import { lockAccount } from './lock-account.ts'
import { takeRecoveryCode } from './recovery-codes.ts'
import { looksLikeTotp, matchingStep } from './totp.ts'
import { secretOwner } from './two-factor-secret.ts'

/**
 * Does something that takes the second factor: a code of the app, or a recovery code. The code is used up in the
 * transaction of what it allows.
 * @param refusal the code of the error for a wrong one
 * @throws ApiError with `attemptsLeft`, `TOO_MANY_ATTEMPTS` with `retryAfter`, `NOT_SUPPORTED` when no key opens the secret
 */
export async function confirmCode<T>(
  context: AccountsContext,
  accountId: string,
  code: string,
  refusal: 'SIGN_IN_FAILED' | 'WRONG_CODE',
  work: (tx: Database) => Promise<T>,
): Promise<T> {
  const { db, sealer, origin } = context
  const target = secondFactorOf(accountId)
  const outcome = await guess(context, target, () =>
    db.transaction(async (tx) => {
      // First the account, then what belongs to it: everybody who takes both locks does so in this order.
      await lockAccount(tx, accountId)
      if (looksLikeTotp(code)) {
        if (!(await takeTotp(tx, sealer, accountId, code))) return undefined
      } else {
        if (!(await takeRecoveryCode(tx, accountId, code))) return undefined
        await recordActivity(tx, accountId, origin, [{ action: 'account.recovery-code-used' }])
      }
      return { result: await work(tx) }
    }),
  )
  if (outcome.right) return outcome.found.result

  await recordWrongGuess(context, target, 'account.second-factor-refused')
  throw new ApiError(
    refusal,
    `The code is not right, or was used before. Send the one that the app shows now, or a recovery code. ${triesLeft(outcome.attemptsLeft)}`,
    { attemptsLeft: outcome.attemptsLeft, parameter: 'code' },
  )
}

/**
 * Uses up the code of a time step: neither that step nor an earlier one is taken again. By the clock of the database,
 * which all instances share.
 */
async function takeTotp(
  tx: Database,
  sealer: Sealer | undefined,
  accountId: string,
  code: string,
): Promise<boolean> {
  const [factor] = await tx
    .select({
      secret: twoFactors.secret,
      lastStep: twoFactors.lastStep,
      now: sql<number>`extract(epoch from clock_timestamp())::float8`,
    })
    .from(twoFactors)
    .where(and(eq(twoFactors.accountId, accountId), isNotNull(twoFactors.enabledAt)))
    .for('update')
  if (!factor) return false
  if (!sealer?.knows(factor.secret)) {
    throw new ApiError(
      'NOT_SUPPORTED',
      'This server cannot check codes at present, because it lacks the key. Use a recovery code, or ask your operator to set SECRET_KEY.',
    )
  }
  const secret = sealer.open(factor.secret, secretOwner(accountId))
  const step = matchingStep(secret, code, new Date(factor.now * 1000))
  if (step === undefined || step <= (factor.lastStep ?? 0)) return false
  await tx.update(twoFactors).set({ lastStep: step }).where(eq(twoFactors.accountId, accountId))
  return true
}
