import { expect, test } from 'vitest'
import { ApiError } from '../../src/errors.ts'
import type { OperationContext } from '../../src/graphql/context.ts'
import { prepare } from '../../src/rest/prepared.ts'
import { makeExecutableSchema } from '../access/make-schema.ts'

const fault = new TypeError('ours')
const refusal = new ApiError('NOT_FOUND', 'There is none.')

const schema = makeExecutableSchema('type Query { double(number: Int!): Int broken: Int refused: Int }', {
  'Query.double': (_source, { number }) => number * 2,
  'Query.broken': () => {
    throw fault
  },
  'Query.refused': () => {
    throw refusal
  },
})
const run = (document: string, variables: Record<string, unknown> = {}) =>
  prepare(schema, document)({} as OperationContext, variables)

test('an operation is prepared once and runs with the variables of a request', async () => {
  const double = prepare(schema, 'query ($number: Int!) { double(number: $number) }')
  expect(await double({} as OperationContext, { number: 3 })).toEqual({ double: 6 })
  expect(await double({} as OperationContext, { number: 4 })).toEqual({ double: 8 })
})

test('one that does not fit the schema is a fault at the start', () => {
  expect(() => prepare(schema, '{ double nothing }')).toThrow(
    /^A prepared operation does not fit the schema: .+ .+/,
  )
})

test('what a resolver throws comes out as it was', async () => {
  await expect(run('{ broken }')).rejects.toBe(fault)
  await expect(run('{ refused }')).rejects.toBe(refusal)
})

test('a value that the schema refuses is the caller’s to mend', async () => {
  const wrong = run('query ($number: Int!) { double(number: $number) }', { number: 'three' })
  await expect(wrong).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    message: expect.stringContaining('number'),
  })
})
