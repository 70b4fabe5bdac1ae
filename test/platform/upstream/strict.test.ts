import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { startTestServer, type TestAccount } from '../../support/server.ts'
import { tokenOperations } from '../../tokens/token-operations.ts'
import { startHostilePlatform } from './a-hostile-platform.ts'

const platform = await startHostilePlatform()
const front = await startTestServer({
  PLATFORM_URL: platform.url,
  SECRET_KEY: 'a key for this test that is long enough',
  PLATFORM_CALLS_PER_ACCOUNT: '1',
})
const { editTokens, removeTokens, regenerateTokens } = tokenOperations(front)
const stopEnv = 'environment.control.StopEnv'
const deleteEnv = 'environment.control.DeleteEnv'

/** Calls that the platform was sent for environments, in their order, and what answers the one that waits. */
let seen: string[] = []
let answer: (() => void) | undefined
platform.behaviour = ({ parameters, path }, response) => {
  const name = parameters.get('envName')
  if (name === null) return response.end('{"result":0}')
  seen.push(name)
  const end = () => response.end('{"result":0,"infos":[]}')
  if (path.endsWith('/stopenv')) answer = end
  else end()
}
beforeEach(() => {
  seen = []
  answer = undefined
})

async function anOwner(): Promise<TestAccount> {
  const login = `${randomBytes(6).toString('hex')}@example.com`
  return {
    id: '',
    uid: 0,
    login,
    password: 'right',
    session: await front.aSession({ login, password: 'right' }),
  }
}

type Change = (owner: TestAccount, id: string) => Promise<{ errors?: unknown }>

const changes: [string, Change, string, number][] = [
  ['removed', (owner, id) => removeTokens(owner, [id]), 'UNAUTHENTICATED', 702],
  ['given another value', (owner, id) => regenerateTokens(owner, [id]), 'UNAUTHENTICATED', 702],
  ['narrowed', (owner, id) => editTokens(owner, [{ id, methods: [stopEnv] }]), 'METHOD_NOT_PERMITTED', 8202],
  [
    'expired',
    async (_owner, id) => {
      await front.sql`update tokens set expires_at = now() where id = ${id}`
      return {}
    },
    'UNAUTHENTICATED',
    702,
  ],
]

describe.each(changes)('a token that is %s while a call of it waits', (_what, change, code, result) => {
  async function aToken() {
    const owner = await anOwner()
    const { id, value } = await front.aToken({ methods: [stopEnv, deleteEnv] }, owner)
    const isChanged = async () => expect((await change(owner, id)).errors).toBeUndefined()
    return { id, value, isChanged }
  }

  test('for its turn sends it no more', async () => {
    const { id, value, isChanged } = await aToken()
    const call = (method: string, envName: string) =>
      front.rest(`environment/control/rest/${method}`, { session: value, envName })
    const first = call('stopenv', 'first')
    await expect.poll(() => answer).toBeDefined()
    const second = call('deleteenv', 'second')
    // It has passed the gate, where it was counted.
    await expect
      .poll(() => front.sql`select from token_usage where token_id = ${id} and method = ${deleteEnv}`)
      .toHaveLength(1)
    await isChanged()
    answer!()
    expect((await first).body.result).toBe(0)
    expect((await second).body.result).toBe(result)
    expect(seen).toEqual(['first'])
  })

  test('for the field before it sends it no more', async () => {
    const { value, isChanged } = await aToken()
    const both = front.graphql(
      'mutation { stopEnvironment(name: "first") { status } deleteEnvironment(name: "second") }',
      { as: value },
    )
    await expect.poll(() => answer).toBeDefined()
    await isChanged()
    answer!()
    const { errors } = await both
    expect(errors!.map(({ extensions }) => extensions.code)).toContain(code)
    expect(seen).toEqual(['first'])
  })
})
