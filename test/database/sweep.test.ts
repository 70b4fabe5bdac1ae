import { expect, onTestFinished, test, vi } from 'vitest'
import type { Connections, Sql } from '../../src/database/connect.ts'
import type { Template } from '../../src/database/statement.ts'
import { sweep, sweepRegularly, sweepUsage } from '../../src/database/sweep.ts'
import { startTestServer } from '../support/server.ts'

const { sql, background, aToken, anAccount, graphql } = await startTestServer()
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

test('old counts of use go, batch by batch, and the last use of a token stays', async () => {
  const owner = await anAccount()
  const drafts = ['busy', 'forgotten', 'young', 'uncounted', 'unused']
  const tokens = new Map<string, string>()
  for (const description of drafts) {
    const { id } = await aToken({ methods: ['environment.control.GetEnvs'], description }, owner)
    tokens.set(id, description)
  }
  const use = async (description: string, method: string, ...daysAgo: number[]) => {
    const [id] = [...tokens].find(([, name]) => name === description)!
    await sql`insert into token_usage (token_id, day, method, allowed, last_at)
      select ${id}, to_char(at at time zone 'UTC', 'YYYY-MM-DD'), ${method}, 1, at
      from (select now() - make_interval(days => days) as at from unnest(${`{${daysAgo.join()}}`}::int[]) as days) as uses`
  }
  await use('busy', 'm', 2, 10, 11, 12, 13, 14, 15, 16)
  await use('busy', 'n', 11, 12)
  await use('forgotten', 'm', 20, 30)
  await use('forgotten', 'n', 20, 31)
  await use('young', 'm', 1, 3)
  await use('uncounted', 'm', 20, 30)
  // As before it was noted when a day was last used.
  await sql`update token_usage set last_at = null
    where token_id = ${[...tokens].find(([, name]) => name === 'uncounted')![0]}`

  expect(await sweepUsage(background, keep, 3)).toBe(8 + 2 + 2)

  const left = await sql<{ tokenId: string; method: string; days: number }[]>`
    select token_id as "tokenId", method, (now() at time zone 'UTC')::date - day::date as days from token_usage
    order by day desc, method`
  const daysOf = (description: string) =>
    left
      .filter(({ tokenId }) => tokens.get(tokenId) === description)
      .map(({ method, days }) => `${method} ${days}`)
  expect(Object.fromEntries(drafts.map((name) => [name, daysOf(name)]))).toEqual({
    busy: ['m 2', 'm 10'],
    forgotten: ['m 20', 'n 20'],
    young: ['m 1', 'm 3'],
    uncounted: [],
    unused: [],
  })
  const { data } = await graphql('{ accessTokens { description lastUsed { method } } }', {
    as: owner.session,
  })
  expect(data.accessTokens).toContainEqual({
    description: 'forgotten',
    lastUsed: { method: expect.any(String) },
  })
  expect(await sweepUsage(background, keep, 3)).toBe(0)
})

