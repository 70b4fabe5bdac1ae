import { fileURLToPath } from 'node:url'
import { startScript } from './processes.js'

const generator = fileURLToPath(new URL('./load/generator.js', import.meta.url))

/** @typedef {{ port: number, pid: number, answer?(given: { status: number, body: string }): Promise<unknown> }} Target */

/**
 * @typedef {object} Measurement
 * @property {number} rate answers per second
 * @property {number} p50 milliseconds
 * @property {number} p99
 * @property {number} max
 * @property {number} wrongs answers that were not the right one, and connections that broke
 * @property {string[]} wrong the first of them
 * @property {number} cpu microseconds of CPU per request, of the server's processes
 * @property {number} databaseCpu the same of PostgreSQL's; NaN where it is not ours to look at
 * @property {number} generatorCpu share of a core that the load generator took
 */

/** Starts the process that makes the load. */
export async function startMeasuring() {
  const { ask } = await startScript(generator)
  /** @type {Map<string, { status: number, body: string }>} */
  const firstAnswers = new Map()

  return { learn, measure, firstAnswer: (name) => firstAnswers.get(name), ask }

  /**
   * Asks a server for the right answers, checks what they say, and keeps them to compare all others with.
   * @param {string} name
   * @param {object} traffic
   * @param {string[]} traffic.requests
   * @param {number} traffic.port
   * @param {(answer: any, index: number) => unknown} traffic.check
   * @param {number} [traffic.distinct] after so many requests the answers are the same again
   * @param {number} [traffic.group]
   * @param {number} [traffic.status]
   */
  async function learn(name, { requests, port, check, distinct = requests.length, group = 1, status = 200 }) {
    const asked = requests.slice(0, distinct).map((request) => request.replaceAll('\0', '000'))
    // Requests in groups change what the next one finds.
    const answers = await ask('ask', { requests: asked, port, connections: group > 1 ? 1 : 16 })
    for (const [index, answer] of answers.entries()) {
      if (answer.status !== status || !check(JSON.parse(answer.body), index)) {
        throw new Error(
          `${name}: the answer to request ${index} is not what was asked for: ${answer.status} ${answer.body.slice(0, 500)}`,
        )
      }
    }
    const bodies = new Map()
    const places = requests.map((_, index) => {
      const { body } = answers[index % answers.length]
      if (!bodies.has(body)) bodies.set(body, bodies.size)
      return bodies.get(body)
    })
    firstAnswers.set(name, answers[0])
    await ask('plan', {
      name,
      requests,
      group,
      status,
      bodies: [...bodies.keys()].map((body) => Buffer.from(body)),
      bodyOf: Uint32Array.from(places),
    })
  }

  /**
   * @param {string} name of the traffic
   * @param {Target} target
   * @param {{ connections: number, seconds: number, warmUp?: number, database?: number }} how `database` is the process
   *   of the PostgreSQL that the target uses, where it is not its own
   * @returns {Promise<Measurement>}
   */
  async function measure(name, target, { connections, seconds, warmUp = 0.25, database }) {
    await target.answer?.(firstAnswers.get(name))
    const pids = database === undefined ? [target.pid] : [target.pid, database]
    const { cpu, rate, ...rest } = await ask('run', {
      name,
      port: target.port,
      connections,
      warmUp,
      seconds,
      fixed: target.answer !== undefined,
      pids,
    })
    const [own, other] = cpu
    return {
      ...rest,
      rate,
      cpu: perRequest(own.own, rate),
      databaseCpu: perRequest((other ?? own).database, rate),
    }
  }
}

/** Microseconds. @param {number} seconds of CPU in a second @param {number} rate */
function perRequest(seconds, rate) {
  return rate > 0 ? (seconds / rate) * 1e6 : NaN
}

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
