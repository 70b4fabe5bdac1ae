import { expect, test } from 'vitest'
import { sweep } from '../../src/database/sweep.ts'
import { startTestServer } from '../support/server.ts'

const { sql, anAccount } = await startTestServer()
const hour = 3_600_000
const keep = { sessionIdle: hour, activity: 10 * 24 * hour }

test('what has passed goes, batch by batch, and all else stays', async () => {
  const ended = await anAccount()
  const idle = await anAccount()
  const open = await anAccount()
  await sql`update sessions set expires_at = now() where account_id = ${ended.id}`
  await sql`update sessions set last_used_at = now() - interval '61 minutes' where account_id = ${idle.id}`
  await sql`insert into activity (account_id, action, at)
    select ${open.id}, 'old', now() - interval '11 days' from generate_series(1, 7)`
  await sql`insert into denials (account_id, token_id, method, hour, count)
    select ${open.id}, gen_random_uuid(), 'm', now() - make_interval(days => 10, mins => minutes), 1
    from unnest(array[0, 59, 61, 500]) minutes`
  await sql`insert into attempts (subject, failures, last_at, blocked_until) values
    ('forgotten', 3, now() - interval '25 hours', null),
    ('waiting', 30, now() - interval '25 hours', now() + interval '1 minute'),
    ('recent', 3, now() - interval '23 hours', null)`

  expect(await sweep(sql, keep, 3)).toBe(1 + 1 + 7 + 2 + 1)

  const sessions = await sql`select account_id from sessions`
  expect(sessions.map((row) => row.account_id)).toContain(open.id)
  expect(sessions.map((row) => row.account_id)).not.toContain(ended.id)
  expect(sessions.map((row) => row.account_id)).not.toContain(idle.id)
  expect(await sql`select from activity where action = 'old'`).toHaveLength(0)
  expect((await sql`select from activity where account_id = ${open.id}`).length).toBeGreaterThan(0)
  expect(await sql`select from denials`).toHaveLength(2)
  expect(
    (await sql`select subject from attempts where subject not like 'address:%' order by subject`).map(
      (row) => row.subject,
    ),
  ).toEqual(['recent', 'waiting'])
})

test('an instance leaves it to another that is at it', async () => {
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(7205761)`
    expect(await sweep(sql, keep)).toBeUndefined()
  })
  expect(await sweep(sql, keep)).toBe(0)
})
