import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makePeople, storePeople } from './input/people.js'
import { traffics } from './input/traffic.js'
import { bench, install, strapi } from './install.js'
import { describeMachine, isBusy } from './machine.js'
import { median, startMeasuring } from './measure.js'
import { readOptions } from './options.js'
import { temporaryFolder } from './processes.js'
import { build } from './servers/built.js'
import { embeddedUrl, startLatchkey } from './servers/latchkey.js'
import { startBetterAuth, startPeer, startStrapi } from './servers/peers.js'
import { createDatabase, openSql, startPostgres } from './servers/postgres.js'
import { printTable } from './table.js'
import { judge } from './targets.js'

/** Each with its own tables, so that none is slowed by another's. */
const mostTokens = 10_000

export async function run() {
  const options = readOptions()
  say(await isBusy())
  build()
  if (options.rows.some(({ server }) => server === 'strapi')) install(strapi)

  say('Starting the servers and filling their databases …')
  const { targets, sources, postgres } = await startTargets(options)
  const measuring = await startMeasuring()
  const wanted = traffics.filter(({ name }) => options.rows.some(({ traffic }) => traffic === name))
  const numbers = [...new Set(options.cells.map(({ tokens }) => tokens))]
  for (const traffic of wanted) {
    for (const tokens of numbers) {
      await measuring.learn(`${traffic.name} ${tokens}`, {
        ...traffic,
        requests: traffic.requests(sources, tokens),
        port: (targets.get(`${traffic.server} postgres`) ?? targets.get(`${traffic.server} embedded`)).port,
        check: (answer, index) => traffic.check(answer, index, sources, tokens),
      })
    }
  }

  const steps = options.cells.flatMap((cell) => stepsOf(cell, options.rows))
  const minutes = (steps.length * (options.rounds * (options.seconds + 0.35) + 0.4)) / 60
  say(
    `Measuring ${steps.length} times in each of ${options.rounds} rounds: about ${Math.ceil(minutes)} minutes.`,
  )
  const take = (step, how) =>
    measuring.measure(`${step.traffic} ${step.tokens}`, targets.get(step.target), {
      connections: step.connections,
      database: step.target.endsWith(' embedded') ? undefined : postgres.pid,
      ...how,
    })

  // Whatever is compiled at run time is compiled before the first round.
  for (const step of distinct(steps)) await take(step, { seconds: 0.75 })
  for (let round = 0; round < options.rounds; round++) {
    // There and back again, so that a slow drift of the machine weighs on all alike.
    for (const step of round % 2 ? steps.toReversed() : steps) {
      step.measured.push(await take(step, { seconds: options.seconds }))
    }
    say(`Round ${round + 1} of ${options.rounds} is done.`)
  }

  const results = summarize(steps)
  const verdicts = judge(results)
  const report = {
    ...(await describeMachine(postgres.version)),
    options: { ...options, out: undefined },
    results,
    verdicts,
  }
  printTable(report)
  const file = options.out ?? join(bench, 'data/last.json')
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`)
  say(`Written to ${file}`)
  return results.some(({ wrongs }) => wrongs > 0) ? 1 : 0
}

async function startTargets({ rows, cells, workers }) {
  const postgres = await startPostgres()
  const needs = (/** @type {string[]} */ ...servers) => rows.some(({ server }) => servers.includes(server))
  const databases = new Set(cells.flatMap((cell) => cell.databases))
  const database = (/** @type {string} */ name) => createDatabase(postgres, name)
  /** @type {Map<string, import('./measure.js').Target>} by server and database */
  const targets = new Map()
  const sources = { people: await makePeople(), betterAuthKeys: [], strapiKeys: [] }

  targets.set('bare', await startPeer('bare.js'))
  if (needs('latchkey', 'select', 'update', 'graphql-js')) {
    const settings = { WORKERS: String(workers) }
    if (databases.has('postgres') || !databases.has('embedded')) {
      const url = await database('latchkey')
      targets.set('latchkey postgres', await startLatchkey({ ...settings, DATABASE_URL: url }))
      await storePeople(openSql(url), sources.people)
    }
    if (databases.has('embedded')) {
      const folder = await temporaryFolder('embedded')
      targets.set('latchkey embedded', await startLatchkey({ ...settings, DATA_DIR: folder }))
      await storePeople(openSql(await embeddedUrl(folder)), sources.people)
    }
  }
  if (needs('select', 'update')) {
    const url = await database('statement')
    for (const STATEMENT of ['select', 'update']) {
      const peer = await startPeer('statement.js', { DATABASE_URL: url, STATEMENT })
      await peer.ask('prepare')
      targets.set(`${STATEMENT} postgres`, peer)
    }
  }
  if (needs('graphql-js')) targets.set('graphql-js postgres', await startPeer('graphql-js.js'))
  if (needs('better-auth')) {
    const { peer, keys } = await startBetterAuth(await database('better_auth'), mostTokens)
    targets.set('better-auth postgres', peer)
    sources.betterAuthKeys = keys
  }
  if (needs('strapi')) {
    const { peer, keys } = await startStrapi(await database('strapi'), mostTokens)
    targets.set('strapi postgres', peer)
    sources.strapiKeys = keys
  }
  return { targets, sources, postgres }
}

/** What is measured one after the other: before the rows of each kind of traffic, the bare server under the same. */
function stepsOf({ connections, tokens, databases }, rows) {
  const names = [...new Set(rows.map(({ traffic }) => traffic))]
  return names.flatMap((traffic) => {
    const circumstances = { traffic, connections, tokens }
    const base = { ...circumstances, target: 'bare', row: undefined, database: undefined, measured: [] }
    const own = rows
      .filter((row) => row.traffic === traffic)
      .flatMap((row) =>
        databases
          // The comparisons use PostgreSQL, if any.
          .filter((database) => database === 'postgres' || row.server === 'latchkey')
          .map((database) => ({
            ...circumstances,
            target: `${row.server} ${database}`,
            row,
            database,
            base,
            measured: [],
          })),
      )
    return own.length > 0 ? [base, ...own] : []
  })
}

function distinct(steps) {
  return [...new Map(steps.map((step) => [`${step.traffic} ${step.target}`, step])).values()]
}

function summarize(steps) {
  return steps
    .filter(({ row }) => row)
    .map(({ row, database, connections, tokens, base, measured }) => {
      const ratios = measured.map(({ rate }, round) => rate / base.measured[round].rate)
      const middle = (of, name) => median(of.map((each) => each[name]))
      const wrongs = [...measured, ...base.measured].reduce((sum, each) => sum + each.wrongs, 0)
      return {
        row: row.name,
        title: row.title,
        database: row.server === 'graphql-js' ? null : database,
        connections,
        tokens,
        ratio: { min: Math.min(...ratios), median: median(ratios), max: Math.max(...ratios) },
        rate: middle(measured, 'rate'),
        p50: middle(measured, 'p50'),
        p99: middle(measured, 'p99'),
        cpu: middle(measured, 'cpu'),
        databaseCpu: middle(measured, 'databaseCpu'),
        generatorCpu: middle(measured, 'generatorCpu'),
        bare: {
          rate: middle(base.measured, 'rate'),
          p50: middle(base.measured, 'p50'),
          cpu: middle(base.measured, 'cpu'),
        },
        wrongs,
        wrong: [...measured, ...base.measured].flatMap(({ wrong }) => wrong).slice(0, 3),
        rounds: measured,
      }
    })
}

function say(/** @type {string | undefined} */ text) {
  if (text) process.stderr.write(`${text}\n`)
}
