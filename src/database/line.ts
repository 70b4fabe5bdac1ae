import { setTimeout as delay } from 'node:timers/promises'
import { checkServerIdentity, type PeerCertificate } from 'node:tls'
import postgres from 'postgres'
import { Roster, type Rostered } from '../roster.ts'
import { type Host, hostFinder, type HostSocket } from './hosts.ts'
import { lazily, prepare, type Template } from './statement.ts'
import { connectionLost, isConnectionLost } from './unavailable.ts'

/**
 * A line to the database: one connection at a time. It connects on first use, and again after a connection was lost.
 *
 * A client of the driver serves one connection and is thrown away with it. Kept, it would write the rest of what was
 * under way, a rollback say, to a socket that is gone, and end the process by an exception out of a timer.
 * https://github.com/porsager/postgres/issues/1154
 */
export interface Line {
  /** Statements and transactions under way on it. */
  readonly busy: number
  /** Sends a statement, after those that are under way. @param query makes the statement with the client it is given */
  ask<T>(query: (client: postgres.Sql) => PromiseLike<T>): Promise<T>
  /** Runs a transaction. Nothing else must be under way on the line, and nothing must be sent until it has ended. */
  transact<T>(work: (tx: postgres.TransactionSql) => Promise<T>): Promise<T>
  end(): Promise<void>
}

export interface LineOptions {
  url: string
  hosts: Host[]
  /** Whether the certificate of the host is checked. */
  verifies: boolean
  /** After this long the database itself gives a statement up. Milliseconds; 0: never. */
  statementTimeout: number
  /** After this long without an answer to anything the line is taken for dead. Milliseconds; 0: never. */
  patience: number
  /** How long connecting may take. Milliseconds; by default 2,000. */
  connectTimeout?: number
  /** How drizzle wants values to be read and written. */
  types?: Pick<postgres.Sql['options'], 'parsers' | 'serializers'>
}

/** What all statements and migrations are written for, whatever the database and the role say. */
const assumed = {
  search_path: 'public',
  datestyle: 'ISO',
  default_transaction_isolation: 'read committed',
}

/**
 * Each statement is planned once for a connection and finds its rows by an index, however few rows a table had when it
 * was planned. https://www.postgresql.org/docs/current/runtime-config-query.html
 */
