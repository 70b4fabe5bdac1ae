import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const bench = fileURLToPath(new URL('.', import.meta.url))
export const strapi = join(bench, 'peers/strapi')

/**
 * Installs a package folder as its lock file says, unless that was done. Imports nothing that would have to be
 * installed first.
 * @param {string} folder
 */
export function install(folder) {
  if (isInstalled(folder)) return
  process.stderr.write(`Installing the packages of ${folder} …\n`)
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', ['ci', ...flags], { cwd: folder, stdio: 'inherit' })
}

/** @param {string} folder */
function isInstalled(folder) {
  const record = join(folder, 'node_modules/.package-lock.json')
  if (!existsSync(record)) return false
  const there = JSON.parse(readFileSync(record, 'utf8')).packages
  const wanted = Object.entries(JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages)
  return wanted
    .filter(([name, { optional, peer, devOptional }]) => name && !optional && !peer && !devOptional)
    .every(([name, { version }]) => there[name]?.version === version)
}
