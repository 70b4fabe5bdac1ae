// The load generator: a process of its own that is told by messages what to send, and counts what comes back.
import { cpuBetween, cpuUsage } from './cpu.js'
import { Connection } from './connection.js'

/**
 * @typedef {object} Plan
 * @property {string[]} requests whole HTTP requests; `\0` stands for the number of the connection, three digits
 * @property {number} group connections stop only after a multiple of this many requests
 * @property {number} status the status of every right answer
 * @property {Buffer[]} bodies the right answers
 * @property {Uint16Array | Uint32Array} bodyOf the right answer to each request, as an index of `bodies`
 */

/** @type {Map<string, Plan & { parts: string[][] }>} */
const plans = new Map()

/** How long after the end an answer may still arrive. Milliseconds. */
const patience = 15_000

/**
 * Answers that each connection has in a measurement, on average, or else it goes on for as long again: a few of a slow
 * server say little about its rate. But it never lasts longer than `longest`, in milliseconds.
 */
const leastAnswers = 10
const longest = 15_000

const commands = { plan, ask, run }

process.on('message', async ({ id, command, argument }) => {
  try {
    process.send({ id, result: await commands[command](argument) })
  } catch (error) {
    process.send({ id, error: error.stack })
  }
})

/** Stores what to send under a name. @param {Plan & { name: string }} given */
function plan({ name, ...given }) {
  plans.set(name, { ...given, parts: given.requests.map((request) => request.split('\0')) })
}

/**
 * Sends each request once and gives what came back.
 * @param {{ requests: string[], port: number, connections: number }} given
 * @returns {Promise<{ status: number, body: string }[]>}
 */
async function ask({ requests, port, connections }) {
  const answers = []
  let next = 0
  const lanes = Array.from({ length: Math.min(connections, requests.length) }, async () => {
    let fail
    const failed = new Promise((_, reject) => (fail = reject))
    const connection = new Connection(port, fail)
    const work = async () => {
      await connection.ready()
      while (next < requests.length) {
        const index = next++
        const { status, data, bodyAt } = await new Promise((resolve) =>
          connection.send(requests[index], resolve),
        )
        answers[index] = { status, body: data.utf8Slice(bodyAt) }
      }
    }
    await Promise.race([work(), failed])
    connection.close()
  })
  await Promise.all(lanes)
  return answers
}

/**
 * Sends requests on a number of connections, one at a time on each, for a time.
 * @param {object} given
 * @param {string} given.name of the plan
 * @param {number} given.port
 * @param {number} given.connections
 * @param {number} given.warmUp seconds before counting starts
 * @param {number} given.seconds to count for; longer where the answers are slow, see `leastAnswers`
 * @param {boolean} given.fixed the server gives one answer to all: the first of the plan
 * @param {number[]} given.pids processes whose CPU time is wanted, with their children
 */
async function run({ name, port, connections, warmUp, seconds, fixed, pids }) {
  const { parts, group, status, bodies, bodyOf } = plans.get(name)
  const latencies = new Float64Array(Math.ceil(200_000 * Math.max(1, seconds)))
  const wrong = []
  let wrongs = 0
  let answered = 0
  let begun = 0
  let countFrom = Infinity
  let countUntil = Infinity

  const note = (text) => {
    wrongs += 1
    if (wrong.length < 3) wrong.push(text)
  }
  const lanes = Array.from({ length: connections }, (_, number) => {
    const label = String(number).padStart(3, '0')
    const start = Math.floor((number * parts.length) / connections)
    let index = start - (start % group)
    let finish
    const finished = new Promise((resolve) => (finish = resolve))
    const connection = new Connection(port, (error) => {
      note(error.message)
      finish()
    })
    let body
    let isFirst = true

    const send = () => {
      const pieces = parts[index]
      body = bodies[fixed ? 0 : bodyOf[index]]
      connection.send(pieces.length === 1 ? pieces[0] : pieces.join(label), receive)
    }
    const receive = (answer) => {
      const { data, bodyAt } = answer
      if (answer.status !== status || data.compare(body, 0, body.length, bodyAt) !== 0) {
        note(`${answer.status} ${data.toString('utf8', bodyAt, bodyAt + 300)}`)
      }
      // By their end alone: without those that began before, every connection would be one answer short.
      if (answer.ended > countFrom && answer.ended <= countUntil && answered < latencies.length) {
        latencies[answered++] = answer.ended - answer.began
      }
      if (isFirst) begun += 1
      isFirst = false
      index = index + 1 === parts.length ? 0 : index + 1
      if (answer.ended >= countUntil && index % group === 0) return finish()
      send()
    }
    return { connection, send, finished }
  })

  await Promise.all(lanes.map(({ connection }) => connection.ready()))
  for (const { send } of lanes) send()
  const started = performance.now()
  await wait(warmUp * 1000)
  while (begun < connections && performance.now() - started < longest) await wait(50)
  const cpuBefore = cpuUsage([...pids, process.pid])
  countFrom = performance.now()
  do await wait(seconds * 1000)
  while (answered < leastAnswers * connections && performance.now() - countFrom < longest)
  const cpuAfter = cpuUsage([...pids, process.pid])
  countUntil = performance.now()
  const counted = (countUntil - countFrom) / 1000

  const late = wait(patience).then(() => 'late')
  if ((await Promise.race([Promise.all(lanes.map(({ finished }) => finished)), late])) === 'late') {
    note(`No answer within ${patience} ms`)
  }
  for (const { connection } of lanes) connection.close()

  const sorted = latencies.subarray(0, answered).sort()
  const cpu = cpuBefore.map((before, at) => {
    const { own, database } = cpuBetween(before, cpuAfter[at])
    return { own: own / counted, database: database / counted }
  })
  return {
    rate: answered / counted,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    max: sorted.at(-1) ?? NaN,
    wrongs,
    wrong,
    /** Seconds of CPU per second, of each of `pids`, and of the generator. */
    cpu: cpu.slice(0, -1),
    generatorCpu: cpu.at(-1).own,
  }
}

function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

function wait(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref())
}
