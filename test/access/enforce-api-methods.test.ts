import { graphql } from 'graphql'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { enforceApiMethods } from '../../src/access/api-method-directive.ts'
import { anonymous, type Caller, type TokenCaller } from '../../src/access/caller.ts'
import { newNote, type RequestNote } from '../../src/access/request-note.ts'
import { ApiError } from '../../src/errors.ts'
import { MethodSet } from '../../src/methods/method-set.ts'
import { restricted, session, stop, token } from './callers.ts'
import { makeExecutableSchema } from './make-schema.ts'

const start = 'environment.control.StartEnv'
const origin = { address: '192.0.2.1', userAgent: 'a test' }

const schema = () =>
  enforceApiMethods(
    makeExecutableSchema(
      `
        directive @apiMethod(name: String, argument: String) on FIELD_DEFINITION
        type Query {
          stop: Int @apiMethod(name: "${stop}")
          start: Int @apiMethod(name: "${start}")
          any(method: String!): Int @apiMethod(argument: "method")
          open: Thing
        }
        type Mutation {
          stop: Int @apiMethod(name: "${stop}")
          open: Int
        }
        type Thing { plain: Int gated: Int @apiMethod(name: "${stop}") }`,
      {
        'Query.stop': () => 1,
        'Query.start': () => 2,
        'Query.any': () => 3,
        'Query.open': () => ({ plain: 4, gated: 5 }),
        'Mutation.stop': () => 6,
        'Mutation.open': () => 7,
      },
    ),
  )

/** Runs a query. What came of it, and what the gate noted. */
async function ask(
  query: string,
  caller: Caller,
  note: RequestNote = newNote('id', 'graphql'),
  lookAgain: () => Promise<Caller> = async () => caller,
) {
  const uses: unknown[] = []
  const denials: unknown[] = []
  const contextValue = {
    caller,
    lookAgain,
    hasBegun: false,
    origin,
    note,
    recordUse: (...use: unknown[]) => uses.push(use),
    recordDenial: (...denial: unknown[]) => denials.push(denial),
  }
  const { data, errors } = await graphql({ schema: schema(), source: query, contextValue })
  const codes = errors?.map(({ originalError }) => (originalError as { code?: string }).code)
  return { data: { ...data }, codes, uses, denials, note }
}

describe('the caller', () => {
  const lookAgain = vi.fn<() => Promise<Caller>>()
  const narrowed: Caller = { ...(token as TokenCaller), methods: new MethodSet([]) }
  beforeEach(() => void lookAgain.mockReset().mockResolvedValue(narrowed))
  const askAgain = (query: string) => ask(query, token, newNote('id', 'graphql'), lookAgain)

  test('of the fields that an operation begins with is that which was looked up for it', async () => {
    expect(await askAgain('{ a: stop b: stop }')).toMatchObject({ data: { a: 1, b: 1 }, codes: undefined })
    expect(await askAgain('mutation { stop }')).toMatchObject({ data: { stop: 6 }, codes: undefined })
    expect(lookAgain).not.toHaveBeenCalled()
  })

  test.each([
    ['the next field of a mutation', 'mutation { a: stop b: stop }', { a: 6, b: null }],
    ['a field of a mutation after an open one', 'mutation { a: open b: stop }', { a: 7, b: null }],
    ['a field within another', '{ open { plain gated } }', { open: { plain: 4, gated: null } }],
  ])('of %s is looked up again', async (_what, query, data) => {
    expect(await askAgain(query)).toMatchObject({ data, codes: ['METHOD_NOT_PERMITTED'] })
    expect(lookAgain).toHaveBeenCalledOnce()
  })

  test('that is gone by then opens nothing', async () => {
    lookAgain.mockRejectedValue(new ApiError('UNAUTHENTICATED', 'Gone.'))
    expect(await askAgain('mutation { a: stop b: stop }')).toMatchObject({
      data: { a: 6, b: null },
      codes: ['UNAUTHENTICATED'],
      uses: [[token, stop, origin]],
    })
  })
})

describe('a field with a method', () => {
  test('opens to who may call it, which is noted as a use', async () => {
    const { data, codes, uses, denials, note } = await ask('{ stop }', token)
    expect([data, codes]).toEqual([{ stop: 1 }, undefined])
    expect(uses).toEqual([[token, stop, origin]])
    expect(denials).toEqual([])
    expect(note).toMatchObject({ methods: [stop], denied: undefined })
  })

  test('is closed to a token without it, which is noted as a denial', async () => {
    const { data, codes, uses, denials, note } = await ask('{ start }', token)
    expect([data, codes]).toEqual([{ start: null }, ['METHOD_NOT_PERMITTED']])
    expect(uses).toEqual([])
    expect(denials).toEqual([[token, start, origin]])
    expect(note).toMatchObject({ methods: [start], denied: [start] })
  })

  test('is closed to nobody, of whom no use is kept', async () => {
    const { codes, uses, denials, note } = await ask('{ stop }', anonymous)
    expect(codes).toEqual(['UNAUTHENTICATED'])
    expect([uses, denials]).toEqual([[], []])
    expect(note).toMatchObject({ methods: [stop], denied: undefined })
  })

  test('is closed without a resolver of its own too', async () => {
    expect((await ask('{ open { plain gated } }', anonymous)).data).toEqual({
      open: { plain: 4, gated: null },
    })
    expect((await ask('{ open { plain gated } }', token)).data).toEqual({ open: { plain: 4, gated: 5 } })
  })
})

test('a field may take its method from an argument', async () => {
  expect(await ask(`{ any(method: "${stop}") }`, token)).toMatchObject({ data: { any: 3 }, codes: undefined })
  expect((await ask(`{ any(method: "${start}") }`, token)).codes).toEqual(['METHOD_NOT_PERMITTED'])
})

test('a name that is no method is noted nowhere', async () => {
  const { codes, uses, denials, note } = await ask('{ any(method: "environment.control.Fly") }', token)
  expect(codes).toEqual(['METHOD_NOT_FOUND'])
  expect([uses, denials]).toEqual([[], []])
  expect(note).toMatchObject({ methods: [], denied: undefined })
})

test('a root field without a method is open to anyone but a session that waits for its second factor', async () => {
  expect((await ask('{ open { plain } }', anonymous)).data).toEqual({ open: { plain: 4 } })
  expect((await ask('{ open { plain } }', session)).data).toEqual({ open: { plain: 4 } })
  expect(await ask('{ open { plain } }', restricted)).toMatchObject({
    data: { open: null },
    codes: ['SECOND_FACTOR_REQUIRED'],
  })
})

test('a schema need not have both kinds of root fields', async () => {
  const types = 'directive @apiMethod(name: String) on FIELD_DEFINITION type Mutation { open: Int }'
  const only = enforceApiMethods(makeExecutableSchema(types, { 'Mutation.open': () => 1 }))
  const resolve = only.getMutationType()!.getFields().open!.resolve!
  expect(() => resolve({}, {}, { caller: restricted }, {} as never)).toThrow('waits for its second factor')
})

test('methods are noted once, those denied as often as they were', async () => {
  const { note } = await ask('{ a: stop b: stop c: start d: start }', token)
  expect(note).toMatchObject({ methods: [stop, start], denied: [start, start] })
})

test('at an old address the method is that of the address, whatever fields make up the answer', async () => {
  const note = newNote('id', 'rest')
  expect(note).toMatchObject({ methods: [], denied: undefined })
  await ask('{ stop start }', token, note)
  expect(note).toMatchObject({ methods: [], denied: [start] })
})
