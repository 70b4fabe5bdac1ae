import { randomInt } from 'node:crypto'
import { and, count, eq } from 'drizzle-orm'
import { hashSecret } from '../access/hash-secret.ts'
import type { Database } from '../database/connect.ts'
import { recoveryCodes } from '../database/schema.ts'

/** How many an account has at a time. */
const number = 10

/** Crockford's base32: no letter that is taken for another one. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** 80 random bits, in groups that can be typed. */
const groups = 4
const groupLength = 4

/** Replaces the recovery codes of an account. @returns the new ones, which are shown this once */
export async function replaceRecoveryCodes(tx: Database, accountId: string): Promise<string[]> {
  const codes = Array.from({ length: number }, newCode)
  await removeRecoveryCodes(tx, accountId)
  await tx.insert(recoveryCodes).values(codes.map((code) => ({ accountId, hash: hashOf(accountId, code) })))
  return codes
}

export async function removeRecoveryCodes(tx: Database, accountId: string): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.accountId, accountId))
}

/** Uses up a recovery code. @returns whether it was one that is left */
export async function takeRecoveryCode(tx: Database, accountId: string, code: string): Promise<boolean> {
  const taken = await tx
    .delete(recoveryCodes)
    .where(and(eq(recoveryCodes.accountId, accountId), eq(recoveryCodes.hash, hashOf(accountId, code))))
    .returning({ hash: recoveryCodes.hash })
  return taken.length === 1
}

export async function countRecoveryCodes(db: Database, accountId: string): Promise<number> {
  const [left] = await db
    .select({ count: count() })
    .from(recoveryCodes)
    .where(eq(recoveryCodes.accountId, accountId))
  return left!.count
}

function newCode() {
  const group = () => Array.from({ length: groupLength }, () => alphabet[randomInt(alphabet.length)]).join('')
  return Array.from({ length: groups }, group).join('-')
}

/** Not a slow hash: a code holds 80 random bits, too many to try. Bound to its account, so that none fits two. */
function hashOf(accountId: string, code: string) {
  return hashSecret(`${accountId} ${normalize(code)}`)
}

/** As it was made, however it is typed. */
function normalize(code: string) {
  return code.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1')
}
