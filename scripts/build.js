// Builds what `npm start` runs: the server into dist/, the pages into dist/public/.
//
//   node scripts/build.js [--if-stale] [--quiet] [server] [graphiql] [dashboard]
//
// --if-stale  builds only the parts whose inputs differ from those of their last build
// --quiet     says nothing when there is nothing to do
//
// Each part is built aside and moved into place when it is complete, so a build that fails changes nothing.
// One build at a time: a second one waits, and then finds that its work is done.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { gzip } from 'node:zlib'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
/** Everything of the build itself: the lock, the stamps, work in progress. */
const work = join(dist, '.build')
const lock = join(work, 'lock')

/** Ends the tools along with this process. */
const interruption = new AbortController()

const pages = ['src/graphiql', 'src/dashboard']

/**
 * @typedef {object} Part
 * @property {string} title for the progress line
 * @property {string[]} inputs files, and folders with all that is in them
 * @property {string[]} [except] folders among the inputs that do not matter
 * @property {string} witness a file without which the part is not there
 * @property {string} out where it belongs, below dist/
 * @property {string[]} kept entries of `out` that belong to other parts
 * @property {(folder: string) => string[]} tool what builds it into a folder: a script and its arguments
 * @property {(folder: string) => string[]} [check] what judges the build before it goes into place, likewise
 */

/** @type {Record<string, Part>} */
const parts = {
  server: {
    title: 'the server',
    inputs: ['src', 'tsconfig.json', 'tsconfig.build.json'],
    except: pages,
    witness: 'main.js',
    out: '.',
    kept: ['public', '.build'],
    tool: (folder) => [
      'node_modules/typescript/bin/tsc',
      ...['-p', 'tsconfig.build.json', '--outDir', folder, '--noEmitOnError'],
    ],
  },
  graphiql: page('GraphiQL', 'src/graphiql', 'public/graphiql'),
  dashboard: {
    ...page('the dashboard', 'src/dashboard', 'public/dashboard'),
    inputs: ['src/dashboard', 'scripts/check-page-weight.js'],
    check: (folder) => ['scripts/check-page-weight.js', folder],
  },
}

/** @returns {Part} */
function page(title, source, out) {
  return {
    title,
    inputs: [source],
    witness: 'index.html',
    out,
    kept: [],
    tool: (folder) => ['node_modules/vite/bin/vite.js', 'build', source, '--outDir', folder, '--emptyOutDir'],
  }
}

const { values: options, positionals } = parseArgs({
  options: { 'if-stale': { type: 'boolean' }, quiet: { type: 'boolean' } },
  allowPositionals: true,
})
const unknown = positionals.filter((name) => !Object.hasOwn(parts, name))
if (unknown.length)
  fail(`There is no part ${unknown.join(', ')}. The parts: ${Object.keys(parts).join(', ')}.`)
const wanted = positionals.length ? positionals : Object.keys(parts)

if (stale().length) {
  await withLock(async () => {
    // Whoever held the lock before may have done it already.
    const built = await Promise.all(stale().map(build))
    if (built.includes(false)) process.exitCode = 1
  })
} else if (!options.quiet) {
  say('Nothing to build.')
}

/** The wanted parts that have to be built. */
function stale() {
  return wanted.filter((name) => {
    if (!options['if-stale']) return true
    const part = parts[name]
    // An installation without sources has its build and can make no other.
    if (!existsSync(join(root, part.inputs[0]))) return false
    return !existsSync(join(dist, part.out, part.witness)) || read(stampOf(name)) !== fingerprint(part)
  })
}

/** Builds one part and moves it into place. False if its tool failed; the last build then stays. */
async function build(name) {
  const part = parts[name]
  const started = performance.now()
  // Taken before the tool reads them: an edit during the build makes the part stale again.
  const inputs = fingerprint(part)
  say(`Building ${part.title} …`)

  const folder = join(work, `${name}.new`)
  rmSync(folder, { recursive: true, force: true })
  let { ok, output } = await run(part.tool(folder))
  if (ok && part.check) ({ ok, output } = await run(part.check(folder)))
  if (!ok) {
    say(`${output.trimEnd()}\nBuilding ${part.title} failed.`)
    return false
  }
  if (part.out.startsWith('public/')) await compress(folder)

  rmSync(stampOf(name), { force: true })
  replace(join(dist, part.out), folder, part.kept)
  writeFileSync(stampOf(name), inputs)
  say(`Built ${part.title} in ${((performance.now() - started) / 1000).toFixed(1)} s.`)
  return true
}

