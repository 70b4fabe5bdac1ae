import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Tests of whole processes run what `npm start` runs. */
export default function setup() {
  const script = fileURLToPath(new URL('../../scripts/build.js', import.meta.url))
  execFileSync(process.execPath, [script, '--if-stale', '--quiet'], { stdio: 'inherit' })
}
