import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makePeople, storePeople } from './input/people.js'
import { rows } from './input/rows.js'
import { traffics } from './input/traffic.js'
import { bench } from './install.js'
import { startMeasuring } from './measure.js'
import { refusal, temporaryFolder } from './processes.js'
import { build } from './servers/built.js'
import { startLatchkey } from './servers/latchkey.js'
import { createDatabase, openSql, startPostgres } from './servers/postgres.js'

/** Profiles one row of ours and prints which functions took the time. */
export async function profile() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      connections: { type: 'string', default: '64' },
      tokens: { type: 'string', default: '10000' },
      seconds: { type: 'string', default: '5' },
      lines: { type: 'string', default: '40' },
    },
  })
  const row = rows.find(({ name, server }) => name === positionals[0] && server === 'latchkey')
  if (!row) {
    const ours = rows.filter(({ server }) => server === 'latchkey').map(({ name }) => name)
    throw refusal(`Say which row: ${ours.join(', ')}.`)
  }
  build()
  const postgres = await startPostgres()
  const folder = await temporaryFolder('profile')
  const url = await createDatabase(postgres, 'profile')
  const flags = ['--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${folder}`]
  const server = await startLatchkey({ DATABASE_URL: url }, flags)
  const people = await makePeople()
  await storePeople(openSql(url), people)

  const sources = { people, betterAuthKeys: [], strapiKeys: [] }
  const traffic = traffics.find(({ name }) => name === row.traffic)
  const tokens = Number(values.tokens)
  const measuring = await startMeasuring()
  await measuring.learn(row.traffic, {
    ...traffic,
    requests: traffic.requests(sources, tokens),
    port: server.port,
    check: (answer, index) => traffic.check(answer, index, sources, tokens),
  })
  const how = { connections: Number(values.connections), database: postgres.pid }
  const began = performance.now()
  const result = await measuring.measure(row.traffic, server, {
    ...how,
    warmUp: 1,
    seconds: Number(values.seconds),
  })
  await server.stop()
  const toTheEnd = performance.now() - began - 1_000

  const [file] = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'))
  const kept = join(bench, 'data', `${row.name}.cpuprofile`)
  await mkdir(join(bench, 'data'), { recursive: true })
  await copyFile(join(folder, file), kept)
  const { rate, p50, p99, cpu, wrongs } = result
  process.stdout.write(
    `${row.title}: ${Math.round(rate)} a second, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, ` +
      `${cpu.toFixed(0)} µs of CPU each, ${wrongs} wrong\n\n`,
  )
  printProfile(JSON.parse(await readFile(kept, 'utf8')), toTheEnd, Number(values.lines))
  process.stderr.write(`\nThe profile, for a browser's developer tools: ${kept}\n`)
}

/**
 * Prints shares of the busy time, first by package or folder, then by function.
 * @param {number} last only the end is of interest, the start of the server is not; milliseconds
 */
function printProfile({ nodes, samples, timeDeltas, startTime, endTime }, last, lines) {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const own = new Map()
  let at = startTime
  for (const [index, id] of samples.entries()) {
    at += timeDeltas[index]
    if (at >= endTime - last * 1_000) own.set(id, (own.get(id) ?? 0) + timeDeltas[index])
  }
  const busy = [...own].filter(([id]) => byId.get(id).callFrame.functionName !== '(idle)')
  const all = busy.reduce((sum, [, time]) => sum + time, 0)

  const add = (sums, name, time) => sums.set(name, (sums.get(name) ?? 0) + time)
  const places = new Map()
  const functions = new Map()
  for (const [id, time] of busy) {
    const { functionName, url, lineNumber } = byId.get(id).callFrame
    const place = placeOf(url, functionName)
    add(places, place.split(':')[0], time)
    const file = url ? `${place}:${url.split('/').slice(-2).join('/')}:${lineNumber + 1}` : ''
    add(functions, `${functionName || '(anonymous)'}  ${file}`, time)
  }
  for (const [sums, number] of [
    [places, 25],
    [functions, lines],
  ]) {
    for (const [name, time] of [...sums].sort((a, b) => b[1] - a[1]).slice(0, number)) {
      process.stdout.write(`${((100 * time) / all).toFixed(1).padStart(5)} %  ${name}\n`)
    }
    process.stdout.write('\n')
  }
}

function placeOf(url, functionName) {
  if (!url) return functionName.startsWith('(') ? functionName : '(native)'
  if (url.startsWith('node:')) return url
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? []
  return name ?? `dist/${/\/dist\/([^/]+)/.exec(url)?.[1]}`
}
