/** What the database, the driver or the system said, under the errors that were put around it. */
export interface RootCause {
  error: unknown
  /** Of PostgreSQL, of the driver or of the system. */
  code: string | undefined
  message: string
}

/**
 * Looks under an error of the query builder, which has the parameters of the query in its text, passwords and hashes
 * among them. What is under it has none.
 */
export function rootCause(error: unknown): RootCause {
  let root = error
  while (root instanceof Error && root.cause instanceof Error) root = root.cause
  if (!(root instanceof Error)) return { error: root, code: undefined, message: String(root) }
  const code = 'code' in root && typeof root.code === 'string' ? root.code : undefined
  // Of a name with several addresses each has its own, and the whole has no text.
  const parts = root instanceof AggregateError ? root.errors.map((part) => rootCause(part).message) : []
  return { error: root, code, message: root.message || parts.join(', ') || code || root.name }
}
