import { expect, test } from 'vitest'
import { findApiSet } from '../../src/methods/api-sets.ts'
import { startTestServer } from '../support/server.ts'
import { refusalOf, tokenOperations } from './token-operations.ts'

const server = await startTestServer()
const { anAccount, aToken, graphql, startInstance } = server
const { editTokens, listTokens, methodsOf } = tokenOperations(server)

const stop = 'environment.control.StopEnv'
const start = 'environment.control.StartEnv'

test('several tokens are edited with one password; what is left out stays', async () => {
  const owner = await anAccount()
  const a = await aToken({ description: 'a', methods: [stop], expiresAt: '31-12-2030' }, owner)
  const b = await aToken({ description: 'b', methods: [stop], expiresAt: '31-12-2030' }, owner)
  const before = await listTokens(owner)

  const { data } = await editTokens(owner, [
    { id: b.id, expiresAt: null },
    { id: a.id, description: 'renamed' },
  ])
  const changed = { updatedAt: expect.any(String) }
  expect(data.editTokens).toEqual([
    { ...before[1], expiresAt: null, ...changed },
    { ...before[0], description: 'renamed', ...changed },
  ])
  expect(data.editTokens[0].updatedAt > before[1]!.updatedAt).toBe(true)
  expect(await methodsOf(a.value)).toEqual([stop])
})

test('a set replaces the methods, and methods make the token Custom', async () => {
  const { id, value, owner } = await aToken({ methods: [stop] })

  await editTokens(owner, { id, apiSet: 'MAVEN_PLUGIN' })
  expect(await listTokens(owner)).toMatchObject([{ apiSet: { name: 'MAVEN_PLUGIN' } }])
  expect(await methodsOf(value)).toEqual(findApiSet('MAVEN_PLUGIN').methods)

  await editTokens(owner, { id, methods: [start] })
  expect(await listTokens(owner)).toMatchObject([{ apiSet: { name: 'CUSTOM' } }])
  expect(await methodsOf(value)).toEqual([start])
})

test('a method that was taken away is refused at once, on another instance too', async () => {
  const other = await startInstance()
  const { id, value, owner } = await aToken({ methods: [stop, start] })
  const stopShop = () => other.graphql('mutation { stopEnvironment(name: "shop") { name } }', { as: value })
  expect((await stopShop()).errors![0]!.extensions.code).toBe('ENVIRONMENT_NOT_FOUND')

  await editTokens(owner, { id, methods: [start] })
  expect((await stopShop()).errors![0]!.extensions.code).toBe('METHOD_NOT_PERMITTED')
})

/** Whose tokens nothing changes. */
const keeper = await anAccount()
const [one, another] = [
  await aToken({ description: 'a', methods: [stop] }, keeper),
  await aToken({ description: 'b', methods: [stop] }, keeper),
]

test.each([
  ['to nothing', { description: '' }, 'description'],
  ['to null', { description: null }, 'description'],
  ['to no set', { apiSet: null }, 'apiSet'],
  ['to a set and methods', { apiSet: 'MARKETPLACE', methods: [stop] }, 'methods'],
  ['to no methods', { methods: [] }, 'methods'],
  ['to an unknown method', { methods: ['environment.control.Explode'] }, 'methods'],
  ['to a method for sessions', { methods: ['users.account.ChangePassword'] }, 'methods'],
  ['to a day that is none', { expiresAt: '29-02-2030' }, 'expiresAt'],
  ['to a day that has passed', { expiresAt: '2020-01-01' }, 'expiresAt'],
])('an edit %s is refused by its place in the list, and nothing is edited', async (_, wrong, parameter) => {
  const before = await listTokens(keeper)
  const refused = await editTokens(keeper, [
    { id: one.id, description: 'renamed' },
    { id: another.id, ...wrong },
  ])
  expect(refusalOf(refused)).toMatchObject({ code: 'BAD_USER_INPUT', item: 1, parameter })
  expect(await listTokens(keeper)).toEqual(before)
})

test('two edits of one token are refused', async () => {
  const { id, owner } = await aToken({ methods: [stop] })
  const refused = await editTokens(owner, [
    { id, description: 'one' },
    { id, description: 'two' },
  ])
  expect(refusalOf(refused)).toMatchObject({ code: 'BAD_USER_INPUT', item: 1 })
  expect(refusalOf(refused).message).toContain('named twice')
})

test('edits of one token at the same time leave one of them, whole', async () => {
  const { id, owner } = await aToken({ methods: [stop] })
  await Promise.all([
    editTokens(owner, { id, description: 'one', apiSet: 'MARKETPLACE' }),
    editTokens(owner, { id, description: 'two', methods: [start] }),
  ])
  const { description, apiSet } = (await listTokens(owner))[0]!
  expect([description, apiSet.name]).toEqual(
    description === 'one' ? ['one', 'MARKETPLACE'] : ['two', 'CUSTOM'],
  )
})

test('a token can edit no token, itself neither', async () => {
  const { id, value, owner } = await aToken({ apiSet: 'EXTENDED_ACCESS' })
  const { errors } = await graphql(
    'mutation ($id: ID!, $password: String!) { editTokens(edits: { id: $id, expiresAt: null }, password: $password) { id } }',
    { as: value, variables: { id, password: owner.password } },
  )
  expect(errors![0]!.extensions).toMatchObject({
    code: 'SESSION_REQUIRED',
    requiredMethod: 'users.authentication.EditToken',
  })
})
