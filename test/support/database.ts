import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { startEmbedded } from '../../src/database/embedded.ts'
import { createDatabase } from './postgres.ts'

/** An empty database for one test file: of the run's PostgreSQL, or an embedded one of its own. */
export async function startDatabase(): Promise<{ url: string; stop(): Promise<void> }> {
  if (process.env.TEST_DATABASE === 'embedded') {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-test-'))
    const { url, stop } = await startEmbedded(folder, () => {})
    return {
      url,
      stop: async () => {
        await stop()
        await rm(folder, { recursive: true, force: true })
      },
    }
  }
  const name = `latchkey_${randomBytes(6).toString('hex')}`
  return { url: await createDatabase(inject('postgresUrl'), name), stop: async () => {} }
}
