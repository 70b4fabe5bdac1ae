import { eq, sql } from 'drizzle-orm'
import type { Database } from '../database/connect.ts'
import { attempts } from '../database/schema.ts'
import { ApiError } from '../errors.ts'

/** Guesses that cost nothing but the guess. */
const freeAttempts = 10

/** After those every further guess waits: this long, then twice as long each time, up to an hour. Seconds. */
const firstWait = 30
const longestWait = 3600

/** A subject left alone for this long starts afresh. */
const forgetAfter = '1 day'

/**
 * Counts a guess before it is looked at, in a statement of its own: guesses sent together cannot share one place, and
 * nothing that fails later takes the count back.
 * @param subject what is guessed at
 * @returns how many guesses are left before a wait
 * @throws ApiError `TOO_MANY_ATTEMPTS` with `retryAfter` seconds
 */
export async function reserveAttempt(db: Database, subject: string): Promise<number> {
  const fresh = sql`${attempts.lastAt} < now() - interval '${sql.raw(forgetAfter)}'`
  const failures = sql`case when ${fresh} then 1 else ${attempts.failures} + 1 end`
  const [counted] = await db
    .insert(attempts)
    .values({ subject, failures: 1 })
    .onConflictDoUpdate({
      target: attempts.subject,
      set: {
        failures,
        lastAt: sql`now()`,
        blockedUntil: sql`case when ${failures} >= ${freeAttempts} then now() + interval '1 second' *
          least(${longestWait}::int, ${firstWait}::int * power(2, least(${failures} - ${freeAttempts}, 20))) end`,
      },
      setWhere: sql`${attempts.blockedUntil} is null or ${attempts.blockedUntil} <= now()`,
    })
    .returning({ failures: attempts.failures })
  if (counted) return Math.max(0, freeAttempts - counted.failures)

  const [blocked] = await db
    .select({ wait: sql<number>`ceil(extract(epoch from ${attempts.blockedUntil} - now()))::int` })
    .from(attempts)
    .where(eq(attempts.subject, subject))
  const retryAfter = Math.max(1, blocked?.wait ?? 1)
  throw new ApiError('TOO_MANY_ATTEMPTS', `Too many wrong passwords. Try again in ${retryAfter} seconds.`, {
    retryAfter,
  })
}

/** A right password settles the account's guesses. */
export async function clearAttempts(db: Database, subject: string): Promise<void> {
  await db.delete(attempts).where(eq(attempts.subject, subject))
}

/** Takes back a guess that was never looked at, because the server was too busy to. */
export async function returnAttempt(db: Database, subject: string): Promise<void> {
  await db
    .update(attempts)
    .set({ failures: sql`greatest(0, ${attempts.failures} - 1)`, blockedUntil: null })
    .where(eq(attempts.subject, subject))
}
