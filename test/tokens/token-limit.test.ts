import { expect, test } from 'vitest'
import { generateTokens as insert } from '../../src/tokens/generate-tokens.ts'
import { startTestServer, type TestAccount } from '../support/server.ts'
import { type Issued, refusalOf, tokenOperations } from './token-operations.ts'

const server = await startTestServer({ MAX_TOKENS_PER_ACCOUNT: '3' })
const { anAccount, db, sql, startInstance } = server
const { copyTokens, editTokens, generateTokens, listTokens, regenerateTokens, removeTokens } =
  tokenOperations(server)

const drafts = (number: number) =>
  Array.from({ length: number }, (_, item) => ({ description: `t${item}`, apiSet: 'MARKETPLACE' }))

/** The owner as confirmed by password. */
async function ownerOf({ id }: TestAccount) {
  const [row] = await sql<{ accountId: string; sessionId: string; passwordHash: string }[]>`
    select a.id as "accountId", s.id as "sessionId", password_hash as "passwordHash"
    from accounts a join sessions s on s.account_id = a.id where a.id = ${id}`
  return { ...row!, origin: { address: undefined, userAgent: undefined } }
}

test('an account has at most as many tokens as the operator allows; the first too many is named', async () => {
  const owner = await anAccount()
  const refused = refusalOf(await generateTokens(owner, drafts(5)))
  expect(refused).toMatchObject({ code: 'TOKEN_LIMIT_REACHED', item: 3 })
  expect(refused.message).toContain('at most 3 tokens')
  expect(await listTokens(owner)).toEqual([])
})

test('how many that is can be asked for by whoever may list the tokens', async () => {
  const { session } = await anAccount()
  const { data } = await server.graphql('{ accessTokenLimit }', { as: session })
  expect(data).toEqual({ accessTokenLimit: 3 })
})

test('at the limit a copy is refused, and everything that adds no token works', async () => {
  const owner = await anAccount()
  const issued = (await generateTokens(owner, drafts(3))).data.generateTokens as Issued[]
  const { id } = issued[0]!.token

  expect(refusalOf(await copyTokens(owner, { id }))).toMatchObject({ code: 'TOKEN_LIMIT_REACHED', item: 0 })
  expect((await editTokens(owner, { id, description: 'edited' })).errors).toBeUndefined()
  expect((await regenerateTokens(owner, id)).errors).toBeUndefined()
  expect((await removeTokens(owner, id)).errors).toBeUndefined()
  expect((await generateTokens(owner, drafts(1))).errors).toBeUndefined()
})

test('where the operator has lowered the limit, there is room for none, and the tokens stay', async () => {
  const account = await anAccount()
  await generateTokens(account, drafts(3))
  const owner = await ownerOf(account)
  await expect(
    insert(db, owner, [{ description: 'x', apiSet: 'MARKETPLACE' }], {
      prefix: 'lk',
      maxTokensPerAccount: 1,
    }),
  ).rejects.toMatchObject({
    code: 'TOKEN_LIMIT_REACHED',
    message:
      'An account has at most 1 tokens, and there is room for 0 more. Remove tokens that are no longer used.',
    details: { item: 0 },
  })
  expect(await listTokens(account)).toHaveLength(3)
})

test('an account’s tokens do not count for another', async () => {
  await generateTokens(await anAccount(), drafts(3))
  expect((await generateTokens(await anAccount(), drafts(3))).errors).toBeUndefined()
})

test('requests that race for the last places do not pass the limit, on two instances neither', async () => {
  const owner = await anAccount()
  const other = tokenOperations(await startInstance())
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, number) =>
      (number % 2 ? other : { generateTokens }).generateTokens(owner, drafts(2)),
    ),
  )
  expect(answers.filter(({ errors }) => !errors)).toHaveLength(1)
  expect(await listTokens(owner)).toHaveLength(2)
})

test('nor do transactions that overlap, with the passwords checked beforehand', async () => {
  const account = await anAccount()
  const owner = await ownerOf(account)
  const policy = { prefix: 'lk', maxTokensPerAccount: 3 }
  const outcomes = await Promise.allSettled(
    Array.from({ length: 12 }, () =>
      insert(db, owner, [{ description: 'x', apiSet: 'MARKETPLACE' }], policy),
    ),
  )
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  expect(await listTokens(account)).toHaveLength(3)
})
