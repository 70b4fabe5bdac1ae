import { expect, test } from 'vitest'
import { startTestServer } from '../support/server.ts'

const { url, graphql, sql, anAccount, aToken } = await startTestServer()

const owner = await anAccount()
const { value, id } = await aToken({ methods: ['environment.control.GetEnvs'] }, owner)
await graphql(
  'mutation { createEnvironment(environment: { name: "compiled", nodes: [{ type: "tomcat10" }] }) { name } }',
  { as: owner.session },
)

/** A server compiles a query at its second time. Of the headers one is the date, so they are left out. */
async function threeTimes(query: string, variables?: Record<string, unknown>, as = value) {
  const answers = []
  for (let time = 0; time < 3; time++) {
    const { status, data, errors } = await graphql(query, { as, variables })
    answers.push({ status, data, errors })
  }
  return answers
}

test.each([
  ['a list with what hangs on it', '{ environments { name status createdAt nodes { id type group } } }'],
  ['tokens', '{ accessTokens { id description methods createdAt expiresAt lastUsed { method } } }'],
  ['the viewer', '{ viewer { kind account { uid login } methods expiresAt token { description } } }'],
  [
    'aliases and fragments',
    '{ a: environments { ...f } b: environments { ...f } } fragment f on Environment { name }',
  ],
  ['what GraphQL says of itself', '{ __typename __schema { queryType { fields { name } } } }'],
  ['what is skipped', '{ viewer { kind account @skip(if: true) { uid } methods @include(if: false) } }'],
])('an answer is the same once it is compiled: %s', async (_what, query) => {
  const as = query.includes('accessTokens') ? owner.session : value
  const [first, second, third] = await threeTimes(query, undefined, as)
  expect(first!.errors).toBeUndefined()
  // A use of the token may have been written down in between.
  const withoutUse = (answer: unknown) => JSON.stringify(answer).replace(/"lastUsed":(null|\{[^}]*\})/g, '')
  expect(withoutUse(second)).toBe(withoutUse(first))
  expect(withoutUse(third)).toBe(withoutUse(first))
})

test.each([
  ['a denied method', '{ sessions { id } }', undefined, 'SESSION_REQUIRED'],
  [
    'a denied method beside a permitted one',
    '{ viewer { kind } environment(name: "compiled") { name } }',
    undefined,
    'METHOD_NOT_PERMITTED',
  ],
  [
    'a variable of a wrong type',
    'query ($withNodes: Boolean!) { environments { name nodes @include(if: $withNodes) { id } } }',
    { withNodes: 'yes' },
    'BAD_USER_INPUT',
  ],
])('and so is an error: %s', async (_what, query, variables, code) => {
  const [first, second, third] = await threeTimes(query, variables)
  expect(first!.errors![0]!.extensions.code).toBe(code)
  expect(second).toEqual(first)
  expect(third).toEqual(first)
})

test('each request has variables of its own', async () => {
  const query = 'query ($name: String!) { environment(name: $name) { name } }'
  await threeTimes(query, { name: 'compiled' }, owner.session)
  const { data } = await graphql(query, { as: owner.session, variables: { name: 'other' } })
  expect(data).toEqual({ environment: null })
})

test('nodes of a list are there for each request that asks for them', async () => {
  const query = `query ($with: Boolean!) { environments { name ...nodes @include(if: $with) } }
    fragment nodes on Environment { nodes { type } }`
  const types = async (isAsked: boolean) =>
    (await threeTimes(query, { with: isAsked })).map(({ data }) => data.environments[0].nodes)
  expect(await types(false)).toEqual([undefined, undefined, undefined])
  const node = { type: expect.any(String) }
  expect(await types(true)).toEqual([[node], [node], [node]])
  expect((await threeTimes('{ environments { name } }'))[2]!.data.environments[0]).not.toHaveProperty('nodes')
})

test('each request has a caller of its own', async () => {
  const query = '{ accessTokens { id } }'
  expect((await threeTimes(query, undefined, owner.session))[2]!.data).toEqual({ accessTokens: [{ id }] })
  const stranger = await anAccount()
  expect((await graphql(query, { as: stranger.session })).data).toEqual({ accessTokens: [] })
  expect((await graphql(query)).errors![0]!.extensions.code).toBe('UNAUTHENTICATED')
})

test('of a document with several operations the one that is named is run', async () => {
  const query = 'query A { viewer { kind } } query B { environments { name } }'
  for (const [operationName, field] of Object.entries({ A: 'viewer', B: 'environments' })) {
    for (let time = 0; time < 3; time++) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${value}` },
        body: JSON.stringify({ query, operationName }),
      })
      const { data } = (await response.json()) as { data: object }
      expect(Object.keys(data)).toEqual([field])
    }
  }
})

test('a fault of ours is told by its request id, and nothing else', async () => {
  const query = '{ environments { name region } }'
  await threeTimes(query)
  await sql`alter table environments rename to environments_elsewhere`
  try {
    const { data, errors } = await graphql(query, { as: value })
    expect(data).toBeNull()
    expect(errors).toEqual([
      {
        message: expect.stringMatching(/^Internal error\. .* [0-9a-f-]{36}\.$/),
        path: ['environments'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) },
      },
    ])
  } finally {
    await sql`alter table environments_elsewhere rename to environments`
  }
})
