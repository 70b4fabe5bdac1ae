import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { RequestNote } from '../access/request-note.ts'
import type { PoolLoad } from '../database/pool.ts'

/** What the numbers of one process are made of. Every label has values from a list: doors, methods, codes. */
export interface Metrics {
  registry: Registry
  /** Counts an answer. @param note undefined for what came by neither door: pages, health, unknown addresses */
  countAnswer(note: RequestNote | undefined, outcome: string, seconds: number): void
  /** Counts a query that decides over several requests. */
  countBatch(lookup: 'session' | 'token', keys: number): void
  /** Counts what the database did not do for a request. @param code of PostgreSQL or of the system */
  countOutage(code: string): void
}

/** From a quarter of a millisecond, since that is what an old address takes, to the longest that a method may run. */
const seconds = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3, 10, 30]

const keys = [1, 2, 4, 8, 16, 32, 64, 128, 256, 500]

/** The metrics of one process for Prometheus, those of Node among them (event-loop lag, memory, garbage collection). */
export function createMetrics(pool: PoolLoad): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  const requests = new Counter({
    name: 'latchkey_requests_total',
    help: 'Answers by door, method and outcome: OK, CLIENT_GONE, or the code of the error.',
    labelNames: ['door', 'method', 'outcome'],
    registers,
  })
  const denials = new Counter({
    name: 'latchkey_denials_total',
    help: 'How often a token was denied a method.',
    labelNames: ['door', 'method'],
    registers,
  })
  const duration = new Histogram({
    name: 'latchkey_request_duration_seconds',
    help: 'From the arrival of a request to the end of its answer.',
    labelNames: ['door'],
    buckets: seconds,
    registers,
  })
  const batches = new Histogram({
    name: 'latchkey_lookup_batch_size',
    help: 'Credentials that one query of the gate looked up.',
    labelNames: ['lookup'],
    buckets: keys,
    registers,
  })
  const outages = new Counter({
    name: 'latchkey_database_unavailable_total',
    help: 'How often the database did not do what a request needed, by its code or that of the system.',
    labelNames: ['code'],
    registers,
  })
  for (const [name, help, read] of [
    ['size', 'Connections that the pool may open.', () => pool.size],
    ['in_use', 'Connections that a query or transaction has.', () => Math.min(pool.underWay, pool.size)],
    ['waiting', 'Queries and transactions without one.', () => Math.max(0, pool.underWay - pool.size)],
  ] as const) {
    new Gauge({
      name: `latchkey_pool_${name}`,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  }

  // Finding the child of a metric by its labels costs more than counting, so each is found once.
  const requestChildren = new Map<string, Map<string, Counter.Internal>>()
  const durationChildren = {
    graphql: duration.labels('graphql'),
    rest: duration.labels('rest'),
    other: duration.labels('other'),
  }
  const batchChildren = { session: batches.labels('session'), token: batches.labels('token') }

  return {
    registry,
    countAnswer(note, outcome, took) {
      const door = note?.door ?? 'other'
      const method =
        !note || note.methods.length === 0 ? '' : note.methods.length > 1 ? 'several' : note.methods[0]!
      const key = door === 'rest' ? method : `${door} ${method}`
      let byOutcome = requestChildren.get(key)
      if (!byOutcome) requestChildren.set(key, (byOutcome = new Map()))
      let child = byOutcome.get(outcome)
      if (!child) byOutcome.set(outcome, (child = requests.labels(door, method, outcome)))
      child.inc()
      durationChildren[door].observe(took)
      for (const denied of note?.denied ?? []) denials.inc({ door, method: denied })
    },
    countBatch: (lookup, number) => batchChildren[lookup].observe(number),
    countOutage: (code) => outages.inc({ code }),
  }
}
