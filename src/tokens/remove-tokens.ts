import { eq, inArray } from 'drizzle-orm'
import type { Origin } from '../access/caller.ts'
import { hashSecret } from '../access/hash-secret.ts'
import { lockAccount, lockConfirmed } from '../accounts/lock-account.ts'
import { requireAccount } from '../accounts/require-account.ts'
import { recordActivity } from '../activity/record-activity.ts'
import type { Database } from '../database/connect.ts'
import { accounts, tokens } from '../database/schema.ts'
import { ApiError } from '../errors.ts'
import type { Owner } from './owner.ts'
import { requireTokens } from './require-tokens.ts'

/**
 * Removes all of the tokens or none of them. They are refused from the moment this returns.
 * @returns the ids
 * @throws ApiError `NOT_FOUND` or `BAD_USER_INPUT` with `item`
 */
export async function removeTokens(db: Database, owner: Owner, ids: readonly string[]): Promise<string[]> {
  return db.transaction(async (tx) => {
    await lockConfirmed(tx, owner)
    const removed = await requireTokens(tx, owner.accountId, ids)
    await tx.delete(tokens).where(inArray(tokens.id, [...ids]))
    await recordRemoval(tx, owner, removed)
    return [...ids]
  })
}

/** Removes every token of the account, if there is any. @returns the ids */
export async function removeAllTokens(db: Database, owner: Owner): Promise<string[]> {
  return db.transaction(async (tx) => {
    await lockConfirmed(tx, owner)
    return removeAll(tx, owner)
  })
}

/**
 * The operator's way to remove every token of an account, without its password.
 * @returns the ids
 * @throws ApiError `NOT_FOUND` for a login that nobody has
 */
export async function removeAllTokensOf(db: Database, givenLogin: string, origin: Origin): Promise<string[]> {
  const { id: accountId } = await requireAccount(db, givenLogin)
  return db.transaction(async (tx) => {
    await lockAccount(tx, accountId)
    return removeAll(tx, { accountId, origin })
  })
}

/**
 * The operator's way to remove the token of a value that got away, whoever has it.
 * @throws ApiError `NOT_FOUND`
 */
export async function removeTokenOfValue(
  db: Database,
  value: string,
  origin: Origin,
): Promise<{ login: string; description: string }> {
  const hasValue = eq(tokens.hash, hashSecret(value))
  return db.transaction(async (tx) => {
    const [owner] = await tx
      .select({ accountId: accounts.id, login: accounts.login })
      .from(tokens)
      .innerJoin(accounts, eq(accounts.id, tokens.accountId))
      .where(hasValue)
    if (owner) await lockAccount(tx, owner.accountId)
    // It may have been given another value since.
    const [removed] = await tx.delete(tokens).where(hasValue).returning(named)
    if (!owner || !removed) {
      throw new ApiError(
        'NOT_FOUND',
        'No token here has that value, so there is nothing to remove: it was removed or regenerated before, or is of another server.',
      )
    }
    await recordRemoval(tx, { accountId: owner.accountId, origin }, [removed])
    return { login: owner.login, description: removed.description }
  })
}

const named = { id: tokens.id, description: tokens.description }

async function removeAll(tx: Database, owner: Remover): Promise<string[]> {
  const removed = await tx.delete(tokens).where(eq(tokens.accountId, owner.accountId)).returning(named)
  await recordRemoval(tx, owner, removed)
  return removed.map(({ id }) => id)
}

type Remover = Pick<Owner, 'accountId' | 'origin'>

function recordRemoval(
  tx: Database,
  { accountId, origin }: Remover,
  removed: readonly { id: string; description: string }[],
): Promise<void> {
  const entries = removed.map((token) => ({ action: 'token.removed' as const, token }))
  return recordActivity(tx, accountId, origin, entries)
}
