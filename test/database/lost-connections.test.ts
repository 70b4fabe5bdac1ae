import { execFileSync } from 'node:child_process'
import { setImmediate } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, type Connections, type Database } from '../../src/database/connect.ts'
import { readAddress } from '../../src/database/hosts.ts'
import { openLine } from '../../src/database/line.ts'
import { databaseAway, isUnavailable } from '../../src/database/unavailable.ts'
import { startDatabase } from '../support/database.ts'
import { startRelay } from '../support/relay.ts'

let database: Awaited<ReturnType<typeof startDatabase>>
let relay: Awaited<ReturnType<typeof startRelay>>
let direct: Connections
let connections: Connections

beforeAll(async () => {
  database = await startDatabase()
  relay = await startRelay(database.url)
  direct = connect(database.url, 1)
  connections = connect(relay.url, 1)
  await direct.db.execute(sql`create table notes (text text primary key)`)
})

afterAll(async () => {
  await connections.close()
  await direct.close()
  await relay.stop()
  await database.stop()
})

/** The ends that a connection may come to. */
const ends = {
  'is reset': async () => {
    await relay.breakDown('reset')
    await relay.mend()
  },
  'is closed': async () => {
    await relay.breakDown('refused')
    await relay.mend()
  },
  'is ended by the database': () =>
    direct.db.execute(
      sql`select pg_terminate_backend(pid) from pg_stat_activity
        where pid <> pg_backend_pid() and application_name = 'latchkey' and datname = current_database()`,
    ),
}

/** Where a transaction may be by then. What is written must not be there afterwards. */
const places: Record<string, (name: string, end: () => Promise<unknown>) => Promise<unknown>> = {
  'before its first statement': (name, end) =>
    connections.db.transaction(async (tx) => {
      await end()
      await tx.execute(sql`insert into notes values (${name})`)
    }),
  'between two statements': (name, end) =>
    connections.db.transaction(async (tx) => {
      await tx.execute(sql`insert into notes values (${name})`)
      await end()
      await tx.execute(sql`select`)
    }),
  'while a statement runs': (name, end) =>
    connections.db.transaction(async (tx) => {
      await tx.execute(sql`insert into notes values (${name})`)
      await Promise.all([tx.execute(sql`select pg_sleep(1)`), tx.execute(sql`select`), end()])
    }),
  'when it has failed by itself': (name, end) =>
    connections.db.transaction(async (tx) => {
      await tx.execute(sql`insert into notes values (${name})`)
      await tx.execute(sql`select 1 / 0`).catch(() => {})
      await end()
      throw new Error('given up')
    }),
  'in a transaction within': (name, end) =>
    connections.db.transaction(async (tx) => {
      await tx.transaction(async (inner) => {
        await inner.execute(sql`insert into notes values (${name})`)
        await end()
        await inner.execute(sql`select`)
      })
    }),
}

describe.each(Object.entries(ends))('a connection that %s', (way, end) => {
  test.each(Object.entries(places))(
    '%s takes the transaction with it, and nothing else',
    async (place, run) => {
      const name = `${way} ${place}`
      // With the notice of its end the next statement finds the line already lost.
      const error = await run(name, async () => {
        await end()
        await expect.poll(() => connectionsThere()).toBe(0)
      }).then(
        () => undefined,
        (error: unknown) => error,
      )

      expect(error).toSatisfy(isUnavailable)
      // Without its end nothing of a transaction is done.
      expect(isOutcomeUnknown(error)).toBe(false)
      await expect
        .poll(() => connections.db.execute(sql`select 1 as one`).catch(() => []))
        .toEqual([{ one: 1 }])
      expect(await direct.db.execute(sql`select from notes where text = ${name}`)).toHaveLength(0)
      // A transaction goes through as a whole again.
      await connections.db.transaction((tx) => tx.execute(sql`insert into notes values (${name})`))
      expect(await direct.db.execute(sql`select from notes where text = ${name}`)).toHaveLength(1)
    },
  )
})

test.each<[string, (tx: Database) => Promise<unknown>]>([
  ['its rollback', () => Promise.reject(new Error('given up'))],
  ['the beginning of one within', (tx) => tx.transaction((inner) => inner.execute(sql`select`))],
])('a transaction ends where %s has no answer, and the connection serves again', async (_what, end) => {
  const work = connections.db.transaction(async (tx) => {
    await tx.execute(sql`insert into notes values ('without an answer')`)
    await relay.breakDown('mute')
    await end(tx)
  })
  await expect(work).rejects.toSatisfy(isUnavailable)
  await relay.mend()
  expect(await connections.db.execute(sql`select 1 as one`)).toEqual([{ one: 1 }])
  expect(await direct.db.execute(sql`select from notes where text = 'without an answer'`)).toHaveLength(0)
})

