import { and, asc, count, eq, getTableName, gt, type SQL } from 'drizzle-orm'
import type { AnyPgColumn, AnyPgTable } from 'drizzle-orm/pg-core'
import type { Sealer } from '../sealing.ts'
import type { Database } from './connect.ts'

/** A column whose texts are sealed. Each feature that has one describes it, for the lists of app.ts and main.ts. */
export interface SealedColumn {
  table: AnyPgTable
  /** Names a row. */
  key: AnyPgColumn
  sealed: AnyPgColumn
  /** What the text of a row is bound to, by the row's key. */
  ownerOf(key: string): string
}

/** A sealed text that no key opens. */
export interface LockedSecret {
  table: string
  /** Of its row. */
  key: string
  /** Whether its key is there, and it was moved or damaged. */
  isDamaged: boolean
}

/** Rows read at a time. */
const batchSize = 500

/**
 * Seals anew, with the present key, what previous keys sealed. A server may be running: a row that it changes meanwhile
 * is left as it made it.
 * @returns how many were sealed anew and had the present key already, and which are opened by no key
 */
export async function rotateSecrets(
  db: Database,
  sealer: Sealer,
  columns: readonly SealedColumn[],
): Promise<{ rotated: number; current: number; locked: LockedSecret[] }> {
  let rotated = 0
  let current = 0
  const locked: LockedSecret[] = []
  for (const column of columns) {
    for await (const { key, sealed } of rowsOf(db, column)) {
      if (sealer.isCurrent(sealed)) {
        current += 1
        continue
      }
      const owner = column.ownerOf(key)
      const text = textOf(sealer, sealed, owner)
      if (text === undefined) {
        locked.push({ table: getTableName(column.table), key, isDamaged: sealer.knows(sealed) })
        continue
      }
      await db
        .update(column.table)
        .set({ [nameOf(column)]: sealer.seal(text, owner) })
        .where(and(eq(column.key, key), eq(column.sealed, sealed)))
      rotated += 1
    }
  }
  return { rotated, current, locked }
}

function textOf(sealer: Sealer, sealed: string, owner: string): string | undefined {
  try {
    return sealer.open(sealed, owner)
  } catch {
    return undefined
  }
}

/** How many sealed texts no key opens. */
export async function countLocked(
  db: Database,
  sealer: Sealer | undefined,
  columns: readonly SealedColumn[],
): Promise<number> {
  let locked = 0
  for (const column of columns) {
    if (!sealer) locked += (await db.select({ count: count() }).from(column.table))[0]!.count
    else for await (const { sealed } of rowsOf(db, column)) if (!sealer.knows(sealed)) locked += 1
  }
  return locked
}

async function* rowsOf(db: Database, { table, key, sealed }: SealedColumn) {
  let after: SQL | undefined
  for (;;) {
    const rows = await db.select({ key, sealed }).from(table).where(after).orderBy(asc(key)).limit(batchSize)
    yield* rows as { key: string; sealed: string }[]
    if (rows.length < batchSize) return
    after = gt(key, rows.at(-1)!.key)
  }
}

/** The column's name in the code, which is what drizzle sets it by. */
function nameOf({ table, sealed }: SealedColumn): string {
  return Object.entries(table).find(([, column]) => column === sealed)![0]
}
