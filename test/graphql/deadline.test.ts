import { buildSchema, graphql } from 'graphql'
import { expect, test } from 'vitest'
import { keepDeadline } from '../../src/graphql/deadline.ts'

const never = new Promise<string>(() => {})
const notNow = 'The database does not answer. Try again in a few seconds.'

/** What becomes of fields that wait for the database, by the sentence and whether the outcome is known. */
async function outcomesOf(source: string, platformTime = 0) {
  const begun: string[] = []
  const context = { deadline: Infinity, platformTime, platform: {} }
  /** As long as it takes, and that is until the time is over. */
  const wait = () => {
    context.deadline = performance.now()
    return never
  }
  const schema = buildSchema(`
    type Query { read: String }
    type Mutation { change(name: String!): String }`)
  schema.getQueryType()!.getFields().read!.resolve = wait
  schema.getMutationType()!.getFields().change!.resolve = (_source, { name }) => {
    begun.push(name as string)
    const answer = wait()
    return platformTime ? new Promise((resolve) => setTimeout(resolve, 5, 'there')) : answer
  }
  const { errors = [] } = await graphql({ schema: keepDeadline(schema), source, contextValue: context })
  const outcomes = errors.map(({ message, path, originalError }) => ({
    path: path!.join('.'),
    message,
    ...(originalError as Error & { details?: object }).details,
  }))
  return { begun, outcomes }
}

test('what is asked for and not answered in time is not done; what was to be changed may be', async () => {
  const { outcomes: read } = await outcomesOf('{ read }')
  expect(read).toEqual([{ path: 'read', message: notNow, retryAfter: 2 }])

  const { begun, outcomes } = await outcomesOf(
    'mutation { first: change(name: "a") second: change(name: "b") }',
  )
  // What has not begun need not be in doubt.
  expect(begun).toEqual(['a'])
  expect(outcomes).toEqual([
    {
      path: 'first',
      message: expect.stringContaining('It is not known whether what you asked for was done'),
      retryAfter: 2,
      outcomeUnknown: true,
    },
    { path: 'second', message: notNow, retryAfter: 2 },
  ])
})

test('where a platform may be asked, a change has its time too; what only the database is asked has not', async () => {
  const anHour = 3_600_000
  const changes = await outcomesOf('mutation { first: change(name: "a") second: change(name: "b") }', anHour)
  expect(changes).toEqual({ begun: ['a', 'b'], outcomes: [] })
  expect((await outcomesOf('{ read }', anHour)).outcomes).toEqual([
    { path: 'read', message: notNow, retryAfter: 2 },
  ])
})
