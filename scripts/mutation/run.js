// `npm run mutation`: mutation testing, one folder after another.
//
//   node scripts/mutation/run.js [folder …] [options of Stryker]
//
// One PostgreSQL serves all of it: Stryker ends its processes without notice, and each would leave one of its own behind.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { startPostgres } from '../../test/support/postgres.ts'

const all = ['access', 'accounts', 'rest', 'tokens']
const given = process.argv.slice(2)
const named = all.filter((folder) => given.some((arg) => arg === folder || arg.includes(`src/${folder}/`)))
const options = given.filter((arg) => !all.includes(arg))

let stryker
let isStopped = false
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    isStopped = true
    stryker?.kill(signal)
  })
}

const postgres = await startPostgres({ max_connections: '500' })
try {
  for (const folder of named.length ? named : all) {
    if (isStopped) break
    stryker = spawn('stryker', ['run', ...options], {
      env: { ...process.env, MUTATION_FOLDER: folder, TEST_DATABASE_URL: postgres.url },
      stdio: 'inherit',
    })
    const [code] = await once(stryker, 'exit')
    process.exitCode ||= code ?? 1
  }
} finally {
  await postgres.stop()
}
