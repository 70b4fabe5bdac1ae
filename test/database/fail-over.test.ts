import { afterAll, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { serve } from '../../src/serve.ts'
import { sendRaw } from '../rest/send-raw.ts'
import { canReplicate, startReplicas } from '../support/replicas.ts'

const isPossible = await canReplicate()
const replicas = isPossible ? await startReplicas() : undefined
const server =
  replicas &&
  (await serve(
    readConfig({
      PORT: '0',
      LOG_LEVEL: 'silent',
      DATABASE_URL: replicas.url,
      ADMIN_PASSWORD: 'a password',
      MAX_TOKENS_PER_ACCOUNT: '10000',
    }),
    () => {},
  ))
afterAll(async () => {
  await server?.stop()
  await replicas?.stop()
})

async function graphql(query: string, as?: string) {
  const { status, text } = await sendRaw(server!.url, '/graphql', {
    verb: 'POST',
    headers: { 'content-type': 'application/json', ...(as && { authorization: `Bearer ${as}` }) },
    body: JSON.stringify({ query }),
  })
  return { status, ...JSON.parse(text) }
}

const signIn = async () =>
  (await graphql('mutation { signIn(login: "admin@localhost", password: "a password") { session } }')).data
    ?.signIn.session as string

async function generate(session: string) {
  const { data } = await graphql(
    'mutation { generateTokens(tokens: [{ description: "x", methods: ["environment.control.GetEnvs"] }], password: "a password") { value token { id } } }',
    session,
  )
  return data?.generateTokens[0] as { value: string; token: { id: string } } | undefined
}

const statusOf = async (value: string) => (await graphql('{ viewer { kind } }', value)).status

test.skipIf(!isPossible)(
  'no read is taken from the standby, though it stands first in the address',
  async () => {
    const session = await signIn()
    const { value, token } = (await generate(session))!
    // The standby keeps what it is sent, and shows none of it.
    await replicas!.askStandby('select pg_wal_replay_pause()')
    await graphql(`mutation { removeTokens(ids: "${token.id}", password: "a password") }`, session)
    const statuses = await Promise.all(Array.from({ length: 100 }, () => statusOf(value)))
    expect(new Set(statuses)).toEqual(new Set([401]))
    const [{ count }] = (await replicas!.askStandby('select count(*)::int from tokens')) as unknown as [
      { count: number },
    ]
    expect(count).toBe(1)
    await replicas!.askStandby('select pg_wal_replay_resume()')
  },
)

test.skipIf(!isPossible)(
  'while the standby is away tokens go on working, however many sessions are in use',
  async () => {
    const sessions = [await signIn(), await signIn(), await signIn(), await signIn()]
    const { value } = (await generate(sessions[0]!))!
    const usedLately = () =>
      replicas!.askPrimary(`select from sessions where last_used_at > now() - interval '1 minute'`)
    await replicas!.askPrimary(`update sessions set last_used_at = now() - interval '5 minutes'`)
    await replicas!.setStandby('nobody')
    try {
      for (let round = 0; round < 5; round++) {
        const statuses = await Promise.all([...sessions, value].map(statusOf))
        expect(new Set(statuses)).toEqual(new Set([200]))
      }
      // Or else they would end while they are used.
      await expect.poll(usedLately).toHaveLength(sessions.length)
    } finally {
      await replicas!.setStandby('standby')
    }
  },
)

test.skipIf(!isPossible)(
  'promoting the standby loses nothing that was acknowledged, and service returns by itself',
  async () => {
    const session = await signIn()
    const acknowledged: string[] = []
    const removed: string[] = []
    let isRunning = true
    const writers = Array.from({ length: 4 }, async () => {
      while (isRunning) {
        const made = await generate(session)
        if (!made) continue
        if (Math.random() < 0.7) {
          acknowledged.push(made.value)
          continue
        }
        const { data } = await graphql(
          `mutation { removeTokens(ids: "${made.token.id}", password: "a password") }`,
          session,
        )
        if (data) removed.push(made.value)
      }
    })
    await expect.poll(() => acknowledged.length, { timeout: 10_000 }).toBeGreaterThan(10)
    await replicas!.killPrimary()
    const before = acknowledged.length
    expect(await statusOf(acknowledged[0]!)).toBe(503)
    await replicas!.promote()
    await expect.poll(() => acknowledged.length, { timeout: 5_000 }).toBeGreaterThan(before)
    isRunning = false
    await Promise.all(writers)

    for (const value of acknowledged) expect(await statusOf(value)).toBe(200)
    for (const value of removed) expect(await statusOf(value)).toBe(401)
  },
)
