import { expect, test } from 'vitest'
import { arrayLiteral } from '../../src/database/array-literal.ts'
import { findApiSet } from '../../src/methods/api-sets.ts'
import { startTestServer } from '../support/server.ts'
import { type Issued, refusalOf, tokenOperations } from './token-operations.ts'

const server = await startTestServer()
const { aToken, sql } = server
const { copyTokens, listTokens, methodsOf } = tokenOperations(server)

const stop = 'environment.control.StopEnv'

test('a copy has the settings of the original but for what is given anew, and a value of its own', async () => {
  const original = await aToken({ description: 'CI', methods: [stop], expiresAt: '31-12-2030' })
  const { owner, id } = original

  const { data } = await copyTokens(owner, [
    { id },
    { id, description: 'CI 2', expiresAt: null },
    { id, apiSet: 'MAVEN_PLUGIN' },
  ])
  const [same, renamed, other] = data.copyTokens as [Issued, Issued, Issued]
  const settings = {
    description: 'CI',
    apiSet: { name: 'CUSTOM' },
    methods: [stop],
    expiresAt: '2030-12-31T23:59:59.999Z',
  }
  expect(same.token).toMatchObject({ ...settings, lastUsed: null, lastFour: same.value.slice(-4) })
  expect(renamed.token).toMatchObject({ ...settings, description: 'CI 2', expiresAt: null })
  expect(other.token).toMatchObject({
    ...settings,
    apiSet: { name: 'MAVEN_PLUGIN' },
    methods: findApiSet('MAVEN_PLUGIN').methods,
  })

  const values = [original, same, renamed, other].map(({ value }) => value)
  expect(new Set(values).size).toBe(4)
  expect(await Promise.all(values.slice(0, 3).map(methodsOf))).toEqual([[stop], [stop], [stop]])
  expect(new Set((await listTokens(owner)).map((token) => token.id)).size).toBe(4)
})

test('a copy of a token of a set has the methods of the original, not those of the set today', async () => {
  const { id, owner } = await aToken({ apiSet: 'MARKETPLACE' })
  const methodSet = crypto.randomUUID()
  await sql`insert into method_sets (hash, methods) values (${methodSet}, ${arrayLiteral([stop])})`
  await sql`update tokens set method_set = ${methodSet} where id = ${id}`

  const { data } = await copyTokens(owner, { id })
  expect(data.copyTokens[0].token).toMatchObject({ apiSet: { name: 'MARKETPLACE' }, methods: [stop] })
})

test('a copy of an expired token needs a date of its own', async () => {
  const { id, owner } = await aToken({ methods: [stop] })
  await sql`update tokens set expires_at = now() - interval '1 second' where id = ${id}`

  expect(refusalOf(await copyTokens(owner, { id }))).toMatchObject({
    code: 'BAD_USER_INPUT',
    item: 0,
    parameter: 'expiresAt',
    message: expect.stringMatching(/^The original expired at \S+Z\. Give a day in the future .*, or null /),
  })
  const passed = refusalOf(await copyTokens(owner, { id, expiresAt: '01-01-2020' }))
  expect(passed.message).toMatch(/^2020-01-01T23:59:59\.999Z has passed\. Give a day/)
  const { data } = await copyTokens(owner, { id, expiresAt: null })
  expect(data.copyTokens[0].token.state).toBe('ACTIVE')
})

test.each([
  ['an unknown original', { id: crypto.randomUUID() }, 'NOT_FOUND'],
  ['an empty description', { description: '' }, 'BAD_USER_INPUT'],
  ['an unknown method', { methods: ['environment.control.Explode'] }, 'BAD_USER_INPUT'],
  ['a date that is none', { expiresAt: '31-06-2030' }, 'BAD_USER_INPUT'],
])('%s is refused by its place in the list, and nothing is copied', async (_, wrong, code) => {
  const { id, owner } = await aToken({ methods: [stop] })
  expect(refusalOf(await copyTokens(owner, [{ id }, { id, ...wrong }]))).toMatchObject({ code, item: 1 })
  expect(await listTokens(owner)).toHaveLength(1)
})
