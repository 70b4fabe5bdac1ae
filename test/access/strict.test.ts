import { expect, test } from 'vitest'
import { startTestServer, type TestAccount } from '../support/server.ts'

const here = await startTestServer()
const there = await here.startInstance()

const read = 'environment.control.GetEnvs'

/** Whether a use of a token is accepted by an instance. */
async function isAccepted(instance: Pick<typeof here, 'rest'>, session: string) {
  const { status, body } = await instance.rest(
    'environment/control/rest/getenvs',
    { session },
    { verb: 'GET' },
  )
  if (status !== 200 || ![0, 702, 8202].includes(body.result))
    throw new Error(`Unexpected answer ${JSON.stringify(body)}`)
  return body.result === 0
}

const changes: Record<string, (owner: TestAccount, id: string) => Promise<unknown>> = {
  removal: ({ session, password }, id) =>
    here.graphql(
      'mutation ($id: ID!, $password: String!) { removeTokens(ids: [$id], password: $password) }',
      {
        as: session,
        variables: { id, password },
      },
    ),
  regeneration: ({ session, password }, id) =>
    here.graphql(
      'mutation ($id: ID!, $password: String!) { regenerateTokens(ids: [$id], password: $password) { value } }',
      { as: session, variables: { id, password } },
    ),
  narrowing: ({ session, password }, id) =>
    here.graphql(
      `mutation ($id: ID!, $password: String!) {
        editTokens(edits: [{ id: $id, methods: ["environment.control.StopEnv"] }], password: $password) { id }
      }`,
      { as: session, variables: { id, password } },
    ),
}

test.each(Object.entries(changes))(
  'a use that begins on another instance after a %s was acknowledged is refused, under load',
  async (_name, change) => {
    const owner = await here.anAccount()
    const tooLate: number[] = []
    let before = 0
    let after = 0

    for (let round = 0; round < 10; round++) {
      const { id, value } = await here.aToken({ methods: [read] }, owner)
      let acknowledgedAt = Infinity
      let isOver = false
      const users = Array.from({ length: 8 }, async (_, index) => {
        const instance = index % 2 ? here : there
        while (!isOver) {
          const began = performance.now()
          const accepted = await isAccepted(instance, value)
          if (began <= acknowledgedAt) before += Number(accepted)
          else after += 1
          if (accepted && began > acknowledgedAt) tooLate.push(began - acknowledgedAt)
        }
      })
      // Some uses first, so that whatever an instance might remember is remembered.
      while (before < (round + 1) * 8) await new Promise(setImmediate)
      await change(owner, id)
      acknowledgedAt = performance.now()
      const seen = after
      while (after < seen + 16) await new Promise(setImmediate)
      isOver = true
      await Promise.all(users)
    }

    expect(tooLate).toEqual([])
    expect(before).toBeGreaterThanOrEqual(80)
    expect(after).toBeGreaterThanOrEqual(160)
  },
)

test('a token generated on one instance works at once on another', async () => {
  const { value } = await here.aToken({ methods: [read] })

  expect(await isAccepted(there, value)).toBe(true)
})

test('a session that was ended on one instance is refused at once on another', async () => {
  const { session } = await here.anAccount()
  expect(await isAccepted(there, session)).toBe(true)
  await here.graphql('mutation { signOut }', { as: session })

  expect(await isAccepted(there, session)).toBe(false)
})

test('an expiry holds by the clock of the database, to the second', async () => {
  const { id, value } = await here.aToken({ methods: [read], expiresAt: '2099-01-01' })
  await here.sql`update tokens set expires_at = now() + interval '1 hour' where id = ${id}`
  expect(await isAccepted(there, value)).toBe(true)
  await here.sql`update tokens set expires_at = now() where id = ${id}`

  expect(await isAccepted(there, value)).toBe(false)
})
