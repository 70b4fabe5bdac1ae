import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sha256 } from './input/people.js'
import { graphqlRequest, restRequest } from './input/traffic.js'
import { Connection } from './load/connection.js'
import { build } from './servers/built.js'
import { adminPassword, startLatchkey } from './servers/latchkey.js'
import { startRememberingProxy } from './servers/peers.js'
import { createDatabase, openSql, startPostgres } from './servers/postgres.js'

const help = `Uses tokens through several instances on one PostgreSQL, without a pause, while they are removed, regenerated and
narrowed, and finds every use that began after the change was acknowledged and was accepted all the same.

Usage: node bench/strict.js [options]

  --instances N   default 2
  --changes N     default 300, a third of each kind
  --lanes N       tokens in use at once; default 12
  --users N       connections that use each; default 6
  --at-once N     changes under way at once, each of which takes a password check; default 1
  --pause N       milliseconds that each connection waits between two uses; default 0, which takes all of the machine
  --workers N     processes of each instance (WORKERS); default 1
  --prove         puts a proxy that remembers for 20 ms before one instance, to see that the checker finds what it should
`

const usedMethod = 'users.account.GetUserInfo'
/** Uses of a token before its change, and after it, of each user. */
const usesBefore = 3
const usesAfter = 4
/** Within this time a removal is meant to be acknowledged, but for one in a hundred. Milliseconds. */
const target = 25
/** Tokens that are generated with one password. */
const batch = 10

const changes = {
  removal: `mutation ($id: ID!, $password: String!) { removeTokens(ids: [$id], password: $password) }`,
  regeneration: `mutation ($id: ID!, $password: String!) {
    regenerateTokens(ids: [$id], password: $password) { value }
  }`,
  narrowing: `mutation ($id: ID!, $password: String!) {
    editTokens(edits: [{ id: $id, methods: ["environment.control.StopEnv"] }], password: $password) { id }
  }`,
}
const generation = `mutation ($tokens: [TokenInput!]!, $password: String!) {
  generateTokens(tokens: $tokens, password: $password) { value token { id } }
}`

/** What was seen, by the one monotonic clock of this process. */
const seen = {
  uses: 0,
  accepted: 0,
  refusedAfter: 0,
  /** Accepted, and begun this long after the acknowledgement. Milliseconds. */
  tooLate: [],
  /** Refused, though there was no reason to. */
  wronglyRefused: 0,
  /** Begun before the acknowledgement and accepted: how long before. The closest tells how sharp the check is. */
  closest: Infinity,
  /** First use after the acknowledgement: how long after. */
  firstAfter: [],
  /** @type {Record<string, number[]>} how long a change took to be acknowledged */
  acknowledged: { removal: [], regeneration: [], narrowing: [] },
}

