import { count, eq, sql } from 'drizzle-orm'
import type { Database } from '../database/connect.ts'
import { tokens } from '../database/schema.ts'
import { ApiError } from '../errors.ts'
import { storeMethodSet } from '../methods/method-sets.ts'
import type { Owner, TokenPolicy } from './owner.ts'
import { createSecret } from './secret.ts'
import type { TokenSettings } from './settings.ts'
import { type IssuedToken, readTokens } from './token.ts'

/**
 * Adds tokens to an account that the transaction has locked.
 * @returns the tokens in the order of their settings, each with its value
 * @throws ApiError `TOKEN_LIMIT_REACHED`
 */
export async function insertTokens(
  tx: Database,
  { accountId }: Owner,
  settings: readonly TokenSettings[],
  { prefix, maxTokensPerAccount }: TokenPolicy,
): Promise<IssuedToken[]> {
  const [existing] = await tx.select({ number: count() }).from(tokens).where(eq(tokens.accountId, accountId))
  const room = maxTokensPerAccount - existing!.number
  if (settings.length > room) {
    throw new ApiError(
      'TOKEN_LIMIT_REACHED',
      `An account has at most ${maxTokensPerAccount} tokens, and there is room for ${Math.max(0, room)} more. Remove tokens that are no longer used.`,
      { item: Math.max(0, room) },
    )
  }

  // Not that of the transaction: the tokens of one list are told apart by it, and the last is the newest.
  const at = sql`statement_timestamp()`
  const values = new Map<string, string>()
  const ids: string[] = []
  for (const { methods, ...rest } of settings) {
    const { value, ...stored } = createSecret(prefix)
    const methodSet = await storeMethodSet(tx, methods)
    const [token] = await tx
      .insert(tokens)
      .values({ ...rest, ...stored, accountId, methodSet, createdAt: at, updatedAt: at, issuedAt: at })
      .returning({ id: tokens.id })
    ids.push(token!.id)
    values.set(token!.id, value)
  }
  const inserted = new Map((await readTokens(tx, accountId, ids)).map((token) => [token.id, token]))
  return ids.map((id) => ({ token: inserted.get(id)!, value: values.get(id)! }))
}
