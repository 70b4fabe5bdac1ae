import { and, desc, eq, getTableColumns, lt, sql } from 'drizzle-orm'
import type { Database } from '../database/connect.ts'
import { activity, denials } from '../database/schema.ts'
import { ApiError } from '../errors.ts'

const longestPage = 100

export interface ActivityPage {
  entries: (Omit<typeof activity.$inferSelect, 'details'> & { changed: string[]; count: number })[]
  /** Cursor of the next page. */
  next: string | null
}

/**
 * What was done to an account, newest first.
 * @param page `first` entries, 1 to 100, after the cursor of the page before
 * @throws ApiError `BAD_USER_INPUT`
 */
export async function listActivity(
  db: Database,
  accountId: string,
  page: { first: number; after?: string | null },
): Promise<ActivityPage> {
  const { first, after } = page
  if (first < 1 || first > longestPage) {
    throw new ApiError(
      'BAD_USER_INPUT',
      `A page has 1 to ${longestPage} entries. Give such a number as first.`,
      {
        parameter: 'first',
      },
    )
  }
  if (after && !/^\d{1,15}$/.test(after)) {
    throw new ApiError(
      'BAD_USER_INPUT',
      'That is not the cursor of a page. Give the next of the page before as after.',
      {
        parameter: 'after',
      },
    )
  }
  const { details, ...columns } = getTableColumns(activity)
  const found = await db
    .select({
      ...columns,
      changed: sql<string[]>`coalesce(${details} -> 'changed', '[]')`,
      count: sql<number>`coalesce(${denials.count}, 1)`.mapWith(Number),
    })
    .from(activity)
    .leftJoin(
      denials,
      and(
        eq(denials.tokenId, activity.tokenId),
        eq(denials.method, activity.method),
        eq(denials.hour, sql`date_trunc('hour', ${activity.at}, 'UTC')`),
      ),
    )
    .where(and(eq(activity.accountId, accountId), after ? lt(activity.id, Number(after)) : undefined))
    .orderBy(desc(activity.id))
    .limit(first + 1)
  const entries = found.slice(0, first)
  return { entries, next: found.length > first ? String(entries.at(-1)!.id) : null }
}
