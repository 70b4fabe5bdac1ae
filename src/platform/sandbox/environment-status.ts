import { and, inArray, sql } from 'drizzle-orm'
import type { Database } from '../../database/connect.ts'
import { environments } from '../../database/schema.ts'
import { findEnvironment, isNamed, wrongStatus } from './environment-row.ts'
import type { Handler, Handlers } from './handler.ts'
import { requiredText } from './parameters.ts'
import { statuses } from './statuses.ts'

const { RUNNING, DOWN, SLEEP } = statuses

/** Starting, stopping, sending to sleep. */
export function statusHandlers(db: Database): Handlers {
  return {
    'environment.control.StartEnv': changeStatus(db, 'start_environment', [DOWN, SLEEP], RUNNING),
    'environment.control.StopEnv': changeStatus(db, 'stop_environment', [RUNNING], DOWN),
    'environment.control.SleepEnv': changeStatus(db, 'sleep_environment', [RUNNING], SLEEP),
  }
}

/**
 * One statement both asks for the status and changes it: of two calls at once only one finds what it needs. The other
 * then looks why.
 */
function changeStatus(db: Database, statement: string, from: number[], to: number): Handler {
  const change = db
    .update(environments)
    .set({ status: to })
    .where(
      and(isNamed(sql.placeholder('accountId'), sql.placeholder('name')), inArray(environments.status, from)),
    )
    .returning({ id: environments.id })
    .prepare(statement)

  return async function attempt(call, parameters) {
    const name = requiredText(parameters, 'envName')
    const changed = await change.execute({ accountId: call.account.id, name })
    if (changed.length > 0) return {}

    const { status } = await findEnvironment(call, parameters)
    // It came into the right status between the two statements.
    if (from.includes(status)) return attempt(call, parameters)
    throw wrongStatus(name, status, from)
  }
}
