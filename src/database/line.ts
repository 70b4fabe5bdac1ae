import postgres from 'postgres'
import { type Host, hostFinder } from './hosts.ts'

/** One connection to the database. It connects on first use, and again after it was lost. */
export interface Line {
  client: postgres.Sql
  /** How many hosts it may lead to. */
  hosts: number
  /** Statements and transactions under way on it. */
  busy: number
  /**
   * Breaks the connection off unless it is told in time that all is well. What is under way on it fails; the next
   * statement connects anew. Without this a database that has gone silent would keep the connection for ever.
   * @returns what says that all is well
   */
  watch(): () => void
}

export interface LineOptions {
  url: string
  hosts: Host[]
  /** After this long the database itself gives a statement up. Milliseconds; 0: never. */
  statementTimeout: number
  /** After this long without an answer the line is taken for dead. Milliseconds. */
  patience: number
}

export function openLine({ url, hosts, statementTimeout, patience }: LineOptions): Line {
  const find = hostFinder(hosts)
  let current: ReturnType<typeof find> | undefined

  const client = postgres(url, {
    max: 1,
    connect_timeout: 2,
    // Seconds between two tries to connect. Its own way waits up to 20, long after the database is back.
    backoff: (tries: number) => Math.min(2 ** tries / 20, 1),
    onnotice: () => {},
    connection: { application_name: 'latchkey', statement_timeout: statementTimeout },
    // Ours, because there is no other way to get at the socket, and none to close it but asking the other side.
    socket: () => (current = find()),
  } as postgres.Options<Record<string, never>>)

  return {
    client,
    hosts: hosts.length,
    busy: 0,
    watch: () => {
      const timer = setTimeout(() => {
        const broken = current
        void broken?.then((socket) => setImmediate(() => socket.destroy(silence(patience))))
      }, patience)
      return () => clearTimeout(timer)
    },
  }
}

function silence(patience: number) {
  return Object.assign(new Error(`The database kept silent for ${patience} ms`), { code: 'ETIMEDOUT' })
}
