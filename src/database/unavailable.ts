/** Codes of PostgreSQL, of postgres.js and of the system that mean: not now. */
const codes = new Set([
  '08000', '08001', '08003', '08004', '08006', // connection exceptions
  '53300', // too many connections
  '55P03', // lock not available
  '57014', // statement timeout
  '57P01', '57P02', '57P03', // shut down, crashed, starting up
  '25006', // read only: a standby
  'CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'CONNECT_TIMEOUT',
  'ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'ENOTFOUND',
]) // prettier-ignore

/** Whether an error means that the database is away, rather than that a statement was wrong. */
export function isUnavailable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? cause.code : undefined
    if (typeof code === 'string' && codes.has(code)) return true
  }
  return false
}
