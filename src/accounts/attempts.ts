import { eq, sql, type SQL } from 'drizzle-orm'
import type { Context } from '../access/context.ts'
import type { Origin } from '../access/caller.ts'
import type { Action } from '../activity/record-activity.ts'
import type { Database } from '../database/connect.ts'
import { accounts, activity, attempts } from '../database/schema.ts'
import { isUnavailable } from '../database/unavailable.ts'
import { ApiError } from '../errors.ts'
import { TurnsByKey } from '../turns.ts'
import { networkOf } from './network-of.ts'
import { tooBusy } from './password.ts'

/** What counting a guess needs of a request. */
export type Guesser = Pick<Context, 'db' | 'origin' | 'wrongPasswordsPerAddress'> &
  Partial<Pick<Context, 'place'>>

/** What is guessed at. */
export interface Target {
  /** Where the guesses are counted. */
  subject: string
  /** Finds the account whose secret it is, if there is one. */
  account: SQL
  /** In the words of a sentence. */
  secrets: 'passwords' | 'codes'
}

export function passwordOf(login: string): Target {
  return { subject: `login:${login}`, account: eq(accounts.login, login), secrets: 'passwords' }
}

/** Counted apart from passwords, so that whoever knows the password cannot clear the count with it. */
export function secondFactorOf(accountId: string): Target {
  return {
    subject: `second-factor:${accountId}`,
    account: eq(accounts.id, accountId),
    secrets: 'codes',
  }
}

/** How many guesses cost nothing but the guess, and what comes after those. */
interface Allowance {
  free: number
  /** Seconds. */
  longestWait: number
  /** When to start afresh. */
  isOver: SQL
}

/** After the free guesses every further one waits: this long, then twice as long each time. Seconds. */
const firstWait = 30

const perAccount: Allowance = {
  free: 10,
  longestWait: 3600,
  isOver: sql`${attempts.lastAt} < now() - interval '1 day'`,
}

/**
 * An office shares an address, so it has more of them, waits less, and starts afresh every day. It counts what was
 * wrong only: a right password gives its own place back, and no other, since whoever has an account would otherwise
 * clear the count with it.
 */
function perAddress(free: number): Allowance {
  return { free, longestWait: 900, isOver: sql`${attempts.startedAt} < now() - interval '1 day'` }
}

/**
 * Guesses at one secret wait for each other, so that a client which sends a dozen right passwords together does not
 * trip over guesses that are merely not settled yet.
 */
const guesses = new TurnsByKey({ atOnce: 1, longestQueue: 31, longestWait: 1_000, refusal: tooBusy })

export type Guess<T> = { right: true; found: T } | { right: false; attemptsLeft: number }

/**
 * Counts a guess, for its account and for its address, before it is looked at.
 * @param look gives what the guess opens, or undefined for a wrong one
 * @throws ApiError `TOO_MANY_ATTEMPTS` with `retryAfter` seconds, `OVERLOADED`
 */
export async function guess<T>(
  { db, origin, wrongPasswordsPerAddress, place }: Guesser,
  target: Target,
  look: () => Promise<T | undefined>,
): Promise<Guess<T>> {
  const { subject, secrets } = target
  const address = origin.address === undefined ? undefined : `address:${networkOf(origin.address)}`

  const count = async (): Promise<Guess<T>> => {
    if (address && (await reserve(db, address, perAddress(wrongPasswordsPerAddress))) === undefined) {
      throw await tooMany(db, address, 'passwords or codes from your address')
    }
    const attemptsLeft = await reserve(db, subject, perAccount)
    if (attemptsLeft === undefined) {
      if (address) await giveBack(db, address)
      await noteWait(db, target, origin)
      throw await tooMany(db, subject, secrets)
    }

    const found = await look().catch(async (error) => {
      // Never looked at, because the server was too busy to.
      await settle(giveBack, db, subject, address)
      throw error
    })
    if (found === undefined) return { right: false, attemptsLeft }
    await settle(clearAttempts, db, subject, address)
    return { right: true, found }
  }
  return guesses.take(subject, count, place)
}

