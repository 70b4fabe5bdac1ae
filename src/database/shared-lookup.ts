import { databaseAway, isUnavailable, OutcomeUnknown } from './unavailable.ts'

/** Batches under way at once: while two are out, the requests that arrive gather for the next. */
const inFlight = 2

export interface SharedLookupOptions {
  /** The most keys of one query. Default 500. */
  batchSize?: number
  /** How long a query may take before it counts as failed. Milliseconds; default 1000. */
  patience?: number
  /** Whether the query changes something, so that it may be done though its answer is missing. */
  isChange?: boolean
  /** Whether what is wrong with the query itself is thrown as it is, a fault of ours. By default it denies. */
  showsFaults?: boolean
  /** Is told how many keys a query is sent for. */
  onBatch?: (keys: number) => void
}

/**
 * Finds rows by key so that requests which arrive together share one query. Nothing is remembered: a request joins
 * only a query that is sent after the request arrived, so it sees every change that was committed before.
 *
 * @param find runs one query for distinct keys and gives the rows by key; a key without a row is left out
 * @returns a function that gives the row of a key, or undefined
 * @throws ApiError `DATABASE_UNAVAILABLE` from that function, when the query fails or takes too long
 */
export function sharedLookup<Row>(
  find: (keys: string[]) => Promise<Map<string, Row>>,
  {
    batchSize = 500,
    patience = 1_000,
    isChange = false,
    showsFaults = false,
    onBatch,
  }: SharedLookupOptions = {},
): (key: string) => Promise<Row | undefined> {
  const waiting: Waiting<Row>[] = []
  let batches = 0
  let scheduled = false

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject })
      schedule()
    })

  function schedule() {
    if (scheduled || batches >= inFlight || waiting.length === 0) return
    scheduled = true
    // After the I/O of this turn, so that every request read in it is in the batch.
    setImmediate(() => {
      scheduled = false
      const batch = waiting.splice(0, batchSize)
      batches += 1
      void answer(batch).finally(() => {
        batches -= 1
        schedule()
      })
      schedule()
    })
  }

  async function answer(batch: Waiting<Row>[]) {
    try {
      const keys = [...new Set(batch.map(({ key }) => key))]
      onBatch?.(keys.length)
      const rows = await within(patience, find(keys), isChange)
      for (const { key, resolve } of batch) resolve(rows.get(key))
    } catch (cause) {
      const error = showsFaults && !isUnavailable(cause) ? (cause as Error) : databaseAway(cause)
      for (const { reject } of batch) reject(error)
    }
  }
}

interface Waiting<Row> {
  key: string
  resolve(row: Row | undefined): void
  reject(error: Error): void
}

async function within<T>(patience: number, query: Promise<T>, isChange: boolean): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const reason = Object.assign(new Error(`No answer within ${patience} ms`), { code: 'ETIMEDOUT' })
      reject(isChange ? new OutcomeUnknown(reason) : reason)
    }, patience)
  })
  try {
    return await Promise.race([query, tooLong])
  } finally {
    clearTimeout(timer)
  }
}
