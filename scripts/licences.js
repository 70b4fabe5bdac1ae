// Lists the licences of everything that is delivered: the packages of `dependencies`, what is bundled into the pages,
// and all that these need. Fails on one that is not allowed.
//
//   node scripts/licences.js

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Licences that ask for no more than naming the authors and enclosing the text. */
const allowed = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'PSF-2.0',
  'Unlicense',
]

/** Those of `devDependencies` whose code ends up in the pages. */
const bundled = [
  '@internationalized/date',
  'graphiql',
  'react',
  'react-aria-components',
  'react-dom',
  'urql',
  'wouter',
]

const project = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
/** Folder → what its package.json says. */
const packages = new Map()
for (const name of [...Object.keys(project.dependencies), ...bundled]) collect(name, root)

const rows = [...packages.values()]
  .map(({ name, version, license }) => ({ name, version, licence: license ?? 'unknown' }))
  .sort((a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'))

console.log('| package | version | licence |\n| --- | --- | --- |')
for (const { name, version, licence } of rows) console.log(`| ${name} | ${version} | ${licence} |`)

const refused = rows.filter(({ licence }) => !isAllowed(licence))
for (const { name, version, licence } of refused)
  console.error(`Not allowed: ${name} ${version} (${licence})`)
process.exitCode = refused.length ? 1 : 0

/** Adds a package as it is seen from a folder, and what it needs. What is optional need not be installed. */
function collect(name, from, isOptional = false) {
  const folder = find(name, from)
  if (!folder) {
    if (isOptional) return
    throw new Error(`${name} is not installed. Run npm ci first.`)
  }
  if (packages.has(folder)) return
  const found = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  packages.set(folder, found)
  const {
    dependencies = {},
    optionalDependencies = {},
    peerDependencies = {},
    peerDependenciesMeta = {},
  } = found
  const peers = Object.keys(peerDependencies).filter((each) => !peerDependenciesMeta[each]?.optional)
  for (const each of Object.keys(dependencies)) collect(each, folder, each in optionalDependencies)
  for (const each of [...Object.keys(optionalDependencies), ...peers]) collect(each, folder, true)
}

/** As Node looks for it: in the node_modules of each folder on the way up. */
function find(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return candidate
    if (folder === dirname(folder)) return undefined
  }
}

/** `MIT`, `(MIT OR GPL-3.0-only)`: one of them suffices; `(MIT AND BSD-3-Clause)`: all are needed. */
function isAllowed(licence) {
  return licence
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((each) => allowed.includes(each.trim())))
}
