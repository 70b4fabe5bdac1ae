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
 */
export async function sweep(
  sql: Pick<Sql, 'begin'>,
  keep: Keeping,
  size = batchSize,
): Promise<number | undefined> {
  let removed = 0
  for (const batch of batches(keep, size)) {
    for (;;) {
      const count = await sql.begin(async (tx) => {
        const [lock] = await tx`select pg_try_advisory_xact_lock(${lockKey}) as ours`
        return lock!.ours ? (await batch(tx)).count : undefined
      })
      if (count === undefined) return undefined
      removed += count
      if (count < size) break
    }
  }
  return removed
}

type Transaction = Parameters<Parameters<Sql['begin']>[1]>[0]

function batches({ sessionIdle, activity }: Keeping, size: number) {
  return [
    (tx: Transaction) => tx`
      delete from sessions where id in (
        select id from sessions
        where expires_at <= now() or last_used_at <= now() - ${`${sessionIdle} milliseconds`}::interval
        limit ${size} for update skip locked)`,
    (tx: Transaction) => tx`
      delete from activity where id in (
        select id from activity where at <= now() - ${`${activity} milliseconds`}::interval
        order by id limit ${size} for update skip locked)`,
    // An hour later, since the count of an hour belongs to an entry made within it.
    (tx: Transaction) => tx`
      delete from denials where (token_id, hour, method) in (
        select token_id, hour, method from denials
        where hour <= now() - ${`${activity} milliseconds`}::interval - interval '1 hour'
        limit ${size} for update skip locked)`,
    (tx: Transaction) => tx`
      delete from attempts where subject in (
        select subject from attempts
        where last_at <= now() - interval '1 day' and (blocked_until is null or blocked_until <= now())
        limit ${size} for update skip locked)`,
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
