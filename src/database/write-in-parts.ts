import type { Sql } from './connect.ts'

/** Rows of one statement: few enough that it takes milliseconds, and keeps nobody waiting for their locks. */
const mostAtOnce = 500

export type Transaction = Parameters<Parameters<Sql['begin']>[1]>[0]

/**
 * Writes rows that gathered in memory, in transactions of at most 500, one after the other until one fails. Each is
 * complete or undone, so a row is either written or among those that are given back.
 * @param write one statement for some of the rows
 * @param onFailure is told what went wrong, and which rows are still to be written
 */
export async function writeInParts<Row>(
  sql: Pick<Sql, 'begin'>,
  rows: readonly Row[],
  write: (tx: Transaction, part: Row[]) => Promise<unknown>,
  onFailure: (error: unknown, unwritten: Row[]) => void,
): Promise<void> {
  for (let written = 0; written < rows.length; written += mostAtOnce) {
    try {
      await sql.begin((tx) => write(tx, rows.slice(written, written + mostAtOnce)))
    } catch (error) {
      onFailure(error, rows.slice(written))
      return
    }
  }
}
