import type postgres from 'postgres'
import type { Line } from './line.ts'
import { lazily, prepare, type Template } from './statement.ts'
import { isUnavailable, OutcomeUnknown } from './unavailable.ts'

/** How busy a pool is. What is under way beyond `size` shares a connection, or waits for one. */
export interface PoolLoad {
  readonly size: number
  readonly underWay: number
}

/** What drizzle needs of a client, and what the background needs of one. */
export interface Pool extends PoolLoad {
  options: Pick<postgres.Sql['options'], 'parsers' | 'serializers'>
  unsafe(text: string, parameters?: unknown[]): PromiseLike<unknown>
  begin<T>(work: (tx: postgres.TransactionSql) => Promise<T>): Promise<T>
}

/** Statements that follow each other on a line before the next one waits for another line. */
const mostInARow = 8

/**
 * Hands out lines: to a transaction for itself, to statements together while more are under way than there are lines.
 * Who came first is served first.
 * @param wait how long a line is waited for, in milliseconds; unset: as long as it takes
 */
export function createPool(lines: Line[], options: Pool['options'], wait?: number): Pool {
  const held = new Set<Line>()
  const waiting: Waiting[] = []
  let underWay = 0

  return {
    options,
    size: lines.length,
    get underWay() {
      return underWay
    },
    unsafe: (text, parameters) =>
      lazily((asValues) =>
        use(mostInARow, async (line) => {
          try {
            return await line.ask((client) => prepare(client, text, parameters, asValues))
          } catch (error) {
            throw /^\s*select\b/i.test(text) ? error : asOutcome(error)
          }
        }),
      ),
    begin: (work) =>
      use(1, async (line) => {
        held.add(line)
        try {
          return await transact(line, work)
        } finally {
          held.delete(line)
        }
      }),
  }

  /** @param most what may be under way on the line, this included */
  async function use<T>(most: number, work: (line: Line) => Promise<T>): Promise<T> {
    underWay += 1
    try {
      const line = waiting.length === 0 ? findLine(most) : undefined
      return await (line ? work(line) : whenServed(most, work))
    } finally {
      underWay -= 1
      serveNext()
    }
  }

  function findLine(most: number): Line | undefined {
    let best: Line | undefined
    for (const line of lines) {
      if (line.busy === 0) return line
      if (line.busy < most && !held.has(line) && line.busy < (best?.busy ?? Infinity)) best = line
    }
    return best
  }

  function serveNext() {
    while (waiting.length > 0) {
      const line = findLine(waiting[0]!.most)
      if (!line) return
      waiting.shift()!.start(line)
    }
  }

  function whenServed<T>(most: number, work: (line: Line) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        most,
        start: (line) => {
          clearTimeout(timer)
          resolve(work(line))
        },
      }
      const giveUp = () => {
        waiting.splice(waiting.indexOf(entry), 1)
        reject(Object.assign(new Error(`No connection free within ${wait} ms`), { code: 'POOL_TIMEOUT' }))
      }
      const timer = wait === undefined ? undefined : setTimeout(giveUp, wait)
      waiting.push(entry)
    })
  }
}

interface Waiting {
  most: number
  /** Starts the work, which makes the line busy at once. */
  start(line: Line): void
}

/**
 * Lines that carry any number of statements at once, for short reads that fail together when their line does.
 * @returns a client for plain statements, which are sent at once
 */
export function shareLines(lines: Line[], options?: Pool['options']): postgres.Sql {
  const quietest = () => lines.reduce((best, other) => (other.busy < best.busy ? other : best))
  return Object.assign((...template: Template) => quietest().ask((client) => client(...template)), {
    options,
    unsafe: (text: string, parameters?: unknown[]) =>
      lazily((asValues) => quietest().ask((client) => prepare(client, text, parameters, asValues))),
    begin: <T>(work: (tx: postgres.TransactionSql) => Promise<T>) => quietest().transact(work),
    end: () => Promise.all(lines.map((line) => line.end())),
  }) as unknown as postgres.Sql
}

/** A transaction whose last statement was sent, and not answered, may have been committed. */
async function transact<T>(line: Line, work: (tx: postgres.TransactionSql) => Promise<T>): Promise<T> {
  let isCommitting = false
  try {
    return await line.transact(async (tx) => {
      isCommitting = false
      const result = await work(tx)
      isCommitting = true
      return result
    })
  } catch (error) {
    throw isCommitting ? asOutcome(error) : error
  }
}

/** What was sent, and not answered, may have been done. */
function asOutcome(error: unknown) {
  return isUnavailable(error) && !neverSent(error) ? new OutcomeUnknown(error) : error
}

function neverSent(error: unknown) {
  return ['ECONNREFUSED', 'CONNECT_TIMEOUT', 'ENOTFOUND', 'EHOSTUNREACH', '57P03', '53300'].includes(
    error instanceof Error && 'code' in error ? String(error.code) : '',
  )
}
