import { and, eq, isNotNull, isNull, ne, sql } from 'drizzle-orm'
import type { Origin } from '../access/caller.ts'
import { recordActivity } from '../activity/record-activity.ts'
import type { Database } from '../database/connect.ts'
import { sessions, twoFactors } from '../database/schema.ts'
import { ApiError } from '../errors.ts'
import type { Sealer } from '../sealing.ts'
import { clearAttempts, secondFactorOf } from './attempts.ts'
import { confirmCode } from './confirm-code.ts'
import { confirmPassword } from './confirm-password.ts'
import type { AccountsContext } from './context.ts'
import { lockAccount, lockConfirmed } from './lock-account.ts'
import { countRecoveryCodes, removeRecoveryCodes, replaceRecoveryCodes } from './recovery-codes.ts'
import { requireAccount } from './require-account.ts'
import { matchingStep, newTotpSecret, totpUrl } from './totp.ts'
import { secretOwner } from './two-factor-secret.ts'

/** How an account stands with its second factor. */
export interface TwoFactorState {
  enabled: boolean
  enabledAt: Date | null
  recoveryCodesLeft: number
  /** Whether this server has a key to keep the secret with. */
  available: boolean
}

export async function readTwoFactor(
  db: Database,
  sealer: Sealer | undefined,
  accountId: string,
): Promise<TwoFactorState> {
  const [row] = await db
    .select({ enabledAt: twoFactors.enabledAt })
    .from(twoFactors)
    .where(and(eq(twoFactors.accountId, accountId), isNotNull(twoFactors.enabledAt)))
  return {
    enabled: row !== undefined,
    enabledAt: row?.enabledAt ?? null,
    recoveryCodesLeft: row ? await countRecoveryCodes(db, accountId) : 0,
    available: sealer !== undefined,
  }
}

/**
 * Makes a new secret, to be confirmed by a code of it. Nothing is asked for until then.
 * @returns the secret, which is shown this once, in base32 and as the address for a QR code
 * @throws ApiError `NOT_SUPPORTED` without a key, `BAD_USER_INPUT` when it is on already, and those of `confirmPassword`
 */
export async function beginTwoFactor(
  context: AccountsContext,
  password: string,
): Promise<{ secret: string; url: string }> {
  const { db, sealer } = context
  const confirmed = await confirmPassword(context, password)
  if (!sealer) {
    throw new ApiError(
      'NOT_SUPPORTED',
      'This server has no key to keep the secret of a second factor with. Ask your operator to set SECRET_KEY.',
    )
  }
  const secret = newTotpSecret()
  return db.transaction(async (tx) => {
    const { id: accountId, login } = await lockConfirmed(tx, confirmed)
    const [begun] = await tx
      .insert(twoFactors)
      .values({ accountId, secret: sealer.seal(secret, secretOwner(accountId)) })
      .onConflictDoUpdate({
        target: twoFactors.accountId,
        set: { secret: sql`excluded.secret` },
        setWhere: isNull(twoFactors.enabledAt),
      })
      .returning({ accountId: twoFactors.accountId })
    if (!begun) throw isOn()
    return { secret, url: totpUrl(secret, login) }
  })
}

/**
 * Turns the second factor on, once a code shows that the app has the secret. Sessions that were begun with the password
 * alone end, except the one that asks: whoever else has one shall need the code too.
 * @returns ten recovery codes, which are shown this once
 * @throws ApiError `WRONG_CODE`, `BAD_USER_INPUT` when it is on already or was not begun, and those of `confirmPassword`
 */
