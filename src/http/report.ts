import type { FastifyBaseLogger } from 'fastify'
import { rootCause } from '../database/root-cause.ts'
import { isUnavailable } from '../database/unavailable.ts'
import { ApiError } from '../errors.ts'

/**
 * Is told of what no caller can mend, in the request of that id: a fault of ours, or that the database does not answer.
 * @returns the id, to find it by
 */
export type Report = (requestId: string, error: unknown) => string

/** Between two lines of the log that say the same of the database, since every request finds out. Milliseconds. */
const pause = 10_000

/** @param onOutage is told each time that the database did not do what a request needed, with its code or the system's */
export function reporter(log: FastifyBaseLogger, onOutage?: (code: string) => void): Report {
  const toldAt = new Map<string, number>()

  function tellOutage(requestId: string, outage: ApiError) {
    const { error, code = 'OTHER', message } = rootCause(outage)
    onOutage?.(code)
    const now = performance.now()
    if (now - (toldAt.get(code) ?? -Infinity) < pause) return
    toldAt.set(code, now)
    if (isUnavailable(error)) log.warn({ code, reason: message }, 'the database does not answer')
    // A query that is wrong denies too, and is ours to mend.
    else logFault(log, requestId, outage.cause)
  }

  return (requestId, error) => {
    if (error instanceof ApiError) tellOutage(requestId, error)
    else logFault(log, requestId, error)
    return requestId
  }
}

/**
 * Errors of the query builder carry the parameters of the query in their text, among them hashes and passwords, so only
 * what the database said about it is logged.
 */
function logFault(log: FastifyBaseLogger, requestId: string, fault: unknown) {
  const isQuery = fault instanceof Error && fault.message.startsWith('Failed query:')
  log.error(
    { requestId, err: isQuery ? fault.cause : fault, query: isQuery ? queryOf(fault) : undefined },
    'fault',
  )
}

function queryOf(error: Error) {
  return 'query' in error ? error.query : undefined
}
