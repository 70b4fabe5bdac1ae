import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { parseArgs } from 'node:util'
import { inUse, makeCrowd, storeCrowd } from './input/crowd.js'
import { graphqlRequest, restRequest } from './input/traffic.js'
import { median, startMeasuring } from './measure.js'
import { refusal } from './processes.js'
import { build, builtModule } from './servers/built.js'
import { startLatchkey } from './servers/latchkey.js'
import { startPeer } from './servers/peers.js'
import { createDatabase, openSql, startPostgres } from './servers/postgres.js'

const help = `Measures the same requests with more and more in the database, and looks how the tokens of one account are found.

Usage: node bench/growth.js [options]

  --sizes LIST     tokens in the databases; default 1e3,1e5,1e6. 1e7 takes 6 GB and some ten minutes more
  --activity N     rows of activity in one more database of the smallest size; default 1e7, 2 GB; 0: none
  --connections N  default 64
  --rounds N       default 7
  --seconds N      default 1.5
`

/** By how much a ratio may move. */
const tolerance = 0.1

const list =
  '{ accessTokens { id description apiSet { name } methods expiresAt state createdAt updatedAt lastFour } }'

/** @param {import('./input/crowd.js').Crowd} crowd */
const traffics = (crowd) => [
  {
    name: 'REST read, 10 methods',
    requests: crowd.few.map((value) => restRequest('users/account/rest/getuserinfo', value)),
    check: ({ result }) => result === 0,
  },
  {
    name: 'REST read, all methods',
    requests: crowd.all.map((value) => restRequest('users/account/rest/getuserinfo', value)),
    check: ({ result }) => result === 0,
  },
  {
    // Of accounts whose tokens are not used here but for the first kind of traffic, which leaves the list as it is.
    name: 'list of 100 tokens',
    requests: crowd.sessions.map((session) => graphqlRequest(list, session)),
    check: ({ data }) => data.accessTokens.length === 100,
  },
]

export async function grow() {
  const options = readOptions()
  build()
  const server = await startPostgres()
  const crowd = await makeCrowd()
  const sizes = options.sizes.map((tokens) => ({ name: `${amount(tokens)} tokens`, tokens, activity: 0 }))
  if (options.activity > 0) {
    const [tokens] = options.sizes
    sizes.push({
      name: `${amount(tokens)} tokens, ${amount(options.activity)} rows of activity`,
      tokens,
      activity: options.activity,
    })
  }

  const bare = await startPeer('bare.js')
  const databases = []
  for (const size of sizes) {
    const began = performance.now()
    const url = await createDatabase(server, `growth_${databases.length}`)
    const latchkey = await startLatchkey({ DATABASE_URL: url })
    await storeCrowd(openSql(url), crowd, size)
    databases.push({ ...size, url, latchkey })
    process.stderr.write(`Filled with ${size.name} in ${((performance.now() - began) / 1000).toFixed(0)} s\n`)
  }

  const { learn, measure } = await startMeasuring()
  for (const database of databases) {
    for (const traffic of traffics(crowd)) {
      await learn(`${traffic.name} ${database.name}`, { ...traffic, port: database.latchkey.port })
    }
  }
  const steps = traffics(crowd).flatMap(({ name }) =>
    databases.map((database) => ({
      traffic: name,
      database,
      ratios: [],
      cpu: [],
      databaseCpu: [],
      wrongs: 0,
    })),
  )
  for (let round = -1; round < options.rounds; round++) {
    for (const step of round % 2 ? steps.toReversed() : steps) {
      const name = `${step.traffic} ${step.database.name}`
      const how = { connections: options.connections, seconds: options.seconds, database: server.pid }
      const base = await measure(name, bare, how)
      const own = await measure(name, step.database.latchkey, how)
      // The first round warms up.
      if (round < 0) continue
      step.ratios.push(own.rate / base.rate)
      step.cpu.push(own.cpu)
      step.databaseCpu.push(own.databaseCpu)
      step.wrongs += own.wrongs + base.wrongs
    }
    if (round >= 0) process.stderr.write(`Round ${round + 1} of ${options.rounds} is done.\n`)
  }
  const moved = tell(steps, databases)
  const plans = []
  for (const database of databases) plans.push(await planOf(database))
  return moved || plans.includes(false) ? 1 : 0
}

