import { expect, test } from 'vitest'
import { apiSets, findApiSet } from '../../src/methods/api-sets.ts'
import { apiMethods, grantableMethods } from '../../src/methods/catalogue.ts'
import { startTestServer } from '../support/server.ts'

const { graphql, anAccount, aToken } = await startTestServer()

const stop = 'environment.control.StopEnv'

async function idsOf(args: string, as?: string): Promise<string[]> {
  const { data } = await graphql(`{ apiMethods${args} { id } }`, { as })
  return data.apiMethods.map(({ id }: { id: string }) => id)
}

test('anyone may look at the methods: all of them, or those that fit', async () => {
  expect(await idsOf('')).toEqual(apiMethods.map(({ id }) => id))
  expect(await idsOf('(search: " ")')).toHaveLength(apiMethods.length)
  expect(await idsOf('(search: "control stopenv")')).toEqual([stop])
  expect(await idsOf('(search: "no such method")')).toEqual([])
})

test('anyone may know whether the old addresses are there', async () => {
  expect((await graphql('{ legacyRest }')).data).toEqual({ legacyRest: 'ON' })
})

test('methods are listed by the set that holds them; Custom takes whatever a token may hold', async () => {
  const inOrder = (wanted: readonly string[]) =>
    apiMethods.map(({ id }) => id).filter((id) => wanted.includes(id))
  expect(await idsOf('(apiSet: MAVEN_PLUGIN)')).toEqual(inOrder(findApiSet('MAVEN_PLUGIN').methods))
  expect(await idsOf('(apiSet: CUSTOM)')).toEqual(inOrder(grantableMethods))
  expect(await idsOf('(apiSet: CUSTOM, search: "users.account.ChangePassword")')).toEqual([])
})

test('a method is shown with its address, its sets and its field', async () => {
  const { data } = await graphql(`
    {
      apiMethods(search: "environment control StopEnv") {
        id
        path
        effect
        apiSets
        grantable
        graphqlField
        parameters {
          name
        }
      }
    }
  `)
  expect(data.apiMethods).toEqual([
    {
      id: stop,
      path: '/1.0/environment/control/rest/stopenv',
      effect: 'CHANGE',
      apiSets: apiSets.filter(({ methods }) => methods.includes(stop)).map(({ name }) => name),
      grantable: true,
      graphqlField: 'Mutation.stopEnvironment',
      parameters: [{ name: 'envName' }],
    },
  ])
})

test('whether a method is callable is told to who asks', async () => {
  const callable = async (method: string, as?: string) => {
    const { data } = await graphql(`{ apiMethods(search: "${method}") { id callable grantable } }`, { as })
    return data.apiMethods.find(({ id }: { id: string }) => id === method)
  }
  const owner = await anAccount()
  const { value } = await aToken({ methods: [stop] }, owner)
  expect((await callable(stop)).callable).toBe(false)
  expect((await callable(stop, value)).callable).toBe(true)
  expect((await callable('environment.control.StartEnv', value)).callable).toBe(false)
  expect(await callable('users.account.ChangePassword', owner.session)).toMatchObject({
    callable: true,
    grantable: false,
  })
})

test('who may call a method is told', async () => {
  const { data } = await graphql('{ apiMethods { id access grantable } }')
  expect(data.apiMethods).toEqual(
    apiMethods.map(({ id, access }) => ({
      id,
      access: access.toUpperCase(),
      grantable: access === 'grantable',
    })),
  )
})

test('the sets are listed', async () => {
  const { data } = await graphql('{ apiSets { name displayName methods } }')
  expect(data.apiSets).toEqual(
    apiSets.map(({ name, displayName, methods }) => ({ name, displayName, methods })),
  )
})
