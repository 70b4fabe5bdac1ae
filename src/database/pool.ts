import type postgres from 'postgres'
import type { Line } from './line.ts'
import { isUnavailable, OutcomeUnknown } from './unavailable.ts'

type Client = Pick<postgres.Sql, 'unsafe'> & ((...template: unknown[]) => unknown)

/** How busy a pool is. What is under way beyond `size` waits for a connection. */
export interface PoolLoad {
  readonly size: number
  readonly underWay: number
}

/** What drizzle needs of a client, and what the background needs of one. */
export interface Pool extends PoolLoad {
  options: Pick<postgres.Sql['options'], 'parsers' | 'serializers'>
  unsafe(text: string, parameters?: unknown[], options?: object): PromiseLike<unknown>
  begin<T>(work: (tx: postgres.TransactionSql) => Promise<T>): Promise<T>
}

/**
 * Hands out lines, each to one user at a time, so that a line which is broken off takes nothing with it but what was
 * waiting on it.
 * @param wait how long a line is waited for, in milliseconds; unset: as long as it takes
 */
export function createPool(lines: Line[], options: Pool['options'], wait?: number): Pool {
  const free = [...lines]
  const waiting: ((line: Line) => void)[] = []

  return {
    options,
    size: lines.length,
    get underWay() {
      return lines.length - free.length + waiting.length
    },
    unsafe: (text, parameters, options) => {
      const send = (asValues: boolean) =>
        use(async (line) => {
          const ask = () => {
            const query = line.client.unsafe(text, parameters as never, options as never)
            void watchUntilSettled(line, query)
            return asValues ? query.values() : query
          }
          try {
            return await onPrimary(line, ask)
          } catch (error) {
            throw /^\s*select\b/i.test(text) ? error : asOutcome(error)
          }
        })
      return {
        // drizzle asks for rows by awaiting, and for their values by a method.
        then: (resolve, reject) => send(false).then(resolve, reject),
        values: () => send(true),
      } as PromiseLike<unknown>
    },
    begin: (work) => use((line) => transact(line, work)),
  }

  async function use<T>(work: (line: Line) => Promise<T>): Promise<T> {
    const line = free.pop() ?? (await nextFree())
    line.busy += 1
    try {
      return await work(line)
    } finally {
      line.busy -= 1
      const next = waiting.shift()
      if (next) next(line)
      else free.push(line)
    }
  }

  function nextFree(): Promise<Line> {
    return new Promise((resolve, reject) => {
      const give = (line: Line) => {
        clearTimeout(timer)
        resolve(line)
      }
      const giveUp = () => {
        waiting.splice(waiting.indexOf(give), 1)
        reject(Object.assign(new Error(`No connection free within ${wait} ms`), { code: 'POOL_TIMEOUT' }))
      }
      const timer = wait === undefined ? undefined : setTimeout(giveUp, wait)
      waiting.push(give)
    })
  }
}

/**
 * Lines that carry several statements at once, for short reads that fail together when their line does.
 * @returns a client for plain statements, which are sent at once
 */
export function shareLines(lines: Line[]): postgres.Sql {
  const use = async <T>(work: (line: Line) => Promise<T>) => {
    const line = lines.reduce((best, other) => (other.busy < best.busy ? other : best))
    line.busy += 1
    try {
      return await work(line)
    } finally {
      line.busy -= 1
    }
  }
  const send = (ask: (client: postgres.Sql) => unknown) =>
    use((line) => onPrimary(line, () => watchUntilSettled(line, ask(line.client) as Promise<unknown>)))
  const tag = (...template: Parameters<postgres.Sql>) => send((client) => client(...template))
  return Object.assign(tag, {
    unsafe: (...given: Parameters<postgres.Sql['unsafe']>) => send((client) => client.unsafe(...given)),
    begin: <T>(work: (tx: postgres.TransactionSql) => Promise<T>) => use((line) => transact(line, work)),
  }) as unknown as postgres.Sql
}

/** postgres.js fails what it was about to send to a standby. Among several hosts the next one may be the primary. */
export async function onPrimary<T>(
  { hosts }: Line,
  ask: () => PromiseLike<T>,
  isUnsent = () => true,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (tries > hosts || !isUnsent() || codeOf(error) !== 'CONNECTION_DESTROYED') throw error
    }
  }
}

async function transact<T>(line: Line, work: (tx: postgres.TransactionSql) => Promise<T>): Promise<T> {
  let settled = () => {}
  let state: 'beginning' | 'begun' | 'committing' = 'beginning'
  const begin = () => {
    settled = line.watch()
    return line.client.begin(async (tx) => {
      state = 'begun'
      settled()
      try {
        const result = await work(watched(line, tx))
        state = 'committing'
        return result
      } finally {
        settled = line.watch()
      }
    })
  }
  try {
    return (await onPrimary(
      line,
      () => begin().finally(() => settled()),
      () => state === 'beginning',
    )) as T
  } catch (error) {
    throw (state as string) === 'committing' ? asOutcome(error) : error
  }
}

/** A transaction whose statements are watched, one by one: as a whole it may take its time. */
function watched(line: Line, tx: postgres.TransactionSql): postgres.TransactionSql {
  const watch = (query: unknown) => watchUntilSettled(line, query as Promise<unknown>)
  const client = tx as unknown as Client
  return Object.assign((...template: unknown[]) => watch(client(...template)), {
    unsafe: (...given: Parameters<Client['unsafe']>) => watch(client.unsafe(...given)),
    savepoint: <T>(work: (inner: postgres.TransactionSql) => Promise<T>) =>
      tx.savepoint((inner) => work(watched(line, inner))),
  }) as unknown as postgres.TransactionSql
}

function watchUntilSettled(line: Line, query: Promise<unknown>, then?: () => void) {
  const stop = line.watch()
  const settle = () => {
    stop()
    then?.()
  }
  // Of Promise itself: the `then` of a query would send it, and it may yet be asked to give values.
  void Promise.prototype.then.call(query, settle, settle)
  return query
}

/** What was sent, and not answered, may have been done. */
function asOutcome(error: unknown) {
  return isUnavailable(error) && !neverSent(error) ? new OutcomeUnknown(error) : error
}

function neverSent(error: unknown) {
  return ['ECONNREFUSED', 'CONNECT_TIMEOUT', 'ENOTFOUND', 'EHOSTUNREACH', '57P03', '53300'].includes(
    codeOf(error),
  )
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
