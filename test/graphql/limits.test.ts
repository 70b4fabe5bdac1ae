import { expect, test } from 'vitest'
import { startTestServer } from '../support/server.ts'

const { anAccount, graphql } = await startTestServer()
const { session, password } = await anAccount()

function repeat(times: number, text: (index: number) => string) {
  return Array.from({ length: times }, (_, index) => text(index)).join(' ')
}

/** `viewer { account { … } }` cannot go deep, introspection apart; a type that contains itself can. */
const tooMuch: [string, string, RegExp][] = [
  ['tokens', `{ ${repeat(1001, () => '__typename')} }`, /1000 tokens/],
  ['aliases', `{ ${repeat(16, (index) => `a${index}: apiSets { name }`)} }`, /Aliases limit of 15 exceeded/],
  [
    'aliases of __typename',
    `{ ${repeat(16, (index) => `a${index}: __typename`)} }`,
    /Aliases limit of 15 exceeded/,
  ],
  [
    'aliases behind fragments',
    `{ ...F } fragment F on Query { ${repeat(16, (index) => `a${index}: __typename`)} }`,
    /Aliases limit of 15 exceeded/,
  ],
  [
    'directives',
    `{ __typename ${repeat(9, () => '@include(if: true)')} }`,
    /Directives limit of 8 exceeded|not repeatable|only be used once/,
  ],
  [
    'lists of the catalogue',
    '{ a: apiMethods { id } ...F } fragment F on Query { b: apiMethods { id } c: apiMethods(search: "env") { id } }',
    /apiMethods twice/,
  ],
  [
    'variables of containers',
    '{ a: environments { nodes { variables } } b: environments { nodes { v: variables w: variables } } }',
    /variables of containers twice/,
  ],
  [
    'variables of containers behind one fragment',
    `{ ${repeat(3, (index) => `a${index}: environments { nodes { ...N } }`)} } fragment N on EnvironmentNode { ...V } fragment V on EnvironmentNode { variables }`,
    /variables of containers twice/,
  ],
  [
    'password checks',
    `mutation { a: removeTokens(ids: "1", password: "x") b: removeTokens(ids: "2", password: "x") }`,
    /one field that takes a password/,
  ],
  [
    'password checks of different kinds, one of them in a fragment',
    `mutation { ...F signIn(login: "a", password: "b") { session } }
     fragment F on Mutation { changePassword(oldPassword: "a", newPassword: "b") }`,
    /one field that takes a password/,
  ],
  [
    'levels',
    `{ viewer { ${'... { '.repeat(3)} ${'account { '.repeat(12)} login ${'} '.repeat(15)} } }`,
    /depth limit of 10 exceeded/,
  ],
]

test.each(tooMuch)('too many %s are refused, and nothing is done', async (_what, document, problem) => {
  const { errors, data } = await graphql(document, { as: session })

  expect(errors!.map(({ message }) => message).join('\n')).toMatch(problem)
  expect(data).toBeUndefined()
})

test('what a page needs passes', async () => {
  const { errors } = await graphql(
    `
      mutation ($password: String!) {
        generateTokens(
          tokens: [{ description: "a", methods: ["environment.control.GetEnvs"] }]
          password: $password
        ) {
          first: value
          token {
            id
            apiSet {
              name
              displayName
            }
            lastUsed {
              at
              method
            }
          }
        }
      }
    `,
    { as: session, variables: { password } },
  )
  expect(errors).toBeUndefined()
})

test('introspection, which is deeper than any page, passes', async () => {
  const { getIntrospectionQuery } = await import('graphql')
  const { data, errors } = await graphql(getIntrospectionQuery())

  expect(errors).toBeUndefined()
  expect(data.__schema.types.length).toBeGreaterThan(20)
})

test('of many problems a few are told, and a document that does not parse is no fault of the server', async () => {
  const many = await graphql(`{ ${repeat(50, (index) => `unknown${index}`)} }`, { as: session })
  expect(many.errors!.length).toBeLessThanOrEqual(6)
  expect(many.status).toBeLessThan(500)

  const broken = await graphql('{ viewer {', { as: session })
  expect(broken.errors![0]!.message).toContain('Syntax Error')
  expect(broken.status).toBeLessThan(500)
})
