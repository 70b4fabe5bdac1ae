import type { Caller, Origin } from '../access/caller.ts'
import type { Sql } from '../database/connect.ts'

/** The longest that a use waits in memory, which is what a crash can lose. Milliseconds. */
const interval = 1_000

/**
 * Notes the use of tokens in memory and writes it in batches, so that it costs a request no query.
 * @param onError is told when a batch could not be written; it is tried again with the next one
 */
export class UsageRecorder {
  private counts = new Map<string, Count>()
  private latest = new Map<string, Use>()
  private writing: Promise<void> = Promise.resolve()
  private readonly timer: NodeJS.Timeout

  constructor(
    private readonly sql: Sql,
    private readonly onError: (error: unknown) => void,
  ) {
    this.timer = setInterval(() => void this.flush(), interval)
    this.timer.unref()
  }

  readonly record = (caller: Caller, method: string, outcome: 'allowed' | 'denied', origin: Origin): void => {
    if (caller.kind !== 'token') return
    const now = new Date()
    const day = now.toISOString().slice(0, 10)
    const key = `${caller.tokenId} ${day} ${method}`
    const count = this.counts.get(key) ?? { tokenId: caller.tokenId, day, method, allowed: 0, denied: 0 }
    count[outcome] += 1
    this.counts.set(key, count)
    if (outcome === 'allowed')
      this.latest.set(caller.tokenId, { tokenId: caller.tokenId, at: now, method, ...origin })
  }

  /** Writes what has gathered. Batches are written one after the other. */
  flush(): Promise<void> {
    this.writing = this.writing.then(() => this.write())
    return this.writing
  }

  /** Writes the rest and stops. */
  async close(): Promise<void> {
    clearInterval(this.timer)
    await this.flush()
  }

  private async write() {
    if (this.counts.size === 0) return
    const counts = [...this.counts.values()]
    const latest = [...this.latest.values()]
    this.counts = new Map()
    this.latest = new Map()
    try {
      await this.sql.begin(async (sql) => {
        await writeLatest(sql, latest)
        await writeCounts(sql, counts)
      })
    } catch (error) {
      this.onError(error)
      this.putBack(counts, latest)
    }
  }

  private putBack(counts: Count[], latest: Use[]) {
    for (const count of counts) {
      const key = `${count.tokenId} ${count.day} ${count.method}`
      const newer = this.counts.get(key)
      if (newer) {
        newer.allowed += count.allowed
        newer.denied += count.denied
      } else {
        this.counts.set(key, count)
      }
    }
    for (const use of latest) if (!this.latest.has(use.tokenId)) this.latest.set(use.tokenId, use)
  }
}

interface Count {
  tokenId: string
  day: string
  method: string
  allowed: number
  denied: number
}

interface Use extends Origin {
  tokenId: string
  at: Date
  method: string
}

type Transaction = Parameters<Parameters<Sql['begin']>[1]>[0]

/** Rows are taken in the order of their ids, so that instances never lock them crosswise. A removed token has none. */
async function writeLatest(sql: Transaction, uses: Use[]) {
  if (uses.length === 0) return
  await sql`
    with used as (
      select t.id, u.at, u.method, u.address, u.agent
      from unnest(
        ${uses.map((use) => use.tokenId)}::uuid[], ${uses.map((use) => use.at.toISOString())}::timestamptz[],
        ${uses.map((use) => use.method)}::text[], ${uses.map((use) => use.address ?? null)}::text[],
        ${uses.map((use) => use.userAgent ?? null)}::text[]
      ) as u(id, at, method, address, agent)
      join tokens t on t.id = u.id
      order by t.id
      for no key update of t
    )
    update tokens set last_used_at = used.at, last_used_method = used.method,
      last_used_address = used.address, last_used_user_agent = used.agent
    from used
    where tokens.id = used.id and (tokens.last_used_at is null or tokens.last_used_at < used.at)`
}

async function writeCounts(sql: Transaction, counts: Count[]) {
  await sql`
    insert into token_usage (token_id, day, method, allowed, denied)
    select t.id, u.day, u.method, u.allowed, u.denied
    from unnest(
      ${counts.map((count) => count.tokenId)}::uuid[], ${counts.map((count) => count.day)}::text[],
      ${counts.map((count) => count.method)}::text[], ${counts.map((count) => count.allowed)}::bigint[],
      ${counts.map((count) => count.denied)}::bigint[]
    ) as u(id, day, method, allowed, denied)
    join tokens t on t.id = u.id
    order by t.id, u.day, u.method
    on conflict (token_id, day, method)
    do update set allowed = token_usage.allowed + excluded.allowed, denied = token_usage.denied + excluded.denied`
}
