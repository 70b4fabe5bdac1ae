import { arrayLiteral } from '../database/array-literal.ts'
import { BatchRecorder, type Transaction } from '../database/batch-recorder.ts'

/**
 * Notes that sessions are used. The gate only reads, and so goes on while the database cannot commit, as where its
 * synchronous standby is away.
 */
export class SessionUseRecorder extends BatchRecorder<Use> {
  /** When each was used last, by the clock of `performance.now()`. */
  private gathered = new Map<string, number>()

  readonly record = (sessionId: string): void => {
    this.gathered.set(sessionId, performance.now())
  }

  protected override takeAll(): Use[] {
    const uses = [...this.gathered]
    this.gathered = new Map()
    return uses
  }

  protected override write = writeUses

  protected override putBack([sessionId, at]: Use) {
    if (!this.gathered.has(sessionId)) this.gathered.set(sessionId, at)
  }
}

type Use = [sessionId: string, at: number]

/**
 * How long ago a use was is all that is taken of this machine's clock. Rows are taken in one order, so that instances
 * never lock them crosswise.
 */
async function writeUses(sql: Transaction, uses: Use[]) {
  const now = performance.now()
  await sql`
    update sessions set last_used_at = greatest(last_used_at, now() - age)
    from (
      select sessions.id, milliseconds * interval '1 millisecond' as age
      from unnest(
        ${arrayLiteral(uses.map(([id]) => id))}::uuid[], ${arrayLiteral(uses.map(([, at]) => now - at))}::float8[]
      ) as given(id, milliseconds)
      join sessions on sessions.id = given.id
      order by sessions.id for no key update of sessions
    ) as used
    where sessions.id = used.id`
}