/**
 * A guess that was right, or never looked at, is not held against anybody. What was done by it is told also where the
 * database has gone away since: a count that stays too high does little harm, and ends by itself.
 */
async function settle(
  ofSubject: (db: Database, subject: string) => Promise<void>,
  db: Database,
  subject: string,
  address: string | undefined,
): Promise<void> {
  try {
    await ofSubject(db, subject)
    if (address) await giveBack(db, address)
  } catch (error) {
    if (!isUnavailable(error)) throw error
  }
}

/** A right one settles what was guessed before. */
export async function clearAttempts(db: Database, subject: string): Promise<void> {
  await db.delete(attempts).where(eq(attempts.subject, subject))
}

/**
 * Writes that a guess at an account was wrong. For a login that nobody has as much is written elsewhere, so that it
 * takes as long.
 */
export async function recordWrongGuess(
  { db, origin }: Guesser,
  { subject, account }: Target,
  action: Action,
): Promise<void> {
  await db.execute(sql`
    with touched as (update ${attempts} set last_at = last_at where ${attempts.subject} = ${subject})
    ${insertRefusal(action, origin)} where ${account}`)
}

/** Takes a place in a statement of its own: nothing that fails later takes the count back. */
async function reserve(
  db: Database,
  subject: string,
  { free, longestWait, isOver }: Allowance,
): Promise<number | undefined> {
  const failures = sql`case when ${isOver} then 1 else ${attempts.failures} + 1 end`
  const [counted] = await db
    .insert(attempts)
    .values({ subject, failures: 1 })
    .onConflictDoUpdate({
      target: attempts.subject,
      set: {
        failures,
        startedAt: sql`case when ${isOver} then now() else ${attempts.startedAt} end`,
        lastAt: sql`now()`,
        blockedUntil: sql`case when ${failures} >= ${free} then now() + interval '1 second' *
          least(${longestWait}::int, ${firstWait}::int * power(2, least(${failures} - ${free}, 20))) end`,
      },
      setWhere: sql`${attempts.blockedUntil} is null or ${attempts.blockedUntil} <= now()`,
    })
    .returning({ failures: attempts.failures })
  return counted && Math.max(0, free - counted.failures)
}

/** A wait that this guess began ends with it: no other one can have been taken since. */
async function giveBack(db: Database, subject: string): Promise<void> {
  await db
    .update(attempts)
    .set({ failures: sql`greatest(0, ${attempts.failures} - 1)`, blockedUntil: null })
    .where(eq(attempts.subject, subject))
}

async function tooMany(db: Database, subject: string, what: string): Promise<ApiError> {
  const [blocked] = await db
    .select({ wait: sql<number>`ceil(extract(epoch from ${attempts.blockedUntil} - now()))::int` })
    .from(attempts)
    .where(eq(attempts.subject, subject))
  const retryAfter = Math.max(1, blocked?.wait ?? 1)
  return new ApiError('TOO_MANY_ATTEMPTS', `Too many wrong ${what}. Try again in ${retryAfter} seconds.`, {
    retryAfter,
  })
}

/** Writes into the account's activity that a guess has to wait: once a wait, however many are made during it. */
async function noteWait(db: Database, { subject, account }: Target, origin: Origin): Promise<void> {
  await db.execute(sql`
    with noted as (
      update ${attempts} set noted_until = blocked_until
      where ${attempts.subject} = ${subject} and noted_until is distinct from blocked_until
      returning 1
    )
    ${insertRefusal('account.attempts-throttled', origin)}, noted where ${account}`)
}

/** To be completed with the account that it is about. */
function insertRefusal(action: Action, { address, userAgent }: Origin): SQL {
  return sql`
    insert into ${activity} (account_id, action, outcome, address, user_agent)
    select ${accounts.id}, ${action}, 'REFUSED', ${address ?? null}, ${userAgent ?? null} from ${accounts}`
}
