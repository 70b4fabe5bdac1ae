import type { Caller, Origin } from '../access/caller.ts'
import { arrayLiteral, textArrayLiteral } from '../database/array-literal.ts'
import type { Sql } from '../database/connect.ts'

/** The longest that a use waits in memory, which is what a crash can lose. Milliseconds. */
const interval = 1_000

/**
 * Notes the use of tokens in memory and writes it in batches, so that it costs a request no query.
 * @param onError is told when a batch could not be written; it is tried again with the next one
 */
export class UsageRecorder {
  private gathered = new Map<string, TokenUse>()
  private day = ''
  private dayEnds = 0
  private writing: Promise<void> = Promise.resolve()
  private readonly timer: NodeJS.Timeout

  constructor(
    private readonly sql: Pick<Sql, 'begin'>,
    private readonly onError: (error: unknown) => void,
  ) {
    this.timer = setInterval(() => void this.flush(), interval)
    this.timer.unref()
  }

  readonly record = (caller: Caller, method: string, outcome: 'allowed' | 'denied', origin: Origin): void => {
    if (caller.kind !== 'token') return
    const now = Date.now()
    if (now >= this.dayEnds) this.beginDay(now)

    let use = this.gathered.get(caller.tokenId)
    if (!use)
      this.gathered.set(caller.tokenId, (use = { tokenId: caller.tokenId, counts: [], latest: undefined }))
    countIn(use, { day: this.day, method, allowed: 0, denied: 0 })[outcome] += 1
    if (outcome === 'allowed') use.latest = { at: now, method, origin }
  }

  private beginDay(now: number) {
    this.day = new Date(now).toISOString().slice(0, 10)
    this.dayEnds = Date.parse(this.day) + dayLength
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
    if (this.gathered.size === 0) return
    const uses = [...this.gathered.values()]
    this.gathered = new Map()
    try {
      await this.sql.begin(async (sql) => {
        await writeLatest(sql, uses)
        await writeCounts(sql, uses)
      })
    } catch (error) {
      this.onError(error)
      this.putBack(uses)
    }
  }

  private putBack(uses: TokenUse[]) {
    for (const use of uses) {
      const newer = this.gathered.get(use.tokenId)
      if (!newer) {
        this.gathered.set(use.tokenId, use)
        continue
      }
      newer.latest ??= use.latest
      for (const older of use.counts) {
        const count = countIn(newer, { ...older, allowed: 0, denied: 0 })
        count.allowed += older.allowed
        count.denied += older.denied
      }
    }
  }
}

const dayLength = 24 * 3_600_000

/** What one token did since the last batch. */
interface TokenUse {
  tokenId: string
  /** By day and method. A list, since a token calls few methods in a second. */
  counts: Count[]
  /** The last call that was allowed. */
  latest: { at: number; method: string; origin: Origin } | undefined
}

interface Count {
  day: string
  method: string
  allowed: number
  denied: number
}

/** The count of a day and method, which is put in if it is not there. */
function countIn({ counts }: TokenUse, wanted: Count): Count {
  for (const count of counts) if (count.method === wanted.method && count.day === wanted.day) return count
  counts.push(wanted)
  return wanted
}

type Transaction = Parameters<Parameters<Sql['begin']>[1]>[0]

/** Rows are taken in the order of their ids, so that instances never lock them crosswise. A removed token has none. */
async function writeLatest(sql: Transaction, gathered: TokenUse[]) {
  const uses = gathered.flatMap(({ tokenId, latest }) => (latest ? [{ tokenId, ...latest }] : []))
  if (uses.length === 0) return
  await sql`
    with used as (
      select t.id, u.at, u.method, u.address, u.agent
      from unnest(
        ${arrayLiteral(uses.map((use) => use.tokenId))}::uuid[], ${arrayLiteral(uses.map((use) => new Date(use.at).toISOString()))}::timestamptz[],
        ${arrayLiteral(uses.map((use) => use.method))}::text[], ${textArrayLiteral(uses.map((use) => use.origin.address ?? null))}::text[],
        ${textArrayLiteral(uses.map((use) => use.origin.userAgent ?? null))}::text[]
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

async function writeCounts(sql: Transaction, uses: TokenUse[]) {
  const counts = uses.flatMap((use) => use.counts.map((count) => ({ tokenId: use.tokenId, ...count })))
  await sql`
    insert into token_usage (token_id, day, method, allowed, denied)
    select t.id, u.day, u.method, u.allowed, u.denied
    from unnest(
      ${arrayLiteral(counts.map((count) => count.tokenId))}::uuid[], ${arrayLiteral(counts.map((count) => count.day))}::text[],
      ${arrayLiteral(counts.map((count) => count.method))}::text[], ${arrayLiteral(counts.map((count) => count.allowed))}::bigint[],
      ${arrayLiteral(counts.map((count) => count.denied))}::bigint[]
    ) as u(id, day, method, allowed, denied)
    join tokens t on t.id = u.id
    order by t.id, u.day, u.method
    on conflict (token_id, day, method)
    do update set allowed = token_usage.allowed + excluded.allowed, denied = token_usage.denied + excluded.denied`
}
