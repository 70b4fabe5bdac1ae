import type { ExtractTablesWithRelations } from 'drizzle-orm'
import type { PgDatabase } from 'drizzle-orm/pg-core'
import { drizzle, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js'
import type postgres from 'postgres'
import { readAddress } from './hosts.ts'
import { type Line, type LineOptions, openLine } from './line.ts'
import { createPool, type Pool, type PoolLoad, shareLines } from './pool.ts'
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
   * Two connections of their own for deciding who a caller is, so that a slow method never keeps the gate waiting.
   * Separate also because drizzle changes how its client returns timestamps.
   */
  sql: Sql
  /** One connection for what no request waits for: recording use, sweeping. */
  background: Pick<Sql, 'begin'>
  /** A connection without any time limit, for migrations. Whoever asks for it ends it. */
  alone(): Promise<Sql>
  /** How busy the pool for the work is. */
  load: PoolLoad
  close(): Promise<void>
}

/**
 * For each use: the time after which the database is told to give up a statement, and a little later, that after which
 * we do, because it does not even say so. Both are shorter than what is promised for an answer, 3 seconds.
 */
const limits = {
  work: { statementTimeout: 2_000, patience: 2_500 },
  gate: { statementTimeout: 1_000, patience: 1_500 },
  background: { statementTimeout: 10_000, patience: 11_000 },
}

/** For the start and the commands of an operator, who would rather wait than be told to come again. */
const unhurried = { statementTimeout: 600_000, patience: 610_000, connectTimeout: 10_000 }

/** How long a request waits for a connection while all are in use. Milliseconds. */
const queueing = 2_000

/**
 * Opens the pools. Connects on first use, not here.
 * @param isHurried whether the work is that of requests, which are promised an answer in time
 */
export function connect(url: string, poolSize: number, isHurried = true): Connections {
  const address = readAddress(url)
  const open = (number: number, options: Omit<LineOptions, 'url' | 'hosts' | 'verifies'>): Line[] =>
    Array.from({ length: number }, () => openLine({ ...address, ...options }))

  // drizzle says in here how it wants values to be read and written.
  const types: Pool['options'] = { parsers: {}, serializers: {} }
  const work = open(poolSize, { ...(isHurried ? limits.work : unhurried), types })
  const gate = open(2, limits.gate)
  const background = open(1, limits.background)
  const pool = createPool(work, types, queueing)

  return {
    db: drizzle(pool as never, { schema, casing: 'snake_case' }),
    load: pool,
    sql: shareLines(gate),
    background: createPool(background, types) as unknown as Connections['background'],
    alone: async () => {
      const ownTypes: Pool['options'] = { parsers: {}, serializers: {} }
      const client = shareLines(
        open(1, { ...unhurried, statementTimeout: 0, patience: 0, types: ownTypes }),
        ownTypes,
      )
      await client`select`
      return client
    },
    close: async () => {
      await Promise.all([...work, ...gate, ...background].map((line) => line.end()))
    },
  }
}
