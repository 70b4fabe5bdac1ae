import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, onTestFinished, test } from 'vitest'
import { createDatabase } from '../support/postgres.ts'
import { killDuringChanges, postmasterOf } from './kill.ts'

/** `npm run test:long` does it 50 times. */
const rounds = Number(process.env.KILL_ROUNDS ?? 2)

test('kill -9 in the midst of token changes loses nothing, halves nothing, brings nothing back: PostgreSQL', async () => {
  const url = await createDatabase(inject('postgresUrl'), 'latchkey_killed')
  const { pairs } = await killDuringChanges(rounds, { DATABASE_URL: url })
  expect(pairs).toBeGreaterThan(rounds)
}, 1_800_000)

test('kill -9 in the midst of token changes loses nothing, halves nothing, brings nothing back: embedded', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-kill-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true, maxRetries: 10 }))
  const { pairs } = await killDuringChanges(rounds, { DATA_DIR: dataDir }, () => postmasterOf(dataDir))
  expect(pairs).toBeGreaterThan(rounds)
}, 1_800_000)
