import type { Sql } from './connect.ts'

/** Any number will do, as long as every instance takes the same. */
const lockKey = 7_205_761

/** Rows of one statement: few enough that nobody waits for their locks. */
const batchSize = 1_000

/** Between two sweeps. Milliseconds. */
const interval = 10 * 60_000

/** How long things are kept. Milliseconds. */
export interface Keeping {
  /** A session after its last use. */
  sessionIdle: number
  /** What was done. */
  activity: number
}

/**
 * Removes what has passed: ended sessions, old activity, forgotten password guesses. In small batches, and by one
 * instance at a time.
 * @returns how many rows went, or undefined where another instance is at it
 * @throws AggregateError of what failed, when all else is swept
 */
export async function sweep(
  sql: Pick<Sql, 'begin'>,
  keep: Keeping,
  size = batchSize,
): Promise<number | undefined> {
  let removed = 0
  const failures: unknown[] = []
  for (const batch of batches(keep, size)) {
    try {
      for (;;) {
        const count = await sql.begin(async (tx) => {
          const [lock] = await tx`select pg_try_advisory_xact_lock(${lockKey}) as ours`
          return lock!.ours ? (await batch(tx)).count : undefined
        })
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

type Transaction = Parameters<Parameters<Sql['begin']>[1]>[0]

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
  const run = () => {
    sweeping = sweep(sql, keep).then(() => {}, onError)
  }
  // Instances that start together should not all sweep together.
  const first = setTimeout(run, Math.random() * 60_000).unref()
  const timer = setInterval(run, interval).unref()
  return {
    stop: async () => {
      clearTimeout(first)
      clearInterval(timer)
      await sweeping
    },
  }
}