export async function check() {
  const { values } = parseArgs({
    options: {
      instances: { type: 'string', default: '2' },
      changes: { type: 'string', default: '300' },
      lanes: { type: 'string', default: '12' },
      users: { type: 'string', default: '6' },
      'at-once': { type: 'string', default: '1' },
      pause: { type: 'string', default: '0' },
      workers: { type: 'string', default: '1' },
      prove: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) return void process.stdout.write(help)

  build()
  const postgres = await startPostgres()
  const url = await createDatabase(postgres, 'strict')
  const settings = { DATABASE_URL: url, WORKERS: values.workers, MAX_TOKENS_PER_ACCOUNT: '10000' }
  const first = await startLatchkey(settings)
  const others = Array.from({ length: Number(values.instances) - 1 }, () => startLatchkey(settings))
  const ports = [first, ...(await Promise.all(others))].map(({ port }) => port)
  if (values.prove) ports[ports.length - 1] = await startRememberingProxy(ports.at(-1))
  const sql = openSql(url)

  const kinds = Object.keys(changes)
  const inTurn = turnstile(Number(values['at-once']))
  let left = Number(values.changes)
  const lanes = Array.from({ length: Number(values.lanes) }, async (_, number) => {
    const lane = await openLane(sql, ports, number, Number(values.users), Number(values.pause), inTurn)
    while (left > 0) {
      const kind = kinds[left-- % kinds.length]
      await lane.change(kind)
    }
    lane.close()
  })
  const began = performance.now()
  await Promise.all(lanes)
  return tell(ports.length, (performance.now() - began) / 1000, values)
}

/** An account with a session, and connections that use its tokens. */
async function openLane(sql, ports, number, users, pause, inTurn) {
  const session = await makeAccount(sql, number)
  const portOf = (/** @type {number} */ index) => ports[index % ports.length]
  const manager = await open(portOf(number))
  const userConnections = await Promise.all(Array.from({ length: users }, (_, index) => open(portOf(index))))
  // Idle until a change is acknowledged, so that the very next thing to happen is a use on every instance.
  const probes = await Promise.all(ports.map((port) => open(port)))
  const all = [manager, ...userConnections, ...probes]
  const spare = []

  return { change, close: () => all.forEach((connection) => connection.close()) }

  async function change(/** @type {keyof typeof changes} */ kind) {
    if (spare.length === 0) spare.push(...(await inTurn(() => generate(manager, session))))
    const { value, token } = spare.pop()
    const state = { acknowledgedAt: Infinity, sentAt: Infinity, newValue: undefined }
    let ready = 0
    let go
    const everybodyReady = new Promise((resolve) => (go = resolve))

    const using = userConnections.map(async (connection) => {
      for (let uses = 0; state.acknowledgedAt === Infinity;) {
        await use(connection, value, state)
        if (++uses === usesBefore && ++ready === users) go()
        if (pause > 0) await delay(pause)
      }
      for (let uses = 0; uses < usesAfter; uses++) await use(connection, value, state)
    })
    await Promise.race([everybodyReady, Promise.all(using)])

    const data = await inTurn(async () => {
      state.sentAt = performance.now()
      const variables = { id: token.id, password: adminPassword }
      const { data, errors, ended } = await ask(manager, session, changes[kind], variables)
      if (errors) throw new Error(`A ${kind} failed: ${errors[0].message}`)
      state.acknowledgedAt = ended
      return data
    })
    seen.acknowledged[kind].push(state.acknowledgedAt - state.sentAt)
    const probing = probes.map((connection) => use(connection, value, state))
    seen.firstAfter.push(performance.now() - state.acknowledgedAt)
    await Promise.all([...using, ...probing])

    if (kind !== 'regeneration') return
    const fresh = { acknowledgedAt: Infinity, sentAt: Infinity }
    for (const connection of probes) await use(connection, data.regenerateTokens[0].value, fresh)
  }
}

/** Lets so many through at once. @param {number} places */
function turnstile(places) {
  const waiting = []
  return async (work) => {
    if (places > 0) places -= 1
    else await new Promise((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else places += 1
    }
  }
}

/** Uses a token once and judges the answer. */
async function use(connection, value, state) {
  const { status, body, began } = await send(connection, restRequest('users/account/rest/getuserinfo', value))
  const { result } = JSON.parse(body)
  if (status !== 200 || ![0, 702, 8202].includes(result))
    throw new Error(`Not an answer to a use: ${status} ${body}`)
  seen.uses += 1
  if (result === 0) {
    seen.accepted += 1
    if (began > state.acknowledgedAt) seen.tooLate.push(began - state.acknowledgedAt)
    else if (state.acknowledgedAt !== Infinity)
      seen.closest = Math.min(seen.closest, state.acknowledgedAt - began)
  } else if (began > state.acknowledgedAt) {
    seen.refusedAfter += 1
  } else if (state.sentAt === Infinity) {
    seen.wronglyRefused += 1
  }
}

async function generate(connection, session) {
  const token = { description: 'strict', methods: [usedMethod, 'environment.control.StopEnv'] }
  const tokens = Array.from({ length: batch }, () => token)
  const { data, errors } = await ask(connection, session, generation, { tokens, password: adminPassword })
  if (errors) throw new Error(`Generating tokens failed: ${errors[0].message}`)
  return data.generateTokens
}

/** The first account's password is theirs, too. */
async function makeAccount(sql, number) {
  const session = randomBytes(20).toString('hex')
  const [{ id }] = await sql`
    insert into accounts (login, name, password_hash)
    select ${`strict-${number}@example.com`}, 'Somebody', password_hash from accounts order by uid limit 1
    returning id`
  await sql`
    insert into sessions (account_id, hash, expires_at) values (${id}, ${sha256(session)}, now() + interval '1 hour')`
  return session
}

async function ask(connection, session, query, variables) {
  const { body, ended } = await send(connection, graphqlRequest(query, session, variables))
  return { ...JSON.parse(body), ended }
}

/** @param {number} port */
async function open(port) {
  const connection = new Connection(port, (error) => connection.fail(error))
  const broken = new Promise((_, reject) => (connection.fail = reject))
  broken.catch(() => {})
  connection.broken = broken
  await connection.ready()
  return connection
}

async function send(connection, request) {
  const answer = new Promise((resolve) => connection.send(request, resolve))
  const { status, data, bodyAt, began, ended } = await Promise.race([answer, connection.broken])
  return { status, body: data.utf8Slice(bodyAt), began, ended }
}

function tell(instances, seconds, { lanes, users }) {
  const { uses, accepted, refusedAfter, tooLate, wronglyRefused, closest, firstAfter, acknowledged } = seen
  const print = (/** @type {string} */ text) => process.stdout.write(`${text}\n`)
  print(
    `${instances} instances, ${lanes} tokens in use at once by ${users} connections each, ${seconds.toFixed(1)} s`,
  )
  print(`uses                          ${uses.toLocaleString('en')} (${Math.round(uses / seconds)} a second)`)
  print(`  accepted                    ${accepted.toLocaleString('en')}`)
  print(`  refused after the change    ${refusedAfter.toLocaleString('en')}`)
  for (const [kind, times] of Object.entries(acknowledged)) {
    const sorted = times.sort((a, b) => a - b)
    const at = (share) => sorted[Math.floor(sorted.length * share)] ?? NaN
    const verdict =
      kind === 'removal' ? `; target ≤ ${target} ms ${at(0.99) <= target ? 'met' : 'MISSED'}` : ''
    print(
      `${kind.padEnd(29)} ${sorted.length}, acknowledged in ${at(0.5).toFixed(1)} ms (median), ${at(0.99).toFixed(1)} ms (p99)${verdict}`,
    )
  }
  print(`last accepted use began       ${closest.toFixed(3)} ms before its acknowledgement`)
  print(`first use after it began      ${Math.max(...firstAfter).toFixed(3)} ms after it, at the latest`)
  print(`wrongly refused               ${wronglyRefused}`)
  print(
    `ACCEPTED TOO LATE             ${tooLate.length}${tooLate.length ? `, by up to ${Math.max(...tooLate).toFixed(3)} ms` : ''}`,
  )
  return tooLate.length + wronglyRefused > 0 ? 1 : 0
}
