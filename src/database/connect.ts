import type { ExtractTablesWithRelations } from 'drizzle-orm'
import type { PgDatabase } from 'drizzle-orm/pg-core'
import { drizzle, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import * as schema from './schema.ts'

/** A connection or a transaction; a query need not know which. */
export type Database = PgDatabase<
  PostgresJsQueryResultHKT,
  typeof schema,
  ExtractTablesWithRelations<typeof schema>
>

/** Plain SQL, for the statements of the request path. */
export type Sql = postgres.Sql

export interface Connections {
  db: Database
  /**
   * A small pool of its own for deciding who a caller is, so that a slow method never keeps the gate waiting.
   * Separate also because drizzle changes how its client returns timestamps.
   */
  sql: Sql
  /** One connection for what no request waits for: recording use, sweeping. */
  background: Sql
  /** How busy the pool for the work is. */
  load: PoolLoad
  close(): Promise<void>
}

/** What is under way beyond `size` waits for a connection. */
export interface PoolLoad {
  size: number
  underWay: number
}

/** Opens the pools. Connects on first use, not here. */
export function connect(url: string, poolSize: number): Connections {
  const options: postgres.Options<Record<string, never>> = {
    connect_timeout: 2,
    // Seconds between two tries to connect. Its own way waits up to 20, long after the database is back.
    backoff: (tries) => Math.min(2 ** tries / 20, 1),
    onnotice: () => {},
    connection: { application_name: 'latchkey', statement_timeout: 30_000 },
  }
  const client = postgres(url, { ...options, max: poolSize })
  const sql = postgres(url, {
    ...options,
    max: 2,
    connection: { ...options.connection, statement_timeout: 1_000 },
  })
  const background = postgres(url, {
    ...options,
    max: 1,
    connection: { ...options.connection, statement_timeout: 10_000 },
  })
  const load = { size: poolSize, underWay: 0 }
  countUse(client, load)
  return {
    db: drizzle(client, { schema, casing: 'snake_case' }),
    sql,
    background,
    load,
    close: async () => {
      await Promise.all([client, sql, background].map((pool) => pool.end({ timeout: 5 })))
    },
  }
}

/** The client does not say how many of its connections are busy; drizzle uses it by these two functions. */
function countUse(client: Sql, load: PoolLoad) {
  const { unsafe, begin } = client
  const counted = <T extends PromiseLike<unknown>>(work: T): T => {
    load.underWay += 1
    const done = () => void (load.underWay -= 1)
    void work.then(done, done)
    return work
  }
  // Of itself, `begin` sends its first statement by `unsafe`: that is one and the same wait.
  let beginning = false
  client.unsafe = ((...query: Parameters<Sql['unsafe']>) =>
    beginning ? unsafe(...query) : counted(unsafe(...query))) as Sql['unsafe']
  client.begin = ((...work: Parameters<Sql['begin']>) => {
    beginning = true
    try {
      return counted(begin(...work))
    } finally {
      beginning = false
    }
  }) as Sql['begin']
}
