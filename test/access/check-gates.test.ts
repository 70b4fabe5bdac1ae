import { makeExecutableSchema } from './make-schema.ts'
import { expect, test } from 'vitest'
import { checkGates } from '../../src/access/check-gates.ts'
import { describeSchema, openFields } from '../../src/graphql/schema.ts'

const directive = 'directive @apiMethod(name: String, argument: String) on FIELD_DEFINITION'
const stop = '@apiMethod(name: "environment.control.StopEnv")'

test('the schema of the server is safe to serve', () => {
  expect(() => checkGates(describeSchema(), openFields)).not.toThrow()
})

test.each([
  ['a root field without a gate', 'type Query { envs: Int }', 'Query.envs has no @apiMethod'],
  [
    'a mutation without a gate',
    `type Query { a: Int ${stop} } type Mutation { b: Int }`,
    'Mutation.b has no @apiMethod',
  ],
  [
    'a method that does not exist',
    'type Query { a: Int @apiMethod(name: "environment.control.Fly") }',
    'there is no method environment.control.Fly',
  ],
  ['neither name nor argument', 'type Query { a: Int @apiMethod }', 'takes either name or argument'],
  [
    'name and argument at once',
    'type Query { a(b: String!): Int @apiMethod(name: "environment.control.StopEnv", argument: "b") }',
    'takes either name or argument',
  ],
  [
    'an argument that is not there',
    'type Query { a: Int @apiMethod(argument: "b") }',
    'no argument b of type String!',
  ],
  [
    'an argument that may be left out',
    'type Query { a(b: String): Int @apiMethod(argument: "b") }',
    'no argument b of type String!',
  ],
  [
    'an argument that is no text',
    'type Query { a(b: Int!): Int @apiMethod(argument: "b") }',
    'no argument b of type String!',
  ],
  [
    'an object field that drops the gate of its interface',
    `type Query { n: Node ${stop} } interface Node { secret: Int ${stop} } type Thing implements Node { secret: Int }`,
    'Thing.secret and Node.secret differ',
  ],
])('%s is refused', (_what, types, problem) => {
  expect(() => checkGates(makeExecutableSchema(`${directive} ${types}`), [])).toThrow(problem)
})

test('gates by name, by argument and by interface are safe to serve', () => {
  const types = `${directive}
    type Query { n: Node ${stop} any(b: String!): Int @apiMethod(argument: "b") }
    interface Node { plain: Int secret: Int ${stop} }
    type Thing implements Node { plain: Int secret: Int ${stop} own: Int }`
  expect(() => checkGates(makeExecutableSchema(types), [])).not.toThrow()
})

test('every problem is named, each on a line of its own', () => {
  const schema = makeExecutableSchema(`${directive} type Query { a: Int b: Int }`)
  expect(() => checkGates(schema, [])).toThrow(
    `The schema is not safe to serve:
- Query.a has no @apiMethod and is not on the list of open fields.
- Query.b has no @apiMethod and is not on the list of open fields.`,
  )
})

test('a nested field with a resolver of its own needs a gate', () => {
  const types = `${directive} type Query { thing: Thing ${stop} } type Thing { plain: Int secret: Int }`
  const schema = makeExecutableSchema(types, { 'Thing.secret': () => 1 })

  expect(() => checkGates(schema, [])).toThrow('Thing.secret has no @apiMethod')
})

test('the list of open fields names only fields that are there and have no gate', () => {
  const schema = makeExecutableSchema(`${directive} type Query { a: Int ${stop} b: Int }`)

  expect(() => checkGates(schema, ['Query.b', 'Query.a', 'Query.c'])).toThrow(
    /Query.a has @apiMethod and is on the list[^]*Query.c is on the list/,
  )
})
