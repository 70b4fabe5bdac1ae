import { expect, test } from 'vitest'
import { startTestServer } from '../support/server.ts'

const { anAccount, aToken, graphql } = await startTestServer()

test('an empty layer is refused, because the platform would restart all', async () => {
  const { session } = await anAccount()
  const create = `mutation { createEnvironment(environment: { name: "shop", nodes: [{ type: "tomcat" }] }) { name } }`
  expect((await graphql(create, { as: session })).errors).toBeUndefined()
  const restart = (nodeGroup: string | null) =>
    graphql('mutation ($group: String) { restartEnvironment(name: "shop", nodeGroup: $group) { status } }', {
      as: session,
      variables: { group: nodeGroup },
    })
  expect((await restart('')).errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    parameter: 'nodeGroup',
  })
  for (const group of ['cp', null]) expect((await restart(group)).errors).toBeUndefined()
})

test('a change is told as done where what else was asked for is denied', async () => {
  const owner = await anAccount()
  const create = `mutation { createEnvironment(environment: { name: "shop", nodes: [{ type: "tomcat" }] }) { name nodes { variables } } }`
  const { value } = await aToken({ methods: ['environment.control.CreateEnvironment'] }, owner)
  const { data, errors } = await graphql(create, { as: value })
  expect(data.createEnvironment).toEqual({ name: 'shop', nodes: [{ variables: null }] })
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'METHOD_NOT_PERMITTED' })
})

test.each([
  ['stopEnvironment(name: "") { name }', 'name'],
  ['stopEnvironment(name: "none-such") { name }', 'name'],
  ['cloneEnvironment(name: "none-such", newName: "two") { name }', 'name'],
  ['cloneEnvironment(name: "one", newName: "A b") { name }', 'newName'],
  ['createEnvironment(environment: { name: "A b", nodes: [{ type: "nginx" }] }) { name }', 'environment'],
  ['createEnvironment(environment: { name: "", nodes: [{ type: "nginx" }] }) { name }', 'environment'],
  ['createEnvironment(environment: { name: "two", nodes: [] }) { name }', 'environment'],
  [
    'createEnvironment(environment: { name: "two", region: "none", nodes: [{ type: "nginx" }] }) { name }',
    'environment',
  ],
  ['createEnvironment(environment: { name: "two", nodes: [{ type: "none" }] }) { name }', 'nodes'],
])('what is wrong with %s is told of its argument %s', async (field, argument) => {
  const { session } = await anAccount()
  const one =
    'mutation { createEnvironment(environment: { name: "one", nodes: [{ type: "nginx" }] }) { name } }'
  expect((await graphql(one, { as: session })).errors).toBeUndefined()
  const { errors } = await graphql(`mutation { ${field} }`, { as: session })
  expect(errors?.[0]?.extensions).toMatchObject({ parameter: argument })
  expect(errors?.[0]?.message).not.toMatch(/envName|\[env\]|nodeType|shortdomain/i)
})

test('a wrong status is told in the words of the schema', async () => {
  const { session } = await anAccount()
  const create = `mutation { createEnvironment(environment: { name: "shop", nodes: [{ type: "tomcat" }] }) { name } }`
  expect((await graphql(create, { as: session })).errors).toBeUndefined()
  const change = async (field: string) =>
    (await graphql(`mutation { ${field}(name: "shop") { status } }`, { as: session })).errors?.[0]?.message
  expect(await change('startEnvironment')).toBe(
    'Environment [shop] has the status [RUNNING]. Required statuses: [STOPPED, SLEEPING].',
  )
  expect(await change('sleepEnvironment')).toBeUndefined()
  expect(await change('stopEnvironment')).toBe(
    'Environment [shop] has the status [SLEEPING]. Required statuses: [RUNNING].',
  )
})
