import { expect, test } from 'vitest'
import { arrayLiteral } from '../../src/database/array-literal.ts'
import { findApiSet } from '../../src/methods/api-sets.ts'
import { startTestServer } from '../support/server.ts'
import { type Issued, refusalOf, tokenOperations } from './token-operations.ts'

const server = await startTestServer()
const { anAccount, aToken, graphql, rest, sql } = server
const { generateTokens, listTokens, methodsOf } = tokenOperations(server)

const stop = 'environment.control.StopEnv'
const start = 'environment.control.StartEnv'

test('the owner generates a token, a script stops an environment with it, and nothing else opens', async () => {
  const owner = await anAccount()
  await rest('environment/control/rest/createenvironment', {
    session: owner.session,
    env: JSON.stringify({ shortdomain: 'shop' }),
    nodes: JSON.stringify([{ nodeType: 'tomcat' }]),
  })
  const { value } = await aToken({ methods: [stop] }, owner)

  expect((await rest('environment/control/rest/stopenv', { envName: 'shop', session: value })).body).toEqual({
    result: 0,
  })
  const denied = await rest('environment/control/rest/startenv', { envName: 'shop', session: value })
  expect(denied.body).toMatchObject({ result: 8202, error: expect.stringContaining(start) })
  const { errors } = await graphql('mutation { startEnvironment(name: "shop") { name } }', { as: value })
  expect(errors![0]!.extensions).toMatchObject({ code: 'METHOD_NOT_PERMITTED', requiredMethod: start })
})

test('several tokens are generated with one password, each with its own settings and value', async () => {
  const owner = await anAccount()
  const { data } = await generateTokens(owner, [
    { description: ' CI ', methods: [stop, start, stop], expiresAt: '31-12-2030' },
    { description: 'Build', apiSet: 'MAVEN_PLUGIN' },
  ])
  const [ci, build] = data.generateTokens as [Issued, Issued]

  expect(ci.token).toEqual({
    id: expect.any(String),
    description: 'CI',
    apiSet: { name: 'CUSTOM', displayName: 'Custom' },
    methods: [start, stop],
    expiresAt: '2030-12-31T23:59:59.999Z',
    state: 'ACTIVE',
    createdAt: expect.any(String),
    updatedAt: expect.any(String),
    lastFour: ci.value.slice(-4),
    lastUsed: null,
  })
  expect(build.token).toMatchObject({
    description: 'Build',
    apiSet: { name: 'MAVEN_PLUGIN', displayName: findApiSet('MAVEN_PLUGIN').displayName },
    methods: findApiSet('MAVEN_PLUGIN').methods,
    expiresAt: null,
  })
  expect(await methodsOf(ci.value)).toEqual(ci.token.methods)
  expect(await methodsOf(build.value)).toEqual(build.token.methods)
  expect(await listTokens(owner)).toMatchObject([{ id: build.token.id }, { id: ci.token.id }])
})

test('a single token needs no list around it', async () => {
  const owner = await anAccount()
  const { data } = await graphql(
    `mutation ($password: String!) {
      generateTokens(tokens: { description: "one", methods: "${stop}" }, password: $password) { token { methods } }
    }`,
    { as: owner.session, variables: { password: owner.password } },
  )
  expect(data.generateTokens).toEqual([{ token: { methods: [stop] } }])
})

/** Who gets no token. */
const emptyHanded = await anAccount()

test.each([
  ['without a description', { description: ' ', methods: [stop] }, 'description'],
  ['without methods', { description: 'x', methods: [] }, 'methods'],
  ['with neither set nor methods', { description: 'x' }, 'apiSet'],
  ['with a set and methods', { description: 'x', apiSet: 'MARKETPLACE', methods: [stop] }, 'methods'],
  ['with an unknown method', { description: 'x', methods: [stop, 'environment.control.Explode'] }, 'methods'],
  [
    'with a method for sessions',
    { description: 'x', methods: ['users.authentication.RegenerateToken'] },
    'methods',
  ],
  [
    'that ends on a day that is none',
    { description: 'x', methods: [stop], expiresAt: '31-04-2030' },
    'expiresAt',
  ],
  ['that has ended', { description: 'x', methods: [stop], expiresAt: '01-01-2020' }, 'expiresAt'],
  ['that ends after 2100', { description: 'x', methods: [stop], expiresAt: '01-01-2101' }, 'expiresAt'],
])('a token %s is refused by its place in the list, and none is generated', async (_, wrong, parameter) => {
  const refused = await generateTokens(emptyHanded, [{ description: 'fine', methods: [stop] }, wrong])

  expect(refusalOf(refused)).toMatchObject({ code: 'BAD_USER_INPUT', item: 1, parameter })
  expect(refusalOf(refused).message).toMatch(/^Item 2 of 2: /)
  expect(await listTokens(emptyHanded)).toEqual([])
})

test('an unknown method is named', async () => {
  const { message } = refusalOf(
    await generateTokens(await anAccount(), { description: 'x', methods: ['environment.control.Explode'] }),
  )
  expect(message).toContain('environment.control.Explode')
})

test('an empty list is refused', async () => {
  expect(refusalOf(await generateTokens(await anAccount(), []))).toMatchObject({ code: 'BAD_USER_INPUT' })
})

test('a wrong password generates nothing', async () => {
  const owner = await anAccount()
  const refused = await generateTokens(owner, { description: 'x', methods: [stop] }, 'a wrong password')
  expect(refusalOf(refused)).toMatchObject({ code: 'WRONG_PASSWORD', attemptsLeft: 9 })
  expect(await listTokens(owner)).toEqual([])
})

test('equal methods are stored once, under a hash of their content', async () => {
  const owner = await anAccount()
  const one = await aToken({ methods: [stop, start] }, owner)
  const same = await aToken({ methods: [start, stop] }, await anAccount())
  const other = await aToken({ methods: [stop] }, owner)

  const rows = await sql<{ id: string; methodSet: string; methods: string[] }[]>`
    select t.id, t.method_set as "methodSet", to_json(s.methods) as methods from tokens t join method_sets s on s.hash = t.method_set`
  const [first, second, third] = [one, same, other].map(({ id }) => rows.find((row) => row.id === id)!)
  expect(second!.methodSet).toBe(first!.methodSet)
  expect(third!.methodSet).not.toBe(first!.methodSet)
  expect(first!.methods).toEqual([start, stop])
})

test('a token keeps the methods that its set had when it was generated', async () => {
  const { id, value, owner } = await aToken({ apiSet: 'MARKETPLACE' })
  const today = findApiSet('MARKETPLACE').methods
  // As if an earlier version, whose set was smaller, had made it.
  const earlier = today.slice(1)
  const methodSet = crypto.randomUUID()
  await sql`insert into method_sets (hash, methods) values (${methodSet}, ${arrayLiteral(earlier)})`
  await sql`update tokens set method_set = ${methodSet} where id = ${id}`

  expect(await methodsOf(value)).toEqual(earlier)
  expect(await listTokens(owner)).toMatchObject([{ apiSet: { name: 'MARKETPLACE' }, methods: earlier }])
})
