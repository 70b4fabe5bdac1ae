import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openAdmin } from '../../src/database/embedded-server.ts'
import { startEmbedded } from '../../src/database/embedded.ts'
import { makeTemplate } from './postgres.ts'

/** The PostgreSQL that the product brings, started as the product does, and one for the run. */
export default async function setup(project: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-test-'))
  const { url, stop } = await startEmbedded(folder, () => {}, undefined, { max_connections: '200' })
  const { port, username, password } = new URL(url)
  const sql = openAdmin(Number(port), password, 'postgres')
  // Else it may do nothing outside its own database; each test file has another.
  await sql.unsafe(`alter role ${username} createdb`)
  await sql.end()
  project.provide('postgresUrl', url)
  project.provide('template', await makeTemplate(url))
  return async () => {
    await stop()
    await rm(folder, { recursive: true, force: true })
  }
}
