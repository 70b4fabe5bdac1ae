import { and, inArray, sql } from 'drizzle-orm'
import { arrayLiteral, textArrayLiteral } from '../../database/array-literal.ts'
import type { Database } from '../../database/connect.ts'
import { askPrepared } from '../../database/prepared.ts'
import { environments } from '../../database/schema.ts'
import { sharedLookup } from '../../database/shared-lookup.ts'
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
 * Calls that arrive together are done by one statement. What that leaves out has another status, is not there, or is
 * being changed by somebody else, and gets a statement of its own.
 */
function changeStatus(db: Database, statement: string, from: number[], to: number): Handler {
  const changeOne = changeAlone(db, statement, from, to)
  const changeShared = sharedLookup(
    async (keys) => {
      const changed = await askPrepared<{ accountId: string; name: string }>(db, changeMany, [
        arrayLiteral(keys.map((key) => key.slice(0, lengthOfId))),
        textArrayLiteral(keys.map((key) => key.slice(lengthOfId))),
        arrayLiteral(from),
        to,
      ])
      return new Map(changed.map(({ accountId, name }) => [accountId + name, true]))
    },
    { batchSize: 100, patience: 2_000, isChange: true, showsFaults: true },
  )
  /** Each environment is in one shared statement at most, or two calls would both be told that theirs changed it. */
  const underWay = new Set<string>()

  return async (call, parameters) => {
    const key = call.account.id + requiredText(parameters, 'envName')
    if (underWay.has(key)) return changeOne(call, parameters)
    underWay.add(key)
    try {
      if (await changeShared(key)) return {}
    } finally {
      underWay.delete(key)
    }
    return changeOne(call, parameters)
  }
}

/** Rows that are locked are passed over: nobody waits for a row that somebody else wants. */
const changeMany = `
  with found as (
    select environments.id from unnest($1::uuid[], $2::text[]) as named(account_id, name)
    cross join lateral (
      select id from environments
      where account_id = named.account_id and name = named.name and status = any($3::int[])
      limit 1 for update skip locked
    ) as environments
  )
  update environments set status = $4 from found where environments.id = found.id
  returning account_id as "accountId", name`

/** Of an account, as text. */
const lengthOfId = 36

/**
 * One statement both asks for the status and changes it: of two calls at once only one finds what it needs. The other
 * then looks why.
 */
function changeAlone(db: Database, statement: string, from: number[], to: number): Handler {
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
