import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { makePeople, storePeople } from './input/people.js'
import { traffics } from './input/traffic.js'
import { residentMemory } from './load/cpu.js'
import { median, startMeasuring } from './measure.js'
import { refusal, temporaryFolder } from './processes.js'
import { build } from './servers/built.js'
import { embeddedUrl, startLatchkey } from './servers/latchkey.js'
import { createDatabase, openSql, startPostgres } from './servers/postgres.js'

/** Milliseconds and bytes. */
const targets = { firstStart: 5_000, laterStart: 1_500, idle: 200e6 }

const mixture = ['user-info', 'stop-start', 'get-envs', 'denied', 'viewer', 'environments']
const starts = 5
/** Between two looks at the memory. Milliseconds. */
const interval = 2_000
/** Of one kind of traffic after the other. */
const spell = 10

export async function soak() {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      connections: { type: 'string', default: '64' },
      database: { type: 'string', default: 'embedded' },
    },
  })
  const minutes = Number(values.minutes)
  if (!(minutes > 0 && minutes <= 24 * 60)) throw refusal('--minutes takes a number.')
  build()
  const verdicts = []
  const verdict = (what, value, most, text) => verdicts.push({ what, text, met: value <= most })

  const [first, later] = await startTimes()
  verdict('first start', median(first), targets.firstStart, `${list(first)} ms`)
  verdict('later start', median(later), targets.laterStart, `${list(later)} ms`)

  const { server, sql } = await open(values.database)
  await delay(10_000)
  const idle = residentMemory(server.pid)
  verdict('idle memory', idle, targets.idle, megabytes(idle))

  const people = await makePeople()
  await storePeople(sql, people)
  const { learn, measure } = await startMeasuring()
  const sources = { people, betterAuthKeys: [], strapiKeys: [] }
  const tokens = 10_000
  for (const traffic of traffics.filter(({ name }) => mixture.includes(name))) {
    await learn(traffic.name, {
      ...traffic,
      requests: traffic.requests(sources, tokens),
      port: server.port,
      check: (answer, index) => traffic.check(answer, index, sources, tokens),
    })
  }

  const samples = []
  const began = performance.now()
  const timer = setInterval(
    () => samples.push({ at: performance.now() - began, bytes: residentMemory(server.pid) }),
    interval,
  )
  let answers = 0
  let wrongs = 0
  for (let turn = 0; performance.now() - began < minutes * 60_000; turn++) {
    const name = mixture[turn % mixture.length]
    const seconds = Math.min(spell, minutes * 60 * 0.1)
    const result = await measure(name, server, { connections: Number(values.connections), seconds })
    answers += result.rate * seconds
    wrongs += result.wrongs
    const last = samples.at(-1)
    if (last)
      say(
        `${(last.at / 60_000).toFixed(1)} min  ${megabytes(last.bytes)}  ${name} ${Math.round(result.rate)} a second`,
      )
  }
  clearInterval(timer)

  // The collector lets memory rise and fall: what it falls back to is what is held.
  const low = (from, to) =>
    lowest(samples.filter(({ at }) => at >= from * minutes * 60_000 && at < to * minutes * 60_000))
  const early = low(0.2, 0.5)
  const late = low(0.7, 1.01)
  const peak = Math.max(...samples.map(({ bytes }) => bytes))
  verdict(
    'growth',
    late,
    Math.max(early * 1.05, early + 10e6),
    `${megabytes(early)} early, ${megabytes(late)} late, peak ${megabytes(peak)}`,
  )
  await delay(5_000)
  const after = megabytes(residentMemory(server.pid))
  verdict('wrong answers', wrongs, 0, `${wrongs} of ${Math.round(answers).toLocaleString('en')}`)

  for (const { what, text, met } of verdicts) {
    process.stdout.write(`${what.padEnd(14)} ${text}${met ? '' : '  MISSED'}\n`)
  }
  process.stdout.write(`memory after   ${after}\n`)
  return verdicts.every(({ met }) => met) ? 0 : 1
}

/** Milliseconds from launching the process to its word that it serves, with the embedded database. */
async function startTimes() {
  const first = []
  const later = []
  let folder
  for (let number = 0; number < starts; number++) {
    folder = await temporaryFolder('start')
    const server = await startLatchkey({ DATA_DIR: folder })
    first.push(server.milliseconds)
    await server.stop()
  }
  for (let number = 0; number < starts; number++) {
    const server = await startLatchkey({ DATA_DIR: folder })
    later.push(server.milliseconds)
    await server.stop()
  }
  return [first, later]
}

async function open(/** @type {string} */ database) {
  if (database === 'embedded') {
    const folder = await temporaryFolder('soak')
    const server = await startLatchkey({ DATA_DIR: folder })
    return { server, sql: openSql(await embeddedUrl(folder)) }
  }
  if (database !== 'postgres') throw refusal('--database takes embedded or postgres.')
  const url = await createDatabase(await startPostgres(), 'soak')
  return { server: await startLatchkey({ DATABASE_URL: url }), sql: openSql(url) }
}

function lowest(samples) {
  // A tenth of the samples may lie: one that is taken while memory is mapped anew.
  const sorted = samples.map(({ bytes }) => bytes).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 10)] ?? NaN
}

function megabytes(/** @type {number} */ bytes) {
  return `${(bytes / 1e6).toFixed(0)} MB`
}

function list(/** @type {number[]} */ values) {
  return values.map((value) => value.toFixed(0)).join(', ')
}

function say(/** @type {string} */ text) {
  process.stderr.write(`${text}\n`)
}
