import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Connections } from '../../src/database/connect.ts'
import { startDatabase } from '../support/database.ts'

let database: Awaited<ReturnType<typeof startDatabase>>
let connections: Connections

beforeAll(async () => {
  database = await startDatabase()
  connections = connect(database.url, 2)
  await connections.db.execute(sql`create table steps (id serial primary key, text text not null)`)
})

afterAll(async () => {
  await connections.close()
  await database.stop()
})

/** Something that is told to end. */
function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { open, opened }
}

const pidOf = async (db: Connections['db']) =>
  (await db.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`))[0]!.pid

test('more statements than connections run on those there are, and each gets its own answer', async () => {
  const numbers = Array.from({ length: 100 }, (_, index) => index)
  const rows = await Promise.all(
    numbers.map((number) =>
      connections.db.execute(sql`select ${number}::int as number, pg_backend_pid() as pid`),
    ),
  )
  expect(rows.map(([row]) => row!.number)).toEqual(numbers)
  expect(new Set(rows.map(([row]) => row!.pid)).size).toBeLessThanOrEqual(2)
  expect(connections.load.underWay).toBe(0)
})

test('no statement of another gets into a transaction, however many wait', async () => {
  const { open, opened } = gate()
  const begun = gate()
  const transaction = connections.db.transaction(async (tx) => {
    const pid = await pidOf(tx as never)
    begun.open()
    await opened
    expect(await pidOf(tx as never)).toBe(pid)
    return pid
  })
  await begun.opened
  const others = await Promise.all(Array.from({ length: 40 }, () => pidOf(connections.db)))
  open()
  const pid = await transaction
  expect(new Set(others).size).toBe(1)
  expect(others).not.toContain(pid)
})

test('transactions take turns, and statements that come later do not keep one waiting', async () => {
  const { open, opened } = gate()
  const order: string[] = []
  const hold = () => connections.db.transaction(async () => opened)
  const holders = [hold(), hold()]
  const note = (name: string) => () => void order.push(name)
  const late = [
    connections.db.transaction(async (tx) => tx.execute(sql`select`)).then(note('first transaction')),
    connections.db
      .transaction(async (tx) => tx.execute(sql`select pg_sleep(0.1)`))
      .then(note('second transaction')),
    ...Array.from({ length: 20 }, () => connections.db.execute(sql`select`).then(note('statement'))),
  ]
  await expect.poll(() => connections.load.underWay).toBe(2 + late.length)
  open()
  await Promise.all([...holders, ...late])
  expect(order[0]).toBe('first transaction')
  expect(order).toHaveLength(22)
})

test('one that fails leaves those before and behind it alone', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 30 }, (_, index) =>
      connections.db.execute(sql`select 6 / ${index % 3}::int as share`),
    ),
  )
  expect(outcomes.map(({ status }) => status)).toEqual(
    outcomes.map((_, index) => (index % 3 === 0 ? 'rejected' : 'fulfilled')),
  )
})

test('who gets no connection in time is told so, and takes nobody else along', async () => {
  const { open, opened } = gate()
  const holders = [1, 2].map(() => connections.db.transaction(async () => opened))
  const failed = connections.db.execute(sql`insert into steps (text) values ('too late')`)
  await expect(failed).rejects.toMatchObject({ cause: { code: 'POOL_TIMEOUT' } })
  open()
  await Promise.all(holders)
  expect(await connections.db.execute(sql`select from steps`)).toHaveLength(0)
  expect(connections.load.underWay).toBe(0)
})

test('a statement is prepared once for a connection', async () => {
  const prepared = () =>
    connections.db.transaction((tx) =>
      tx.execute<{ statement: string }>(
        sql`select statement from pg_prepared_statements where statement like '%marked%'`,
      ),
    )
  for (let round = 0; round < 10; round++) {
    await connections.db.transaction((tx) => tx.execute(sql`select ${round}::int as marked`))
  }
  expect(await prepared()).toHaveLength(1)
})