function tell(steps, databases) {
  let moved = false
  for (const traffic of new Set(steps.map((step) => step.traffic))) {
    print(`\n${traffic}`)
    const own = steps.filter((step) => step.traffic === traffic)
    for (const { database, ratios, cpu, databaseCpu, wrongs } of own) {
      const change = median(ratios) / median(own[0].ratios) - 1
      if (Math.abs(change) > tolerance || wrongs > 0) moved = true
      print(
        `  ${database.name.padEnd(Math.max(...databases.map(({ name }) => name.length)))}` +
          `  ratio ${median(ratios).toFixed(3)} (${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)})` +
          `  ${change >= 0 ? '+' : '−'}${Math.abs(change * 100).toFixed(1)} %` +
          `  CPU ${median(cpu).toFixed(0)} µs, database ${median(databaseCpu).toFixed(0)} µs` +
          (wrongs ? `  VOID: ${wrongs} wrong answers` : ''),
      )
    }
  }
  print(moved ? '\nMOVED by more than 10 %, or void.' : '\nNone moved by more than 10 %.')
  return moved
}

/** Catches the queries with which the server lists the tokens of an account, and has the database explain them. */
async function planOf({ name, url }) {
  const { readTokens } = await builtModule('tokens/token')
  const schema = await builtModule('database/schema')
  const client = postgres(url, { max: 1 })
  const raw = postgres(url, { max: 1 })
  const options = { schema, casing: 'snake_case' }
  const queries = []
  const logger = { logQuery: (text, parameters) => queries.push({ text, parameters }) }
  const [{ id }] =
    await raw`select account_id as id from tokens group by account_id having count(*) = 100 limit 1`
  // Once in a process the names in a method set are read too, which is then no query of the list.
  await readTokens(drizzle(client, options), id)
  const listed = await readTokens(drizzle(client, { ...options, logger }), id)
  const [{ text, parameters }] = queries
  const [{ 'QUERY PLAN': plan }] = await raw.unsafe(
    `explain (analyze, buffers, format json) ${text}`,
    parameters,
  )
  await Promise.all([client.end(), raw.end()])

  const nodes = []
  const collect = (node) => nodes.push(node) && node.Plans?.forEach(collect)
  collect(plan[0].Plan)
  const scans = nodes.filter(
    (node) => node['Relation Name'] === 'tokens' || node['Index Name']?.startsWith('tokens_'),
  )
  const isIndexed = scans.length > 0 && scans.every((node) => /Index|Bitmap/.test(node['Node Type']))
  const pages = plan[0].Plan['Shared Hit Blocks'] + plan[0].Plan['Shared Read Blocks']
  const fine = queries.length === 1 && listed.length === 100 && isIndexed
  print(
    `${name}: the list of ${listed.length} tokens takes ${queries.length} ${queries.length === 1 ? 'query' : 'queries'}, ` +
      `${scans.map((node) => `${node['Node Type']} ${node['Index Name'] ?? ''}`.trim()).join(', ')}, ` +
      `${pages} pages, ${plan[0]['Execution Time'].toFixed(2)} ms${fine ? '' : '  NOT ONE INDEXED QUERY'}`,
  )
  return fine
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      sizes: { type: 'string', default: '1e3,1e5,1e6' },
      activity: { type: 'string', default: '1e7' },
      connections: { type: 'string', default: '64' },
      rounds: { type: 'string', default: '7' },
      seconds: { type: 'string', default: '1.5' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    process.exit(0)
  }
  const sizes = values.sizes.split(',').map(Number)
  if (sizes.some((size) => !(size >= inUse && size <= 1e7 && size % inUse === 0))) {
    throw refusal(`--sizes takes multiples of ${inUse}, at most 1e7.`)
  }
  if (!(Number(values.activity) >= 0 && Number(values.activity) <= 1e8))
    throw refusal('--activity takes a number up to 1e8.')
  return {
    sizes: sizes.sort((a, b) => a - b),
    activity: Number(values.activity),
    connections: Number(values.connections),
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
  }
}

function amount(/** @type {number} */ number) {
  return number.toLocaleString('en')
}

function print(/** @type {string} */ text) {
  process.stdout.write(`${text}\n`)
}
