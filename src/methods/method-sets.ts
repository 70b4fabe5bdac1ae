import { hash } from 'node:crypto'
import type { Database, Sql } from '../database/connect.ts'
import { methodSets } from '../database/schema.ts'
import { sharedLookup } from '../database/shared-lookup.ts'
import { MethodSet } from './method-set.ts'

/** Enough for every set in use on a busy instance; each takes some 200 bytes. */
const kept = 50_000

/**
 * Stores the methods of a token under the hash of their content, unless they are stored already.
 * @param methods sorted, without doubles
 * @returns the hash
 */
export async function storeMethodSet(db: Database, methods: readonly string[]): Promise<string> {
  const contentHash = hash('sha256', methods.join('\n'), 'base64url')
  await db
    .insert(methodSets)
    .values({ hash: contentHash, methods: [...methods] })
    .onConflictDoNothing()
  return contentHash
}

/**
 * Reads method sets by their hash. A set once read is kept, because it cannot change.
 * @returns a function that gives the set, or undefined where there is none: such a token may do nothing
 */
export function methodSetReader(sql: Sql): (hash: string) => MethodSet | Promise<MethodSet | undefined> {
  const known = new Map<string, MethodSet>()
  const find = sharedLookup(async (hashes) => {
    const rows = await sql<{ hash: string; methods: string[] }[]>`
      select hash, methods from method_sets where hash = any(${hashes})`
    return new Map(rows.map((row) => [row.hash, new MethodSet(row.methods)]))
  })

  return (contentHash) => known.get(contentHash) ?? read(contentHash)

  async function read(contentHash: string) {
    const set = await find(contentHash)
    if (set) {
      if (known.size >= kept) known.clear()
      known.set(contentHash, set)
    }
    return set
  }
}
