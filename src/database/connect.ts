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
  close(): Promise<void>
}

/** Opens the pools. Connects on first use, not here. */
export function connect(url: string, poolSize: number): Connections {
  const options: postgres.Options<Record<string, never>> = {
    connect_timeout: 2,
    onnotice: () => {},
    connection: { application_name: 'latchkey', statement_timeout: 30_000 },
  }
  const client = postgres(url, { ...options, max: poolSize })
  const sql = postgres(url, {
    ...options,
    max: 2,
    connection: { ...options.connection, statement_timeout: 1_000 },
  })
  return {
    db: drizzle(client, { schema, casing: 'snake_case' }),
    sql,
    close: async () => {
      await Promise.all([client.end({ timeout: 5 }), sql.end({ timeout: 5 })])
    },
  }
}