test('what waits behind a statement fails with it, and is not done later', async () => {
  await connections.db.execute(sql`select`)
  const sleeping = connections.db.execute(sql`select pg_sleep(1)`)
  const writing = ['one', 'two', 'three'].map((name) =>
    connections.db.execute(sql`insert into notes values (${`behind ${name}`})`),
  )
  const settled = Promise.allSettled([sleeping, ...writing])
  await expect.poll(() => connectionsThere("and wait_event = 'PgSleep'")).toBe(1)
  await ends['is reset']()

  for (const outcome of await settled) {
    expect(outcome.status === 'rejected' && isUnavailable(outcome.reason)).toBe(true)
  }
  expect(await connections.db.execute(sql`select 1 as one`)).toEqual([{ one: 1 }])
  expect(await direct.db.execute(sql`select from notes where text like 'behind %'`)).toHaveLength(0)
})

test('an answer that came while this process stood still is taken', async () => {
  const line = openLine({ ...readAddress(database.url), statementTimeout: 0, patience: 100 })
  const [{ pid }] = (await line.ask((client) => client`select pg_backend_pid() as pid`)) as [{ pid: number }]
  const answer = line.ask((client) => client`select pg_sleep(0.02), 1 as one`)
  // The driver writes a turn after it was asked.
  for (let turns = 0; turns < 3; turns++) await setImmediate()
  // Another process says when it is answered, and nothing happens in this one until then.
  const untilIdle = `
    const client = (await import('postgres')).default(${JSON.stringify(database.url)}, { max: 1 })
    const idle = () => client\`select from pg_stat_activity where pid = ${pid} and state = 'idle'\`
    while (!(await idle()).length);
    await client.end()`
  execFileSync(process.execPath, ['--input-type=module', '--eval', untilIdle])
  expect(await answer).toEqual([expect.objectContaining({ one: 1 })])
  await line.end()
})

describe('of what was lost with a connection', () => {
  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => expect.unreachable(),
      (error: unknown) => error,
    )

  test.each([
    ['a change that was sent may be done', sql`insert into notes select 'sent' from pg_sleep(1)`, true],
    ['a question has changed nothing', sql`select from notes, pg_sleep(1)`, false],
  ])('%s', async (_what, statement, isUnknown) => {
    await connections.db.execute(sql`insert into notes values ('there') on conflict do nothing`)
    const failure = failureOf(connections.db.execute(statement))
    await expect.poll(() => connectionsThere("and wait_event = 'PgSleep'")).toBe(1)
    await ends['is reset']()
    expect(await failure).toSatisfy(isUnavailable)
    expect(isOutcomeUnknown(await failure)).toBe(isUnknown)
  })

  test('a transaction whose end was sent may be done', async () => {
    const sprung = relay.breakDownAtCommit('the end of this one', 'mute').then(ends['is reset'])
    const failure = await failureOf(
      connections.db.transaction((tx) => tx.execute(sql`insert into notes values ('the end of this one')`)),
    )
    await sprung
    expect(failure).toSatisfy(isUnavailable)
    expect(isOutcomeUnknown(failure)).toBe(true)
    expect(await direct.db.execute(sql`select from notes where text = 'the end of this one'`)).toHaveLength(1)
  })

  test('what found no connection is not done', async () => {
    await relay.breakDown('refused')
    await expect.poll(() => connectionsThere()).toBe(0)
    const statement = sql`insert into notes values ('never sent')`
    const failures = [
      await failureOf(connections.db.execute(statement)),
      await failureOf(connections.db.transaction((tx) => tx.execute(statement))),
    ]
    await relay.mend()
    for (const failure of failures) {
      expect(failure).toSatisfy(isUnavailable)
      expect(isOutcomeUnknown(failure)).toBe(false)
    }
  })
})

function isOutcomeUnknown(error: unknown) {
  return databaseAway(error).details.outcomeUnknown === true
}

async function connectionsThere(condition = '') {
  const [row] = await direct.db.execute<{ count: number }>(
    sql`select count(*)::int as count from pg_stat_activity
      where pid <> pg_backend_pid() and application_name = 'latchkey' and datname = current_database() ${sql.raw(condition)}`,
  )
  return row!.count
}