function run([script, ...args]) {
  return new Promise((resolve) => {
    if (!existsSync(join(root, script))) {
      return resolve({ ok: false, output: `${script} is missing. Run npm ci (without --omit=dev) first.` })
    }
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      // Whoever starts the build, a test run for one: React's development build is never what is wanted here.
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: interruption.signal,
    })
    let output = ''
    child.stdout.on('data', (text) => (output += text))
    child.stderr.on('data', (text) => (output += text))
    child.on('error', (error) => resolve({ ok: false, output: `${output}\n${error.message}` }))
    child.on('close', (code) => resolve({ ok: code === 0, output }))
  })
}

/** Lays a compressed copy beside each file worth it; the server hands it to browsers that take it. */
async function compress(folder) {
  const worthwhile = filesIn(folder).filter(
    (file) => /\.(html|js|css|svg|ttf|json)$/.test(file) && statSync(file).size > 1024,
  )
  await Promise.all(
    worthwhile.map(async (file) =>
      writeFile(`${file}.gz`, await promisify(gzip)(await readFile(file), { level: 9 })),
    ),
  )
}

/** Swaps the content of a folder by renaming, which takes no time in which half of it would be there. */
function replace(target, replacement, kept) {
  const old = `${replacement}.old`
  rmSync(old, { recursive: true, force: true })
  mkdirSync(old, { recursive: true })
  mkdirSync(target, { recursive: true })
  const entries = (folder) => readdirSync(folder).filter((entry) => !kept.includes(entry))
  for (const entry of entries(target)) renameSync(join(target, entry), join(old, entry))
  for (const entry of entries(replacement)) renameSync(join(replacement, entry), join(target, entry))
  rmSync(old, { recursive: true, force: true })
  rmSync(replacement, { recursive: true, force: true })
}

/** A hash of everything that a part is made from. By content: a fresh checkout has no telling dates. */
function fingerprint(part) {
  const hash = createHash('sha256')
  const except = (part.except ?? []).map((folder) => join(root, folder))
  for (const input of [...part.inputs, 'package-lock.json', 'scripts/build.js']) {
    for (const file of filesIn(join(root, input), except)) {
      hash
        .update(`${relative(root, file)}\0`)
        .update(createHash('sha256').update(readFileSync(file)).digest())
    }
  }
  return hash.digest('hex')
}

/** A file, or all files of a folder in a fixed order; nothing for what does not exist. */
function filesIn(path, except = []) {
  if (except.includes(path) || !existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((entry) => filesIn(join(path, entry), except))
}

function stampOf(name) {
  return join(work, `${name}.stamp`)
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/**
 * Runs an action while no other build runs in this folder. The holder touches the lock every second; one left
 * untouched for ten belongs to a process that was killed, and is taken over. Process ids would not do: in a
 * container every start has the same few.
 */
async function withLock(action) {
  mkdirSync(work, { recursive: true })
  for (let told = false; !take(lock); await pause(200)) {
    if (Date.now() - touched(lock) > 10_000) {
      rmSync(lock, { recursive: true, force: true })
    } else if (!told) {
      say('Waiting for another build …')
      told = true
    }
  }
  const heartbeat = setInterval(() => {
    if (existsSync(lock)) utimesSync(lock, new Date(), new Date())
  }, 1000)
  const release = () => rmSync(lock, { recursive: true, force: true })
  const interrupted = () => {
    interruption.abort()
    release()
    process.exit(130)
  }
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  try {
    await action()
  } finally {
    clearInterval(heartbeat)
    release()
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
  }
}

function take(folder) {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function touched(folder) {
  return statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
}

/** To stderr, since the output of a command that is built on the way belongs to that command. */
function say(text) {
  process.stderr.write(`${text}\n`)
}

function fail(text) {
  say(text)
  process.exit(1)
}
