import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** LATCHKEY_ROOT measures another checkout that is built, beside this one. */
export const measured = process.env.LATCHKEY_ROOT ?? root

/** Builds the server, if it is not up to date. */
export function build() {
  if (measured !== root) return
  execFileSync(process.execPath, [join(root, 'scripts/build.js'), '--if-stale', '--quiet', 'server'], {
    stdio: 'inherit',
  })
}

/** A module of the built server, by its path in src/. @param {string} path such as `tokens/secret` */
export function builtModule(path) {
  return import(pathToFileURL(join(measured, 'dist', `${path}.js`)).href)
}
