import type { Sql } from './connect.ts'

/** Rows of one statement: few enough that it takes milliseconds, and keeps nobody waiting for their locks. */
const mostAtOnce = 500

/** How often rows are written anew at once, when something that they belong to was removed in that very moment. */
const mostTries = 3

export type Transaction = Parameters<Parameters<Sql['begin']>[1]>[0]

/**
 * Writes rows that gathered in memory, in transactions of at most 500, one after the other until one fails. Each is
 * complete or undone, so a row is either written or among those that are given back.
 *
 * A transaction gives up when it has waited for a lock for long, before the database looks for a deadlock: who changes
 * something at the same time must not be the one that fails.
 * https://www.postgresql.org/docs/current/runtime-config-locks.html
 * @param write one statement for some of the rows, which leaves out those that belong to something that is gone
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
      await writePart(sql, rows.slice(written, written + mostAtOnce), write)
    } catch (error) {
      onFailure(error, rows.slice(written))
      return
    }
  }
}

async function writePart<Row>(
  sql: Pick<Sql, 'begin'>,
  part: Row[],
  write: (tx: Transaction, part: Row[]) => Promise<unknown>,
) {
  for (let tries = 1; ; tries++) {
    try {
      return await sql.begin(async (tx) => {
        await tx`set local lock_timeout = 800`
        await write(tx, part)
      })
    } catch (error) {
      if (tries === mostTries || !isGone(error)) throw error
    }
  }
}

/** Whether a row belongs to something that was there when the statement began, and is not any more. */
function isGone(error: unknown) {
  return error instanceof Error && 'code' in error && error.code === '23503'
}
