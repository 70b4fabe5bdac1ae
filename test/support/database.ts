import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { createDatabase } from './postgres.ts'

/** A database for one test file, with the tables of the product and nothing in them, in the run's PostgreSQL. */
export async function startDatabase(): Promise<{ url: string; stop(): Promise<void> }> {
  const name = `latchkey_${randomBytes(6).toString('hex')}`
  return { url: await createDatabase(inject('postgresUrl'), name, inject('template')), stop: async () => {} }
}
