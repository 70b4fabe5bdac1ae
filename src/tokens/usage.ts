import type { Caller, Origin } from '../access/caller.ts'
import { arrayLiteral, textArrayLiteral } from '../database/array-literal.ts'
import { BatchRecorder, type Transaction } from '../database/batch-recorder.ts'

/** Notes the use of tokens: what each last did, from where, and how often it used each method on each day. */
export class UsageRecorder extends BatchRecorder<Use> {
  /** What each token did last, which leads to what else it did. */
  private gathered = new Map<string, Use>()
  private day = ''
  private dayEnds = 0

  readonly record = (caller: Caller, method: string, origin: Origin): void => {
    if (caller.kind !== 'token') return
    const now = Date.now()
    if (now >= this.dayEnds) this.beginDay(now)

    const use = this.useOf(caller.tokenId, this.day, method)
    use.count += 1
    use.lastAt = now
    use.origin = origin
  }

  /** What gathers for a token, day and method. */
  private useOf(tokenId: string, day: string, method: string): Use {
    const latest = this.gathered.get(tokenId)
    for (let use = latest; use; use = use.older) if (use.method === method && use.day === day) return use
    const use: Use = { tokenId, day, method, count: 0, lastAt: undefined, origin: undefined, older: latest }
    this.gathered.set(tokenId, use)
    return use
  }

  private beginDay(now: number) {
    this.day = new Date(now).toISOString().slice(0, 10)
    this.dayEnds = Date.parse(this.day) + dayLength
  }

  protected override takeAll(): Use[] {
    const uses: Use[] = []
    for (const latest of this.gathered.values()) {
      for (let use: Use | undefined = latest; use; use = use.older) uses.push(use)
    }
    this.gathered = new Map()
    return uses
  }

  protected override write = writeUses

  protected override putBack(older: Use) {
    const use = this.useOf(older.tokenId, older.day, older.method)
    use.count += older.count
    if (use.lastAt === undefined) {
      use.lastAt = older.lastAt
      use.origin = older.origin
    }
  }
}

const dayLength = 24 * 3_600_000

/** What a token did with a method on a day since the last batch. Those of a token are few. */
interface Use {
  tokenId: string
  day: string
  method: string
  count: number
  /** The last call; unset until there is one. */
  lastAt: number | undefined
  /** Where it came from. */
  origin: Origin | undefined
  older: Use | undefined
}

/**
 * Rows are taken in the order of their keys, so that instances never lock them crosswise. A token that was removed has
 * no use to write. Of several instances any may be the last to write.
 */
async function writeUses(sql: Transaction, uses: Use[]) {
  await sql`
    insert into token_usage as kept (token_id, day, method, allowed, last_at, address, user_agent)
    select tokens.id, day, method, times, to_timestamp(milliseconds / 1000), address, user_agent
    from unnest(
      ${arrayLiteral(uses.map((use) => use.tokenId))}::uuid[], ${arrayLiteral(uses.map((use) => use.day))}::text[],
      ${arrayLiteral(uses.map((use) => use.method))}::text[], ${arrayLiteral(uses.map((use) => use.count))}::bigint[],
      ${arrayLiteral(uses.map((use) => use.lastAt!))}::float8[],
      ${textArrayLiteral(uses.map((use) => use.origin?.address ?? null))}::text[],
      ${textArrayLiteral(uses.map((use) => use.origin?.userAgent ?? null))}::text[]
    ) as used(token_id, day, method, times, milliseconds, address, user_agent)
    join tokens on tokens.id = used.token_id
    order by tokens.id, day, method
    on conflict (token_id, day, method) do update set
      allowed = kept.allowed + excluded.allowed,
      last_at = greatest(kept.last_at, excluded.last_at),
      address = case when excluded.last_at > coalesce(kept.last_at, '-infinity') then excluded.address else kept.address end,
      user_agent = case when excluded.last_at > coalesce(kept.last_at, '-infinity') then excluded.user_agent else kept.user_agent end`
}
