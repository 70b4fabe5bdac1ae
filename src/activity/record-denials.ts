import type { Origin, TokenCaller } from '../access/caller.ts'
import { arrayLiteral, textArrayLiteral } from '../database/array-literal.ts'
import type { Sql } from '../database/connect.ts'
import { type Transaction, writeInParts } from '../database/write-in-parts.ts'

/** The longest that a denial waits in memory, which is what a crash can lose. Milliseconds. */
const interval = 1_000

/**
 * Notes what tokens were denied, summarised by token, method and hour, so that a client which keeps trying does not
 * fill its owner's activity. The first denial of an hour makes an entry, which is never changed; how many there were
 * is counted beside it. Gathered in memory and written in batches, so that it costs a request no query.
 */
export class DenialRecorder {
  private gathered = new Map<string, Denial>()
  private writing: Promise<void> = Promise.resolve()
  private readonly timer: NodeJS.Timeout

  /** @param onError is told when a batch could not be written; it is tried again with the next one */
  constructor(
    private readonly sql: Pick<Sql, 'begin'>,
    private readonly onError: (error: unknown) => void,
  ) {
    this.timer = setInterval(() => void this.flush(), interval)
    this.timer.unref()
  }

  readonly record = ({ account, tokenId }: TokenCaller, method: string, origin: Origin): void => {
    const key = keyOf(tokenId, method)
    const denial = this.gathered.get(key)
    if (denial) denial.count += 1
    else this.gathered.set(key, { accountId: account.id, tokenId, method, origin, count: 1 })
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
    const denials = this.gathered
    this.gathered = new Map()
    await writeInParts(this.sql, [...denials.values()], writeDenials, (error, unwritten) => {
      this.onError(error)
      for (const denial of unwritten) this.putBack(denial)
    })
  }

  private putBack(denial: Denial) {
    const key = keyOf(denial.tokenId, denial.method)
    const newer = this.gathered.get(key)
    if (newer) denial.count += newer.count
    this.gathered.set(key, denial)
  }
}

interface Denial {
  accountId: string
  tokenId: string
  method: string
  /** Of the first one. */
  origin: Origin
  count: number
}

function keyOf(tokenId: string, method: string) {
  return `${tokenId} ${method}`
}

/**
 * The key of the counts decides which of several instances was first in an hour, by the clock of the database: that
 * one writes the entry, in the same statement. Rows are taken in one order, so that instances never lock them crosswise.
 */
async function writeDenials(sql: Transaction, denials: Denial[]) {
  await sql`
    with given as (
      select * from unnest(
        ${arrayLiteral(denials.map((denial) => denial.accountId))}::uuid[], ${arrayLiteral(denials.map((denial) => denial.tokenId))}::uuid[],
        ${arrayLiteral(denials.map((denial) => denial.method))}::text[], ${arrayLiteral(denials.map((denial) => denial.count))}::bigint[],
        ${textArrayLiteral(denials.map((denial) => denial.origin.address ?? null))}::text[],
        ${textArrayLiteral(denials.map((denial) => denial.origin.userAgent ?? null))}::text[]
      ) as d(account_id, token_id, method, count, address, agent)
    ), counted as (
      insert into denials (account_id, token_id, method, hour, count)
      select account_id, token_id, method, date_trunc('hour', now(), 'UTC'), count
      from given join accounts on accounts.id = account_id order by token_id, method
      on conflict (token_id, hour, method) do update set count = denials.count + excluded.count
      returning token_id, method, xmax = 0 as is_first
    )
    insert into activity (account_id, action, outcome, token_id, token_description, method, address, user_agent)
    select given.account_id, 'token.denied', 'REFUSED', given.token_id, tokens.description, given.method,
      given.address, given.agent
    from counted join given using (token_id, method) left join tokens on tokens.id = given.token_id
    where counted.is_first
    order by given.token_id, given.method`
}
