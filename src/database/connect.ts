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
  close(): Promise<void>
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
  return {
    db: drizzle(client, { schema, casing: 'snake_case' }),
    sql,
    background,
    close: async () => {
      await Promise.all([client, sql, background].map((pool) => pool.end({ timeout: 5 })))
    },
  }
}