const planning = { plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off', jit: 'off' }

/** Seconds between two tries to connect: by itself the driver waits up to 20, long after the database is back. */
const longestBackoff = 1

export function openLine(options: LineOptions): Line {
  const find = hostFinder(options.hosts)
  let connection: Connection | undefined
  let losses = 0
  let lostAt = 0
  let busy = 0
  let ended = false

  function connected(): Connection {
    if (connection && !connection.lost) return connection
    if (ended) throw connectionLost()
    const before = losses
    connection = new Connection(
      options,
      async () => {
        const backoff = before === 0 ? 0 : Math.min(2 ** before / 20, longestBackoff) * 1_000
        await delay(Math.max(0, lostAt + backoff - performance.now()))
        return find()
      },
      () => {
        losses += 1
        lostAt = performance.now()
      },
    )
    return connection
  }

  /** The driver fails what it was about to send to a standby. Among several hosts the next one may be the primary. */
  async function onPrimary<T>(
    run: (connection: Connection) => Promise<T>,
    isUnsent: () => boolean,
  ): Promise<T> {
    busy += 1
    try {
      for (let tries = 1; ; tries++) {
        try {
          const result = await run(connected())
          losses = 0
          return result
        } catch (error) {
          const isStandby = error instanceof Error && 'code' in error && error.code === 'CONNECTION_DESTROYED'
          if (!isStandby || ended || tries > options.hosts.length || !isUnsent()) throw error
          losses = 0
        }
      }
    } finally {
      busy -= 1
    }
  }

  return {
    get busy() {
      return busy
    },
    ask: (query) =>
      onPrimary(
        (connection) => connection.ask(query),
        () => true,
      ),
    transact: (work) => {
      let isBegun = false
      return onPrimary(
        (connection) =>
          connection.transact((tx) => {
            isBegun = true
            return work(tx)
          }),
        () => !isBegun,
      )
    },
    end: async () => {
      ended = true
      await connection?.end()
    },
  }
}

interface UnderWay extends Rostered {
  fail(error: Error): void
}

/** A connection and what is under way on it. */
class Connection {
  lost = false
  private readonly client: postgres.Sql
  private socket: HostSocket | undefined
  /** What fails when the connection is lost. The driver itself forgets some of it. */
  private readonly underWay = new Roster<UnderWay>()
  /** Statements that were sent and not answered. */
  private unanswered = 0
  /** The time is up, and nothing was answered since. */
  private isOverdue = false
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly options: LineOptions,
    open: () => Promise<HostSocket>,
    private readonly onLoss: () => void,
  ) {
    const { url, statementTimeout, connectTimeout = 2_000, types, verifies } = options
    this.client = postgres(url, {
      max: 1,
      max_lifetime: null,
      connect_timeout: connectTimeout / 1_000,
      onnotice: () => {},
      // Lists are read and written as text. To ask for their types would be one more thing to fail on a new connection.
      fetch_types: false,
      connection: {
        application_name: 'latchkey',
        statement_timeout: statementTimeout,
        ...assumed,
        ...(statementTimeout && planning),
      },
      // Ours, because there is no other way to get at the socket, and none to close it but asking the other side.
      socket: async () => {
        if (this.lost) throw connectionLost()
        this.socket = await open()
        if (this.lost) this.socket.destroy()
        return this.socket
      },
      // By itself Node expects `localhost` of a connection that was opened to an address of numbers.
      ...(verifies && {
        ssl: {
          checkServerIdentity: (_name: string, certificate: PeerCertificate) =>
            checkServerIdentity(this.socket!.host, certificate),
        },
      }),
      onclose: () => this.lose(connectionLost()),
    } as postgres.Options<Record<string, never>>)
    Object.assign(this.client.options.parsers, types?.parsers)
    Object.assign(this.client.options.serializers, types?.serializers)
  }

  ask<T>(query: (client: postgres.Sql) => PromiseLike<T>): Promise<T> {
    return this.answered(() => query(this.client))
  }

  transact<T>(work: (tx: postgres.TransactionSql) => Promise<T>): Promise<T> {
    return this.framed((inner) => this.client.begin(inner), work)
  }

  async end() {
    await this.client.end({ timeout: 5 })
    clearTimeout(this.timer)
  }

  /** Begins and ends a transaction, or one within another, and watches both: the driver sends their statements itself. */
  private framed<T>(
    begin: (inner: (tx: postgres.TransactionSql) => Promise<T>) => Promise<unknown>,
    work: (tx: postgres.TransactionSql) => Promise<T>,
  ): Promise<T> {
    return this.unlessLost(async () => {
      let answered = this.sent()
      try {
        return (await begin(async (tx) => {
          answered()
          try {
            return await this.whileConnected(work(this.watched(tx)))
          } finally {
            answered = this.sent()
          }
        })) as T
      } finally {
        answered()
      }
    })
  }

  /** A transaction whose statements are watched, one by one: as a whole it may take its time. */
  private watched(tx: postgres.TransactionSql): postgres.TransactionSql {
    return Object.assign((...template: Template) => this.answered(() => tx(...template)), {
      unsafe: (text: string, parameters?: unknown[]) =>
        lazily((asValues) => this.answered(() => prepare(tx, text, parameters, asValues))),
      savepoint: <T>(work: (inner: postgres.TransactionSql) => Promise<T>) =>
        this.framed((inner) => tx.savepoint(inner), work),
    }) as unknown as postgres.TransactionSql
  }

  /** Never settles once the connection is lost, so that the driver does not go on to write a rollback to it. */
  private whileConnected<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      work.then(
        (result) => this.lost || resolve(result),
        (error: unknown) => this.lost || reject(error as Error),
      )
    })
  }

  /** Gives what is answered, and watches that it is in time. */
  private answered<T>(send: () => PromiseLike<T>): Promise<T> {
    return this.unlessLost(() => {
      const answered = this.sent()
      const query = send()
      query.then(answered, answered)
      return query
    })
  }

  private unlessLost<T>(run: () => PromiseLike<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.lost) return reject(connectionLost())
      const entry = { at: -1, fail: reject }
      this.underWay.add(entry)
      run().then(
        (result) => {
          this.underWay.remove(entry)
          resolve(result)
        },
        (error: unknown) => {
          this.underWay.remove(entry)
          reject(error as Error)
          if (isConnectionLost(error)) this.lose(error as Error)
        },
      )
    })
  }

  /** One timer serves all that is sent, and starts again with each answer. @returns what says that an answer is there */
  private sent(): () => void {
    const { patience } = this.options
    if (this.unanswered++ === 0 && patience) {
      if (this.timer) this.timer.refresh()
      else
        this.timer = setTimeout(() => {
          this.isOverdue = this.unanswered > 0
          // If it was us who stood still, answers may be here that Node reads only after its timers.
          if (this.isOverdue) setImmediate(() => this.isOverdue && this.lose(silence(patience)))
        }, patience).unref()
    }
    let isAnswered = false
    return () => {
      if (isAnswered) return
      isAnswered = true
      this.isOverdue = false
      this.unanswered -= 1
      if (this.unanswered) this.timer?.refresh()
    }
  }

  private lose(error: Error) {
    if (this.lost) return
    this.lost = true
    clearTimeout(this.timer)
    this.socket?.destroy()
    this.onLoss()
    for (const { fail } of this.underWay) fail(error)
  }
}

function silence(patience: number) {
  return Object.assign(new Error(`The database kept silent for ${patience} ms`), { code: 'ETIMEDOUT' })
}
