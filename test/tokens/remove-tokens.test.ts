import { expect, test } from 'vitest'
import { startTestServer, type TestAccount } from '../support/server.ts'
import { refusalOf, tokenOperations } from './token-operations.ts'

const server = await startTestServer()
const { anAccount, aToken, graphql, sql, startInstance } = server
const operations = tokenOperations(server)
const { listTokens, methodsOf, removeTokens } = operations
const other = tokenOperations(await startInstance())

const methods = ['environment.control.StopEnv']

const removeAllTokens = ({ session, password }: TestAccount) =>
  graphql('mutation ($password: String!) { removeAllTokens(password: $password) }', {
    as: session,
    variables: { password },
  })

test('removed tokens are gone, and refused at once on every instance', async () => {
  const owner = await anAccount()
  const a = await aToken({ methods }, owner)
  const b = await aToken({ methods }, owner)
  const kept = await aToken({ methods }, owner)
  expect(await other.methodsOf(a.value)).toEqual(methods)

  expect((await removeTokens(owner, [b.id, a.id])).data.removeTokens).toEqual([b.id, a.id])
  expect(
    await Promise.all([a.value, b.value].flatMap((value) => [methodsOf(value), other.methodsOf(value)])),
  ).toEqual(Array(4).fill(undefined))
  expect(await methodsOf(kept.value)).toEqual(methods)
  expect(await listTokens(owner)).toMatchObject([{ id: kept.id }])
})

test('all tokens of an account are removed together, and no others', async () => {
  const owner = await anAccount()
  const foreign = await aToken({ methods })
  const a = await aToken({ methods, description: 'A' }, owner)
  const b = await aToken({ methods, description: 'B' }, owner)

  expect(refusalOf(await removeAllTokens({ ...owner, password: 'a wrong one' }))).toMatchObject({
    code: 'WRONG_PASSWORD',
  })
  expect(await methodsOf(a.value)).toEqual(methods)
  const { data } = await removeAllTokens(owner)
  expect([...data.removeAllTokens].sort()).toEqual([a.id, b.id].sort())
  expect(await Promise.all([methodsOf(a.value), other.methodsOf(b.value)])).toEqual([undefined, undefined])
  expect(await methodsOf(foreign.value)).toEqual(methods)
  expect((await removeAllTokens(owner)).data.removeAllTokens).toEqual([])

  const removed = await sql`
    select token_description as token from activity
    where account_id = ${owner.id} and action = 'token.removed' order by token_description`
  expect(removed.map(({ token }) => token)).toEqual(['A', 'B'])
})

test('one id that is wrong leaves all of the tokens', async () => {
  const { id, value, owner } = await aToken({ methods })
  expect(refusalOf(await removeTokens(owner, [id, id]))).toMatchObject({ code: 'BAD_USER_INPUT', item: 1 })
  expect(refusalOf(await removeTokens(owner, [id, 'no-such-token']))).toMatchObject({
    code: 'NOT_FOUND',
    item: 1,
  })
  expect(await methodsOf(value)).toEqual(methods)
})

test('a token can be removed once', async () => {
  const { id, owner } = await aToken({ methods })
  const answers = await Promise.all([removeTokens(owner, id), other.removeTokens(owner, id)])
  expect(answers.map(({ errors }) => errors?.[0]?.extensions.code).sort()).toEqual(['NOT_FOUND', undefined])
})

test.each(['editTokens', 'copyTokens', 'regenerateTokens', 'removeTokens'] as const)(
  '%s tells nobody whether a token that is not theirs exists',
  async (name) => {
    const foreign = await aToken({ methods })
    const owner = await anAccount()
    const refusedFor = async (id: string) => {
      const refused = await operations[name](
        owner,
        name.startsWith('edit') || name.startsWith('copy') ? { id } : id,
      )
      return JSON.stringify({
        status: refused.status,
        data: refused.data,
        errors: refused.errors,
      }).replaceAll(id, 'ID')
    }

    const answer = await refusedFor(foreign.id)
    expect(answer).toContain('"code":"NOT_FOUND"')
    // Unknown, malformed, in another notation, and what the database would not even compare.
    for (const id of [crypto.randomUUID(), 'no-such-token', foreign.id.toUpperCase(), '%', "' or true --"]) {
      expect(await refusedFor(id)).toBe(answer)
    }
    expect(
      refusalOf(
        await operations[name](
          owner,
          name.startsWith('edit') || name.startsWith('copy') ? { id: '\0' } : '\0',
        ),
      ),
    ).toMatchObject({ code: 'NOT_FOUND', item: 0 })
    expect(await methodsOf(foreign.value)).toEqual(methods)
  },
)

test('a refusal names the id, but nothing that is longer than one: it may be a value', async () => {
  const owner = await anAccount()
  const id = crypto.randomUUID()
  expect(refusalOf(await removeTokens(owner, id)).message).toBe(
    `There is no token ${id}. List the tokens to see which there are.`,
  )
  expect(refusalOf(await removeTokens(owner, `${id}0`)).message).toBe(
    'There is no token of that id. List the tokens to see which there are.',
  )
})

test('a token named twice is refused by its id', async () => {
  const { id, owner } = await aToken({ methods })
  expect(refusalOf(await removeTokens(owner, [id, id])).message).toBe(
    `Item 2 of 2: The token ${id} is named twice. Name it once.`,
  )
})
