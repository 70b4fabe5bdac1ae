import { hash } from 'node:crypto'
import { inArray } from 'drizzle-orm'
import { arrayLiteral } from '../database/array-literal.ts'
import type { Database, Sql } from '../database/connect.ts'
import { methodSets } from '../database/schema.ts'
import { sharedLookup } from '../database/shared-lookup.ts'
import { findMethod } from './catalogue.ts'
import { MethodSet } from './method-set.ts'

/** Enough for every set in use on a busy instance; each takes some 200 bytes. */
const kept = 50_000

/** Sets that are kept as lists of names, for showing them; each takes up to 3 KB. */
const keptAsNames = 2_000

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

const names = new Map<string, readonly string[]>()

/** The names in method sets, by hash. They are kept, and so are not sent again for every token of a list. */
export async function readMethodNames(
  db: Database,
  hashes: Iterable<string>,
): Promise<Map<string, readonly string[]>> {
  const wanted = [...new Set(hashes)]
  const found = new Map(wanted.flatMap((hash) => (names.has(hash) ? [[hash, names.get(hash)!]] : [])))
  const missing = wanted.filter((hash) => !found.has(hash))
  if (missing.length === 0) return found

  if (names.size + missing.length > keptAsNames) names.clear()
  for (const { hash, methods } of await db
    .select()
    .from(methodSets)
    .where(inArray(methodSets.hash, missing))) {
    const shared = Object.freeze(methods.map((name) => findMethod(name)?.id ?? name))
    found.set(hash, shared)
    names.set(hash, shared)
  }
  return found
}

/**
 * Reads method sets by their hash. A set once read is kept, because it cannot change.
 * @returns a function that gives the set, or undefined where there is none: such a token may do nothing
 */
export function methodSetReader(sql: Sql): (hash: string) => MethodSet | Promise<MethodSet | undefined> {
  const known = new Map<string, MethodSet>()
  const find = sharedLookup(async (hashes) => {
    const rows = await sql<{ hash: string; methods: string[] }[]>`
      select hash, to_json(methods) as methods from method_sets where hash = any(${arrayLiteral(hashes)}::text[])`
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
