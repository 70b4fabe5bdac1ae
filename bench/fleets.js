import { chmod, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makePeople, storePeople } from './input/people.js'
import { traffics } from './input/traffic.js'
import { median, startMeasuring } from './measure.js'
import { refusal, startProgram, temporaryFolder } from './processes.js'
import { build } from './servers/built.js'
import { startLatchkey } from './servers/latchkey.js'
import { startPeer } from './servers/peers.js'
import { createDatabase, openSql, startPostgres } from './servers/postgres.js'

const help = `Measures one instance, two workers, and three instances behind a balancer with PgBouncer, over one PostgreSQL.
Needs haproxy and pgbouncer: apt-get install haproxy pgbouncer.

Usage: node bench/fleet.js [--connections N] [--rounds N] [--seconds N]
`

const mixture = ['user-info', 'get-envs', 'stop-start', 'viewer']
const tokens = 10_000

export async function measureFleets() {
  const { connections, rounds, seconds } = readOptions()
  build()
  const postgres = await startPostgres()
  const database = await createDatabase(postgres, 'fleet')
  const people = await makePeople()

  const one = await startLatchkey({ DATABASE_URL: database })
  await storePeople(openSql(database), people)
  const two = await startLatchkey({ DATABASE_URL: database, WORKERS: '2' })
  const pooled = await startPgBouncer(database)
  const instances = []
  for (let count = 0; count < 3; count++) instances.push(await startLatchkey({ DATABASE_URL: pooled }))
  const targets = {
    'one instance': one,
    'one instance behind the balancer': await startBalancer([one]),
    'two workers': two,
    'three instances, balancer, PgBouncer': await startBalancer(instances),
  }
  const bare = await startPeer('bare.js')

  const { learn, measure } = await startMeasuring()
  const sources = { people }
  let isVoid = false
  process.stdout.write(`${connections} connections, ${rounds} rounds of ${seconds} s, medians\n`)
  for (const traffic of traffics.filter(({ name }) => mixture.includes(name))) {
    const requests = traffic.requests(sources, tokens)
    const check = (answer, index) => traffic.check(answer, index, sources, tokens)
    await learn(traffic.name, { ...traffic, requests, port: one.port, check })
    const figures = new Map()
    const names = Object.keys(targets)
    for (let round = -1; round < rounds; round++) {
      const base = await measure(traffic.name, bare, { connections, seconds })
      for (const name of round % 2 ? names.toReversed() : names) {
        const own = await measure(traffic.name, targets[name], { connections, seconds })
        // The first round warms up.
        if (round < 0) continue
        const all = figures.get(name) ?? []
        figures.set(name, [...all, { ...own, ratio: own.rate / base.rate, wrongs: own.wrongs + base.wrongs }])
      }
    }
    for (const name of names) {
      const of = (what) => median(figures.get(name).map((each) => each[what]))
      const wrongs = figures.get(name).reduce((sum, each) => sum + each.wrongs, 0)
      if (wrongs > 0) isVoid = true
      process.stdout.write(
        `${traffic.name.padEnd(12)} ${name.padEnd(38)} ratio ${of('ratio').toFixed(3)}  ${Math.round(of('rate'))} req/s  p99 ${of('p99').toFixed(1)} ms${wrongs ? `  VOID: ${wrongs} wrong answers` : ''}\n`,
      )
    }
  }
  return isVoid ? 1 : 0
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      connections: { type: 'string', default: '64' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    process.exit(0)
  }
  const [connections, rounds, seconds] = [values.connections, values.rounds, values.seconds].map(Number)
  if (!(connections > 0 && rounds > 0 && seconds > 0)) throw refusal(help)
  return { connections, rounds, seconds }
}

/** @param {import('./servers/latchkey.js').Latchkey[]} instances */
async function startBalancer(instances) {
  const folder = await temporaryFolder('haproxy')
  const file = join(folder, 'haproxy.cfg')
  const port = await freePort()
  const servers = instances.map(({ port }, index) => `  server s${index} 127.0.0.1:${port} check`)
  await writeFile(
    file,
    `global
  maxconn 2000
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
  option httpchk GET /readyz
frontend in
  bind 127.0.0.1:${port}
  default_backend latchkey
backend latchkey
  balance leastconn
${servers.join('\n')}
`,
  )
  const { pid } = await startProgram('haproxy', ['-W', '-db', '-f', file], { ready: /Loading success/ })
  return { port, pid }
}

/** In session mode: the product opens few connections, and keeps them. @param {string} url @returns the same through it */
async function startPgBouncer(url) {
  const { hostname, port, username, password, pathname } = new URL(url)
  const folder = await temporaryFolder('pgbouncer')
  // It gives up being root, and reads its files as somebody else.
  await chmod(folder, 0o755)
  const listening = await freePort()
  await writeFile(join(folder, 'users.txt'), `"${username}" "${password}"\n`)
  await writeFile(
    join(folder, 'pgbouncer.ini'),
    `[databases]
* = host=${hostname} port=${port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listening}
unix_socket_dir =
auth_type = trust
auth_file = ${join(folder, 'users.txt')}
pool_mode = session
default_pool_size = 60
ignore_startup_parameters = statement_timeout, search_path, default_transaction_isolation, plan_cache_mode, enable_seqscan, jit
`,
  )
  const asWhom = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  await startProgram('pgbouncer', [...asWhom, join(folder, 'pgbouncer.ini')], { ready: /process up/ })
  return `postgres://${username}:${password}@127.0.0.1:${listening}${pathname}`
}

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  await new Promise((resolve) => server.close(resolve))
  return port
}