test('an instance leaves it to another that is at it', async () => {
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(7205761)`
    expect(await sweep(sql, keep)).toBeUndefined()
    expect(await sweepUsage(background, keep)).toBeUndefined()
  })
  expect(await sweep(sql, keep)).toBe(0)
  expect(await sweepUsage(background, keep)).toBe(0)
})

test('of a large table no more is read than what goes', async () => {
  const { id } = await anAccount()
  await background.begin(async (tx) => {
    await tx`insert into activity (account_id, action, at)
      select ${id}, 'x', now() - n * interval '1 second' from generate_series(20000, 1, -1) n`
    await tx`insert into denials (account_id, token_id, method, hour, count)
      select ${id}, gen_random_uuid(), 'm', now() - n * interval '1 minute', 1 from generate_series(1, 20000) n`
    await tx`insert into sessions (account_id, hash, expires_at)
      select ${id}, 'hash ' || n, now() + interval '1 hour' from generate_series(1, 20000) n`
    await tx`insert into attempts (subject, failures) select 'login:' || n, 1 from generate_series(1, 20000) n`
    await tx`analyze activity, denials, sessions, attempts`
  })

  const plans: Plan[] = []
  await sweep(explaining(background, plans), keep)
  const readWhole = plans.map((plan) => [plan['Relation Name'], scans(plan).filter(isWhole).length])
  // The moments by which the last two are chosen have no index: it would have to be changed with every use.
  expect(Object.fromEntries(readWhole)).toMatchObject({ activity: 0, denials: 0, sessions: 1, attempts: 1 })
})

test('what cannot be swept keeps nothing else from it', async () => {
  await sql`insert into attempts (subject, failures, last_at) values ('old', 1, now() - interval '2 days')`
  await sql`alter table activity rename to elsewhere`
  try {
    await expect(sweep(sql, keep)).rejects.toMatchObject({ errors: [{ code: '42P01' }] })
  } finally {
    await sql`alter table elsewhere rename to activity`
  }
  expect(await sql`select from attempts where subject = 'old'`).toHaveLength(0)
})

/** A node of a plan, as `explain` gives it. */
interface Plan {
  'Node Type': string
  'Relation Name'?: string
  'Index Cond'?: string
  'Recheck Cond'?: string
  'TID Cond'?: string
  Plans?: Plan[]
}

function scans(plan: Plan): Plan[] {
  const inner = (plan.Plans ?? []).flatMap(scans)
  return plan['Node Type'].endsWith('Scan') && plan['Relation Name'] ? [plan, ...inner] : inner
}

function isWhole(scan: Plan) {
  return !(scan['Index Cond'] ?? scan['Recheck Cond'] ?? scan['TID Cond'])
}

type Transaction = Parameters<Parameters<Sql['begin']>[1]>[0]

/** Has each deletion planned as the server has it, for whatever values, instead of done. */
function explaining({ begin }: Connections['background'], plans: Plan[]): Pick<Sql, 'begin'> {
  const explain =
    (tx: Transaction) =>
    async (...[template, ...values]: Template) => {
      const text = template.reduce((before, after, number) => `${before}$${number}${after}`)
      if (!text.includes('delete from')) return tx(template, ...values)
      await tx.unsafe(`prepare deletion as ${text}`)
      const execute = `execute deletion(${values.map((value) => `'${String(value)}'`).join()})`
      const found = await tx.unsafe(`explain (format json) ${execute}`)
      await tx`deallocate deletion`
      plans.push(found[0]!['QUERY PLAN'][0].Plan)
      return found
    }
  return {
    begin: (work: (tx: Transaction) => Promise<unknown>) => begin((tx) => work(explain(tx) as never)),
  } as Pick<Sql, 'begin'>
}

test('every ten minutes is swept, and the counts of use once a day, unless another is at it', async () => {
  vi.useFakeTimers({ now: Date.parse('2026-03-01T23:00:00Z') })
  onTestFinished(() => void vi.useRealTimers())
  let isOurs = true
  const asked: string[] = []
  const looking = {
    begin: (work: (tx: unknown) => Promise<unknown>) =>
      work((text: TemplateStringsArray) => {
        asked.push(text.join(''))
        const rows = text.join('').includes('advisory') ? [{ ours: isOurs }] : [{ removed: 0, last: null }]
        return Promise.resolve(Object.assign(rows, { count: 0 }))
      }),
  } as unknown as Sql
  const times = (what: string) => asked.splice(0).filter((text) => text.includes(what)).length
  const sweeper = sweepRegularly(looking, keep, (error) => expect.unreachable(String(error)))

  await vi.advanceTimersByTimeAsync(60_000)
  expect(times('from token_usage')).toBe(1)
  await vi.advanceTimersByTimeAsync(50 * 60_000)
  expect(times('from token_usage')).toBe(0)
  isOurs = false
  await vi.advanceTimersByTimeAsync(20 * 60_000)
  expect(times('from token_usage')).toBe(0)
  isOurs = true
  await vi.advanceTimersByTimeAsync(30 * 60_000)
  expect([...asked].filter((text) => text.includes('delete from sessions'))).toHaveLength(3)
  expect(times('from token_usage')).toBe(1)
  await sweeper.stop()
})

test.each(['activity', 'token_usage'])('a stop waits for one batch of %s at most', async (table) => {
  const owner = await anAccount()
  const { id } = await aToken({ methods: ['environment.control.GetEnvs'] }, owner)
  await sql`insert into activity (account_id, action, at)
    select ${owner.id}, 'old', now() - interval '11 days' from generate_series(1, 1500)`
  await sql`insert into token_usage (token_id, day, method, last_at)
    select ${id}, to_char(now() - make_interval(days => days), 'YYYY-MM-DD'), 'm', now()
    from generate_series(0, 1500) days`
  const count = async () => (await sql`select from ${sql(table)}`).length
  const before = await count()

  const { stopped } = await sql.begin(async (tx) => {
    await tx`lock table ${tx(table)} in exclusive mode`
    const atOnce = vi.spyOn(Math, 'random').mockReturnValue(0)
    const sweeper = sweepRegularly(background, keep, (error) => expect.unreachable(String(error)))
    atOnce.mockRestore()
    await expect
      .poll(() => tx`select from pg_locks where not granted and relation = ${table}::regclass`)
      .toHaveLength(1)
    return { stopped: sweeper.stop() }
  })
  await stopped
  expect(await count()).toBe(before - 1000)
})
