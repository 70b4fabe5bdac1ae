import type { Database } from './connect.ts'

/**
 * Asks with plain SQL, for lists that are asked for often. Its text is one of few, so that each connection plans it
 * once; what differs goes into the parameters.
 * @returns rows as the driver gives them: moments as text (`readMoment`), and lists too unless they are sent as JSON
 */
export async function askPrepared<Row>(
  db: Database,
  text: string,
  parameters: (string | number)[],
): Promise<Row[]> {
  const statement = db._.session.prepareQuery({ sql: text, params: parameters }, undefined, 'prepared', false)
  return (await statement.execute()) as Row[]
}

/** A moment as PostgreSQL writes it. */
export function readMoment(text: string): Date {
  return new Date(text)
}
