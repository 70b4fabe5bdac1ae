// Fails when what the token page loads at first is more than a visitor should wait for.
//
//   node scripts/check-page-weight.js <folder of the built dashboard>

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Gzipped JavaScript, in bytes. */
const limit = 220_000

/** The page itself, and what it loads on the way to the tokens. Languages: the largest one counts. */
const loaded = ['index.html', 'settings/Settings.tsx', 'tokens/AccessTokens.tsx']
const languages = ['strings/en.ts', 'strings/de.ts']
/** What must never come along. */
const apart = ['docs/MethodIndex.tsx', 'docs/MethodPage.tsx']

const folder = process.argv[2]
const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'))

const weight = Math.max(...languages.map((language) => weigh(chunksOf([...loaded, language]))))
const files = chunksOf([...loaded, ...languages])
const strays = apart.filter((name) => files.has(entry(name).file))

const all = readdirSync(join(folder, 'assets')).filter((file) => file.endsWith('.js'))
console.log(
  `The token page loads ${kilobytes(weight)} of JavaScript, gzipped; at most ${kilobytes(limit)} are allowed.`,
)
for (const file of all)
  console.log(`  ${files.has(`assets/${file}`) ? '*' : ' '} ${file} ${kilobytes(sizeOf(`assets/${file}`))}`)

if (strays.length) {
  console.error(`The token page loads ${strays.join(', ')}, which should be chunks of their own.`)
  process.exitCode = 1
}
if (weight > limit) {
  console.error('The token page has become too heavy. See what was added, or load it later.')
  process.exitCode = 1
}

/** The files of some modules and of all that they import at once. */
function chunksOf(names) {
  const files = new Set()
  const visit = (name) => {
    const { file, imports = [] } = entry(name)
    if (files.has(file)) return
    files.add(file)
    imports.forEach(visit)
  }
  names.forEach(visit)
  return files
}

function entry(name) {
  if (!manifest[name]) throw new Error(`The build has no chunk for ${name}. Is it still loaded by import()?`)
  return manifest[name]
}

function weigh(files) {
  return [...files].reduce((sum, file) => sum + sizeOf(file), 0)
}

function sizeOf(file) {
  return gzipSync(readFileSync(join(folder, file)), { level: 9 }).length
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`
}
