import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { fileURLToPath } from 'node:url'
import { test } from 'vitest'

test('the types of all operations are those of the schema (else run npm run codegen)', async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const tool = 'node_modules/@graphql-codegen/cli/esm/bin.js'

  // Fails with what is stale in its output.
  await promisify(execFile)(process.execPath, [tool, '--config', 'codegen.ts', '--check'], { cwd: root })
}, 60_000)
