import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { type ApiSetName, apiSets } from '../../src/methods/api-sets.ts'
import { type ApiMethod, apiMethods, findMethod } from '../../src/methods/catalogue.ts'
import { methodsWithFields } from '../../src/platform/own-methods.ts'
import { startTestServer } from '../support/server.ts'

const server = await startTestServer()
const { anAccount, aSession, aToken } = server

const owner = await anAccount()
const unrelated = 'environment.control.GetRegions'

interface TestCaller {
  name: string
  credential: string | undefined
  mayCall(method: ApiMethod): boolean
}

async function setCaller(apiSet: ApiSetName): Promise<TestCaller> {
  const { value } = await aToken({ apiSet }, owner)
  const methods = new Set(apiSets.find(({ name }) => name === apiSet)!.methods)
  return {
    name: `a token of the set ${apiSet}`,
    credential: value,
    mayCall: ({ id, access }) => access === 'public' || access === 'caller' || methods.has(id),
  }
}

/** Begun before the owner's own wrong passwords, of which there are more than are free of a wait. */
const spareSessions = [await aSession(owner), await aSession(owner)]

const callers: TestCaller[] = [
  await setCaller('EXTENDED_ACCESS'),
  await setCaller('IDE_PLUGINS'),
  await setCaller('MARKETPLACE'),
  await setCaller('MAVEN_PLUGIN'),
  {
    name: 'a token with one unrelated method',
    credential: (await aToken({ methods: [unrelated] }, owner)).value,
    mayCall: ({ id, access }) => access === 'public' || access === 'caller' || id === unrelated,
  },
  { name: 'a session', credential: owner.session, mayCall: () => true },
  { name: 'nobody', credential: undefined, mayCall: ({ access }) => access === 'public' },
]

/** The fields of the methods that `callMethod` leaves to them. What they ask for is never there, or never right. */
const fields: Record<string, string> = {
  'users.account.ChangePassword': 'mutation { changePassword(oldPassword: "", newPassword: "") }',
  'users.account.Disable2FA': 'mutation { disableTwoFactor(password: "", code: "") }',
  'users.account.Enable2FA': 'mutation { enableTwoFactor(password: "", code: "") }',
  'users.account.Get2FABackupCodes': '{ viewer { twoFactor { recoveryCodesLeft } } }',
  'users.account.Get2FAConfig': 'mutation { beginTwoFactor(password: "") { secret } }',
  'users.account.GetUserInfo': '{ account { uid } }',
  'users.account.Regenerate2FABackupCodes': 'mutation { regenerateRecoveryCodes(password: "", code: "") }',
  'users.authentication.CreateToken':
    'mutation { generateTokens(tokens: [{ description: "" }], password: "") { value } }',
  'users.authentication.DeleteTokens': 'mutation { removeTokens(ids: ["none"], password: "") }',
  'users.authentication.EditToken': 'mutation { editTokens(edits: [{ id: "none" }], password: "") { id } }',
  'users.authentication.GetSessions': '{ sessions { id } }',
  'users.authentication.GetTokens': '{ accessTokens { id } }',
  'users.authentication.RegenerateToken':
    'mutation { regenerateTokens(ids: ["none"], password: "") { value } }',
  'users.authentication.Signin': 'mutation { signIn(login: "", password: "") { session } }',
  'users.authentication.SigninByToken': 'mutation { signIn(password: "") { session } }',
  'users.authentication.Signout': 'mutation { signOut }',
  'users.authentication.SignoutSessions': 'mutation { signOutSessions(ids: ["none"]) }',
  'users.authentication.Verify2FACode': 'mutation { verifyTwoFactorCode(code: "") }',
}

/** Waits for a turn: two passwords are checked at a time, and who finds the queue full is told when to come again. */
async function inTurn<Answer extends { status: number; headers: Headers }>(
  call: () => Promise<Answer>,
): Promise<Answer> {
  for (;;) {
    const answer = await call()
    if (answer.status !== 503) return answer
    await delay(Number(answer.headers.get('retry-after')) * 1000)
  }
}

