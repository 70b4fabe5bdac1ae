import type { Origin, TokenCaller } from '../access/caller.ts'
import { arrayLiteral, textArrayLiteral } from '../database/array-literal.ts'
import { BatchRecorder, type Transaction } from '../database/batch-recorder.ts'

/**
 * Notes what tokens were denied, summarised by token, method and hour, so that a client which keeps trying does not
 * fill its owner's activity. The first denial of an hour makes an entry, which is never changed; how many there were
 * is counted beside it.
 */
export class DenialRecorder extends BatchRecorder<Denial> {
  private gathered = new Map<string, Denial>()

  readonly record = ({ account, tokenId }: TokenCaller, method: string, origin: Origin): void => {
    const key = keyOf(tokenId, method)
    const denial = this.gathered.get(key)
    if (denial) denial.count += 1
    else this.gathered.set(key, { accountId: account.id, tokenId, method, origin, count: 1 })
  }

  protected override takeAll(): Denial[] {
    const denials = [...this.gathered.values()]
    this.gathered = new Map()
    return denials
  }

  protected override write = writeDenials

  protected override putBack(denial: Denial) {
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
