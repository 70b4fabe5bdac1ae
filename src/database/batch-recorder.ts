import type { Sql } from './connect.ts'
import { OutcomeUnknown } from './unavailable.ts'

/** The longest that something waits in memory, which is what a crash can lose. Milliseconds. */
const interval = 1_000

/** Rows of one statement: few enough that it takes milliseconds, and keeps nobody waiting for their locks. */
const mostAtOnce = 500

/** How often rows are written anew at once, when something that they belong to was removed in that very moment. */
const mostTries = 3

export type Transaction = Parameters<Parameters<Sql['begin']>[1]>[0]

/**
 * Notes something in memory and writes it in batches, so that it costs a request no query.
 *
 * A batch is written in transactions of at most 500 rows, one after the other until one fails. Each is complete or
 * undone, so a row is either written or put back. Where the database goes away while it commits, it is asked which of
 * both when it is there again, and nothing else is written before that. A transaction gives up when it has waited for a
 * lock for long, before the database looks for a deadlock: who changes something at the same time must not be the one
 * that fails. https://www.postgresql.org/docs/current/runtime-config-locks.html
 * Nobody was told that it is kept, so it waits for no standby: one that is away may be so for hours.
 */
export abstract class BatchRecorder<Row> {
  private writing: Promise<void> = Promise.resolve()
  private readonly timer: NodeJS.Timeout
  private inDoubt: { transaction: string; rows: Row[] } | undefined

  /** @param onError is told when a batch could not be written; it is tried again with the next one */
  constructor(
    private readonly sql: Pick<Sql, 'begin'>,
    private readonly onError: (error: unknown) => void,
  ) {
    this.timer = setInterval(() => void this.flush(), interval)
    this.timer.unref()
  }

  /** Gives what has gathered, and begins anew. */
  protected abstract takeAll(): Row[]

  /** One statement for some of the rows, which leaves out those that belong to something that is gone. */
  protected abstract write(tx: Transaction, rows: Row[]): Promise<unknown>

  /** Adds what could not be written to what has gathered since. */
  protected abstract putBack(row: Row): void

  /** Writes what has gathered. Batches are written one after the other. */
  flush(): Promise<void> {
    this.writing = this.writing.then(() => this.writeAll())
    return this.writing
  }

  /** Writes the rest and stops. */
  async close(): Promise<void> {
    clearInterval(this.timer)
    await this.flush()
  }

  private async writeAll() {
    try {
      if (!(await this.settleDoubt())) return
    } catch (error) {
      return this.onError(error)
    }
    const rows = this.takeAll()
    for (let written = 0; written < rows.length; written += mostAtOnce) {
      try {
        await this.writePart(rows.slice(written, written + mostAtOnce))
      } catch (error) {
        this.onError(error)
        const undone = this.inDoubt ? written + mostAtOnce : written
        for (const row of rows.slice(undone)) this.putBack(row)
        return
      }
    }
  }

  /** @returns whether it is known by now what has become of the last transaction */
  private async settleDoubt(): Promise<boolean> {
    if (!this.inDoubt) return true
    const { transaction, rows } = this.inDoubt
    const status = await statusOf(this.sql, transaction)
    if (status === 'in progress') return false
    this.inDoubt = undefined
    if (status === 'aborted') for (const row of rows) this.putBack(row)
    return true
  }

  private async writePart(part: Row[]) {
    for (let tries = 1; ; tries++) {
      let transaction = ''
      try {
        return await this.sql.begin(async (tx) => {
          const [begun] = await tx<{ transaction: string }[]>`
            select pg_current_xact_id()::text as transaction,
              set_config('lock_timeout', '800', true), set_config('synchronous_commit', 'local', true)`
          transaction = begun!.transaction
          await this.write(tx, part)
        })
      } catch (error) {
        if (error instanceof OutcomeUnknown) this.inDoubt = { transaction, rows: part }
        if (tries === mostTries || !isGone(error)) throw error
      }
    }
  }
}

/**
 * What has become of a transaction. One that the database never had, since another has taken its place that had not
 * heard of it, is aborted. https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT
 */
async function statusOf(sql: Pick<Sql, 'begin'>, transaction: string) {
  try {
    const [row] = await sql.begin(
      (tx) => tx<{ status: string | null }[]>`
      select pg_xact_status(${transaction}::xid8) as status`,
    )
    return row!.status
  } catch (error) {
    if (hasCode(error, '22023')) return 'aborted'
    throw error
  }
}

/** Whether a row belongs to something that was there when the statement began, and is not any more. */
function isGone(error: unknown) {
  return hasCode(error, '23503')
}

function hasCode(error: unknown, code: string) {
  return error instanceof Error && 'code' in error && error.code === code
}