const rest: typeof server.rest = (...call) => inTurn(() => server.rest(...call))
const graphql: typeof server.graphql = (...call) => inTurn(() => server.graphql(...call))

type Outcome = 'denied' | 'not denied'

async function byRest({ id, path, verbs }: ApiMethod, credential: string | undefined): Promise<Outcome> {
  const { status, body } = await rest(
    `/1.0${path}`,
    credential === undefined ? {} : { session: credential },
    {
      verb: verbs[0],
    },
  )
  expect(status).toBe(200)
  if (body.result === 8202) {
    expect(body.error).toContain(id)
    return 'denied'
  }
  if (String(body.error).startsWith('invalid parameter [session]')) {
    expect(credential).toBeUndefined()
    expect(body).toMatchObject({ result: 3, error: expect.stringContaining(id) })
    return 'denied'
  }
  // Whatever else may be wrong is between the caller and the method.
  expect([99, 702]).not.toContain(body.result)
  return 'not denied'
}

const denials = ['METHOD_NOT_PERMITTED', 'SESSION_REQUIRED', 'UNAUTHENTICATED']

/** What an answer gives away. */
function leavesOf(data: unknown): unknown[] {
  if (typeof data !== 'object') return [data]
  return Object.values(data ?? {}).flatMap(leavesOf)
}

async function byGraphql({ id }: ApiMethod, credential: string | undefined): Promise<Outcome> {
  const { data, errors } = await graphql(
    fields[id] ?? 'mutation ($method: String!) { callMethod(method: $method) }',
    { as: credential, variables: fields[id] ? undefined : { method: id } },
  )
  const error = errors?.[0]
  if (error && denials.includes(error.extensions.code as string)) {
    expect(leavesOf(data)).toEqual([])
    expect(error.extensions.requiredMethod).toBe(id)
    expect(error.extensions.code === 'UNAUTHENTICATED').toBe(credential === undefined)
    return 'denied'
  }
  // To nobody the viewer is null, and so is what hangs on it.
  if (credential === undefined && data?.viewer === null) return 'denied'
  expect(String(error?.message)).not.toMatch(/Internal error|has a field of its own/)
  return 'not denied'
}

/** Runs the work for all items, some of them at a time. */
async function forEach<Item>(items: readonly Item[], work: (item: Item) => Promise<void>) {
  const left = items.values()
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      for (const item of left) await work(item)
    }),
  )
}

test('every method that callMethod leaves to a field of its own is compared by that field', () => {
  expect(Object.keys(fields).sort()).toEqual([...methodsWithFields].sort())
})

describe.each(callers)('$name', ({ credential, mayCall }) => {
  test('is denied the same methods at both doors, and told which method it lacks', async () => {
    const differences: string[] = []
    let denied = 0

    await forEach(apiMethods, async (method) => {
      const expected = mayCall(method) ? 'not denied' : 'denied'
      if (expected === 'denied') denied += 1

      // Signing out ends the session, so each door is given one of its own.
      const ends = method.id === 'users.authentication.Signout' && credential === owner.session
      const sessions = ends ? spareSessions : [credential, credential]
      const found = [await byRest(method, sessions[0]), await byGraphql(method, sessions[1])]
      if (found.some((outcome) => outcome !== expected)) {
        differences.push(`${method.id}: REST ${found[0]}, GraphQL ${found[1]}, expected ${expected}`)
      }
    })

    expect(differences).toEqual([])
    if (credential !== owner.session) expect(denied).toBeGreaterThan(20)
  })
})

test('what decides is the same method at every address of it', async () => {
  const { value } = await aToken({ methods: [unrelated] })
  const aliases = apiMethods
    .filter(({ id, verbs }) => id.startsWith('environment.') && verbs.includes('GET'))
    .map((method) => ({ ...method, path: method.path.replace('/environment/', '/ENV/') }))

  await forEach(aliases, async (method) => {
    expect(await byRest(method, value), method.path).toBe(method.id === unrelated ? 'not denied' : 'denied')
  })
  expect(findMethod(unrelated)!.access).toBe('grantable')
})
