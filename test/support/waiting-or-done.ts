import { expect } from 'vitest'
import type { TestServer } from './server.ts'

/** Gives a request time to run into a lock of another transaction, or to be answered. */
export async function waitingOrDone<T>(
  sql: TestServer['sql'],
  answer: Promise<T>,
): Promise<{ answer: Promise<T> }> {
  let isDone = false
  const done = () => (isDone = true)
  void answer.then(done, done)
  await expect
    .poll(
      async () =>
        isDone ||
        (
          await sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
        ).length > 0,
    )
    .toBe(true)
  return { answer }
}
