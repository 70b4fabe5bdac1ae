import { graphql } from 'graphql'
import { expect, test } from 'vitest'
import { selects } from '../../src/access/selection.types.ts'
import { makeExecutableSchema } from './make-schema.ts'

/** Whether each call of the resolver found that the field `costly` of its shops is asked for. */
async function found(query: string, variableValues = {}) {
  const answers: boolean[] = []
  const schema = makeExecutableSchema(
    'type Query { shops: [Shop!]! } type Shop { name: String costly: Part other: Part } type Part { name: String costly: String }',
    {
      'Query.shops': (_source, _args, _context, info) => {
        answers.push(selects(info, 'costly'))
        return [{}]
      },
    },
  )
  const { errors } = await graphql({ schema, source: query, variableValues })
  expect(errors).toBeUndefined()
  return answers
}

test.each([
  ['{ shops { name } }', false],
  ['{ shops { costly { name } name } }', true],
  ['{ shops { name other { costly } } }', false],
  ['{ shops { costly: name } }', false],
  ['{ shops { other: costly { name } } }', true],
  ['{ shops { ... { name } ... on Shop { ... { costly { name } } } } }', true],
  ['{ shops { ...A } } fragment A on Shop { name ...B } fragment B on Shop { costly { name } }', true],
  ['{ shops { ...A } } fragment A on Shop { name }', false],
  ['{ shops { name } ...A } fragment A on Query { shops { costly { name } } }', true],
])('%s asks for it: %s', async (query, expected) => {
  expect(await found(query)).toEqual([expected])
})

test('each field is asked by itself', async () => {
  expect(await found('{ a: shops { name } b: shops { costly { name } } }')).toEqual([false, true])
})

test('what a variable decides counts as asked for', async () => {
  const query = 'query ($with: Boolean!) { shops { name costly @include(if: $with) { name } } }'
  expect(await found(query, { with: true })).toEqual([true])
})