export async function enableTwoFactor(
  context: AccountsContext,
  code: string,
  password: string,
): Promise<string[]> {
  const { db, origin, sealer } = context
  const confirmed = await confirmPassword(context, password)
  const { accountId, sessionId } = confirmed
  return db.transaction(async (tx) => {
    await lockConfirmed(tx, confirmed)
    const [pending] = await tx
      .select({
        secret: twoFactors.secret,
        enabledAt: twoFactors.enabledAt,
        now: sql<number>`extract(epoch from now())::float8`,
      })
      .from(twoFactors)
      .where(eq(twoFactors.accountId, accountId))
    if (!pending || !sealer?.knows(pending.secret)) {
      throw new ApiError(
        'BAD_USER_INPUT',
        'Begin the set-up first: beginTwoFactor gives the secret, or Get2FAConfig at the old addresses.',
      )
    }
    if (pending.enabledAt) throw isOn()
    const secret = sealer.open(pending.secret, secretOwner(accountId))
    const lastStep = matchingStep(secret, code, new Date(pending.now * 1000))
    if (lastStep === undefined) {
      throw new ApiError(
        'WRONG_CODE',
        'The code does not fit the secret. Check the clock of the device with the app, and send the code that it shows now.',
        { parameter: 'code' },
      )
    }
    await tx
      .update(twoFactors)
      .set({ enabledAt: sql`now()`, lastStep })
      .where(eq(twoFactors.accountId, accountId))
    const codes = await replaceRecoveryCodes(tx, accountId)
    await tx
      .delete(sessions)
      .where(and(eq(sessions.accountId, accountId), isNull(sessions.tokenId), ne(sessions.id, sessionId)))
    await recordActivity(tx, accountId, origin, [{ action: 'account.two-factor-enabled' }])
    return codes
  })
}

/**
 * The owner's way to turn it off.
 * @throws ApiError `WRONG_CODE`, `BAD_USER_INPUT` when it is not on, and those of `confirmPassword`
 */
export async function disableTwoFactor(
  context: AccountsContext,
  password: string,
  code: string,
): Promise<void> {
  const confirmed = await confirmPassword(context, password)
  const { accountId } = confirmed
  await requireTwoFactor(context, accountId)
  await confirmCode(context, accountId, code, 'WRONG_CODE', async (tx) => {
    await lockConfirmed(tx, confirmed)
    await remove(tx, accountId, context.origin)
  })
}

/**
 * The operator's way, for an owner who lost the app and the recovery codes. Forgives wrong codes too.
 * @throws ApiError `NOT_FOUND` for a login that nobody has, `BAD_USER_INPUT` when it is not on
 */
export async function disableTwoFactorOf(db: Database, givenLogin: string, origin: Origin): Promise<void> {
  const account = await requireAccount(db, givenLogin)
  await db.transaction(async (tx) => {
    await lockAccount(tx, account.id)
    if (!(await hasTwoFactor(tx, account.id))) throw isOff()
    await remove(tx, account.id, origin)
    await clearAttempts(tx, secondFactorOf(account.id).subject)
  })
}

/**
 * Makes new recovery codes; the ones before are void.
 * @throws ApiError `WRONG_CODE`, `BAD_USER_INPUT` when two-factor is not on, and those of `confirmPassword`
 */
export async function regenerateRecoveryCodes(
  context: AccountsContext,
  password: string,
  code: string,
): Promise<string[]> {
  const confirmed = await confirmPassword(context, password)
  const { accountId } = confirmed
  await requireTwoFactor(context, accountId)
  return confirmCode(context, accountId, code, 'WRONG_CODE', async (tx) => {
    await lockConfirmed(tx, confirmed)
    const codes = await replaceRecoveryCodes(tx, accountId)
    await recordActivity(tx, accountId, context.origin, [{ action: 'account.recovery-codes-regenerated' }])
    return codes
  })
}

/** Whether an account is asked for a second factor. */
export async function hasTwoFactor(db: Database, accountId: string): Promise<boolean> {
  const enabled = await db
    .select({ accountId: twoFactors.accountId })
    .from(twoFactors)
    .where(and(eq(twoFactors.accountId, accountId), isNotNull(twoFactors.enabledAt)))
  return enabled.length > 0
}

/** Sessions that wait for a second factor have nothing to wait for any more. */
async function remove(tx: Database, accountId: string, origin: Origin) {
  await tx.delete(twoFactors).where(eq(twoFactors.accountId, accountId))
  await removeRecoveryCodes(tx, accountId)
  await tx.delete(sessions).where(and(eq(sessions.accountId, accountId), sessions.restricted))
  await recordActivity(tx, accountId, origin, [{ action: 'account.two-factor-disabled' }])
}

async function requireTwoFactor({ db }: AccountsContext, accountId: string) {
  if (!(await hasTwoFactor(db, accountId))) throw isOff()
}

function isOn() {
  return new ApiError('BAD_USER_INPUT', 'Two-factor is on already. Turn it off first to set it up anew.')
}

function isOff() {
  return new ApiError('BAD_USER_INPUT', 'Two-factor is not on, so there is nothing to change.')
}
