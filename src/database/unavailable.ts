import { ApiError } from '../errors.ts'

/** Codes of postgres.js and of the system that come with the end of a connection. */
const lost = new Set([
  'CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'CONNECT_TIMEOUT',
  'ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'ENOTFOUND',
]) // prettier-ignore

/** Codes of PostgreSQL, of ours and those above that mean: not now. */
const codes = new Set([
  ...lost,
  '08000', '08001', '08003', '08004', '08006', // connection exceptions
  '53300', // too many connections
  '55P03', // lock not available
  '57014', // statement timeout
  '57P01', '57P02', '57P03', // shut down, crashed, starting up
  '25006', // read only: a standby
  'POOL_TIMEOUT',
]) // prettier-ignore

/** A change was sent to the database, which then went away before it answered. */
export class OutcomeUnknown extends Error {
  constructor(cause: unknown) {
    super('The database went away before it said whether the change was made', { cause })
  }
}

/** What comes after a change that is done: where it fails, nobody must be told that nothing was done. */
export async function afterChange<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw isUnavailable(error) ? new OutcomeUnknown(error) : error
  }
}

/** What fails with a connection, and is not known to have failed by itself. */
export function connectionLost(): Error {
  return Object.assign(new Error('The connection to the database was lost'), { code: 'CONNECTION_CLOSED' })
}

/** Whether an error tells of the end of the connection that it came from. */
export function isConnectionLost(error: unknown): boolean {
  return error instanceof Error && 'code' in error && lost.has(error.code as string)
}

/** Whether an error means that the database is away, rather than that a statement was wrong. */
export function isUnavailable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? cause.code : undefined
    if (typeof code === 'string' && codes.has(code)) return true
  }
  return false
}

/** What a caller is told while the database is away. */
export function databaseAway(cause: unknown): ApiError {
  let isUnknown = false
  for (let error = cause; error instanceof Error; error = error.cause)
    isUnknown ||= error instanceof OutcomeUnknown
  const error = new ApiError(
    'DATABASE_UNAVAILABLE',
    isUnknown
      ? 'The database stopped answering halfway. It is not known whether what you asked for was done: look before you try again.'
      : 'The database does not answer. Try again in a few seconds.',
    { retryAfter: 2, ...(isUnknown && { outcomeUnknown: true }) },
  )
  error.cause = cause
  return error
}
