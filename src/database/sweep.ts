import type { Sql } from './connect.ts'
import { lockKeys } from './lock-keys.ts'

/** Rows of one statement: few enough that nobody waits for their locks. */
const batchSize = 1_000

/** Between two sweeps. Milliseconds. */
const interval = 10 * 60_000

/** How long things are kept. Milliseconds. */
export interface Keeping {
  /** A session after its last use. */
  sessionIdle: number
  /** What was done, and how often tokens used what. */
  activity: number
}

/**
 * Removes what has passed: ended sessions, old activity, forgotten password guesses. In small batches, and by one
 * instance at a time.
 * @param stop ends it between two batches
 * @returns how many rows went, or undefined where another instance is at it, or it was stopped
 * @throws AggregateError of what failed, when all else is swept
 */
export async function sweep(
  sql: Pick<Sql, 'begin'>,
  keep: Keeping,
  size = batchSize,
  stop?: AbortSignal,
): Promise<number | undefined> {
  let removed = 0
  const failures: unknown[] = []
  for (const batch of batches(keep, size)) {
    try {
      for (;;) {
        const count = await alone(sql, stop, async (tx) => (await batch(tx)).count)
        if (count === undefined) return undefined
        removed += count
        if (count < size) break
      }
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length) throw new AggregateError(failures, 'Not all that has passed could be removed')
  return removed
}

/**
 * Removes old counts of the use of tokens; the newest day of a token, which has its last use, stays. The table may have
 * many millions of rows and has no index by the day, which would be one more thing to write with every row: this goes
 * from token to token by the primary keys.
 * @param stop ends it between two batches
 * @returns how many rows went, or undefined where another instance is at it, or it was stopped
 */
export async function sweepUsage(
  sql: Pick<Sql, 'begin'>,
  { activity }: Keeping,
  size = batchSize,
  stop?: AbortSignal,
): Promise<number | undefined> {
  let removed = 0
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const [batch] = (await alone(
      sql,
      stop,
      (tx) => tx<{ removed: number; last: string | null }[]>`
        with chosen as materialized (select id from tokens where id > ${after} order by id limit ${size}),
        gone as (
          delete from token_usage where ctid = any(array(
            select old.ctid
            from chosen
            cross join lateral (
              select max(day) as day from token_usage where token_id = chosen.id and last_at is not null
            ) as newest
            cross join lateral (
              select ctid from token_usage
              where token_id = chosen.id
                and day < least(newest.day, to_char((now() - ${`${activity} milliseconds`}::interval) at time zone 'UTC', 'YYYY-MM-DD'))
              limit ${size} for update skip locked
            ) as old
            limit ${size}
          ))
          returning 1
        )
        select (select count(*)::int from gone) as removed, (select id from chosen order by id desc limit 1) as last`,
    )) ?? [undefined]
    if (!batch) return undefined
    removed += batch.removed
    // Of those tokens there may be more.
    if (batch.removed === size) continue
    if (batch.last === null) return removed
    after = batch.last
  }
}

type Transaction = Parameters<Parameters<Sql['begin']>[1]>[0]

/** Does something, unless another instance is at it, or it was told to stop. */
async function alone<T>(
  sql: Pick<Sql, 'begin'>,
  stop: AbortSignal | undefined,
  work: (tx: Transaction) => Promise<T>,
): Promise<T | undefined> {
  if (stop?.aborted) return undefined
  return sql.begin(async (tx): Promise<T | undefined> => {
    const [lock] = await tx`select pg_try_advisory_xact_lock(${lockKeys.sweep}) as ours`
    return lock!.ours ? await work(tx) : undefined
  }) as Promise<T | undefined>
}

/**
 * The rows come as an array, each of which is then found by its key. Joined to them, the table would be read whole as
 * soon as it is large, since the plan is made for any number of rows.
 */
function batches({ sessionIdle, activity }: Keeping, size: number) {
  return [
    (tx: Transaction) => tx`
      delete from sessions where id = any(array(
        select id from sessions
        where expires_at <= now() or last_used_at <= now() - ${`${sessionIdle} milliseconds`}::interval
        limit ${size} for update skip locked))`,
    (tx: Transaction) => tx`
      delete from activity where id = any(array(
        select id from activity where at <= now() - ${`${activity} milliseconds`}::interval
        order by at limit ${size} for update skip locked))`,
    // An hour later, since the count of an hour belongs to an entry made within it.
    (tx: Transaction) => tx`
      delete from denials where ctid = any(array(
        select ctid from denials
        where hour <= now() - ${`${activity} milliseconds`}::interval - interval '1 hour'
        limit ${size} for update skip locked))`,
    (tx: Transaction) => tx`
      delete from attempts where subject = any(array(
        select subject from attempts
        where last_at <= now() - interval '1 day' and (blocked_until is null or blocked_until <= now())
        limit ${size} for update skip locked))`,
  ]
}

/** Sweeps now and then until it is told to stop. @param onError is told when a sweep failed; the next one tries again */
export function sweepRegularly(
  sql: Pick<Sql, 'begin'>,
  keep: Keeping,
  onError: (error: unknown) => void,
): { stop(): Promise<void> } {
  let sweeping = Promise.resolve()
  const stopped = new AbortController()
  /** The day on which the use of tokens was swept. Looking at each token is for once a day. */
  let usageSweptOn: string | undefined
  const sweepAll = async () => {
    await sweep(sql, keep, batchSize, stopped.signal).catch(onError)
    const today = new Date().toISOString().slice(0, 10)
    if (usageSweptOn === today) return
    if ((await sweepUsage(sql, keep, batchSize, stopped.signal)) !== undefined) usageSweptOn = today
  }
  const run = () => {
    sweeping = sweepAll().catch(onError)
  }
  // Instances that start together should not all sweep together.
  const first = setTimeout(run, Math.random() * 60_000).unref()
  const timer = setInterval(run, interval).unref()
  return {
    stop: async () => {
      clearTimeout(first)
      clearInterval(timer)
      // All tokens together may take longer than a stop may.
      stopped.abort()
      await sweeping
    },
  }
}
