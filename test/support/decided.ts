import { errorCodes } from '../../src/errors.ts'

/** Sends until it is decided: a machine that is short of time may find the database too slow to decide by. */
export async function decided(send: () => Promise<{ status: number }>): Promise<void> {
  while ((await send()).status === 503);
}

/** As GraphQL and the old addresses say it. */
const notNow = new Set<unknown>(['OVERLOADED', 'DATABASE_UNAVAILABLE', errorCodes.OVERLOADED.rest])

/**
 * Tries a password or a code until it is looked at, and that is answered: on a machine that is short of time those that
 * wait may be sent away, and the database be too slow.
 */
export async function untilLookedAt<T extends object>(
  attempt: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (;;) {
    const outcome = await attempt()
    if (!outcome || !('code' in outcome) || !notNow.has(outcome.code)) return outcome
  }
}
