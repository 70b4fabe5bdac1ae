import { expect, test } from 'vitest'
import { startTestServer } from '../support/server.ts'
import { type Issued, refusalOf, tokenOperations } from '../tokens/token-operations.ts'

const server = await startTestServer()
const { anAccount, aSession, aToken, graphql, rest } = server
const operations = tokenOperations(server)

const activity = (as: string, args: object = {}) =>
  graphql(
    `
      query ($first: Int, $after: String) {
        activity(first: $first, after: $after) {
          next
          entries {
            id
            at
            action
            outcome
            tokenId
            tokenDescription
            address
            userAgent
          }
        }
      }
    `,
    { as, variables: args },
  )

interface Page {
  next: string | null
  entries: {
    id: string
    action: string
    outcome: string
    tokenId: string | null
    tokenDescription: string | null
  }[]
}
const pageOf = async (as: string, args: object = {}) => (await activity(as, args)).data.activity as Page

test('everything done to tokens is noted, newest first, and outlives them', async () => {
  const owner = await anAccount()
  const draft = { description: 'CI', apiSet: 'MARKETPLACE' }
  const { data } = await operations.generateTokens(owner, draft)
  const { id } = (data.generateTokens as [Issued])[0].token
  await operations.editTokens(owner, { id, description: 'CI 2' })
  await operations.regenerateTokens(owner, id)
  await operations.copyTokens(owner, { id, description: 'CI 3' })
  await operations.removeTokens(owner, id)

  const { entries } = await pageOf(owner.session)
  expect(entries.map(({ action, tokenDescription }) => [action, tokenDescription])).toEqual([
    ['token.removed', 'CI 2'],
    ['token.copied', 'CI 3'],
    ['token.regenerated', 'CI 2'],
    ['token.edited', 'CI 2'],
    ['token.generated', 'CI'],
    ['account.signed-in', null],
    ['account.created', null],
  ])
  expect(entries[0]).toEqual({
    id: expect.any(String),
    at: expect.any(String),
    action: 'token.removed',
    outcome: 'DONE',
    tokenId: id,
    tokenDescription: 'CI 2',
    address: '127.0.0.1',
    userAgent: 'node',
  })
})

test('what is done to sessions and passwords is noted, and what was refused', async () => {
  const owner = await anAccount()
  const wrong = { ...owner, password: 'a wrong password' }
  await aSession(wrong).catch(() => {})
  await operations.removeTokens(wrong, 'x')
  await graphql('mutation { signOut }', { as: await aSession(owner) })
  await graphql('mutation { signOutOtherSessions }', { as: owner.session })
  const [session] = (await graphql('{ sessions { id } }', { as: await aSession(owner) })).data.sessions
  await graphql(`mutation { signOutSessions(ids: "${session.id}") }`, { as: owner.session })
  await graphql(
    `mutation { changePassword(oldPassword: "${owner.password}", newPassword: "brand new password") }`,
    {
      as: owner.session,
    },
  )

  const { entries } = await pageOf(owner.session)
  expect(entries.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
    'account.password-changed DONE',
    'account.sessions-ended DONE',
    'account.signed-in DONE',
    'account.sessions-ended DONE',
    'account.signed-out DONE',
    'account.signed-in DONE',
    'account.password-refused REFUSED',
    'account.sign-in-refused REFUSED',
    'account.signed-in DONE',
    'account.created DONE',
  ])
})

test('a change that is refused leaves no trace of having been made', async () => {
  const { id, owner } = await aToken({ apiSet: 'MARKETPLACE' })
  const before = await pageOf(owner.session)
  await operations.removeTokens(owner, [id, 'no-such-token'])
  await operations.editTokens(owner, { id, description: '' })
  expect(await pageOf(owner.session)).toEqual(before)
})

test('signing in with a token names the token', async () => {
  const { id, value, owner } = await aToken({ apiSet: 'MARKETPLACE', description: 'IDE' })
  await rest('users/authentication/rest/signin', { login: owner.login, password: value })
  const { entries } = await pageOf(owner.session, { first: 1 })
  expect(entries).toMatchObject([{ action: 'account.signed-in', tokenId: id, tokenDescription: 'IDE' }])
})

test('pages follow each other without a gap, and end', async () => {
  const owner = await anAccount()
  await operations.generateTokens(
    owner,
    Array.from({ length: 5 }, (_, n) => ({ description: `t${n}`, apiSet: 'MARKETPLACE' })),
  )
  const all = await pageOf(owner.session)
  expect(all.next).toBeNull()

  const ids: string[] = []
  const sizes: number[] = []
  let after: string | null = null
  do {
    const page: Page = await pageOf(owner.session, { first: 3, after })
    ids.push(...page.entries.map(({ id }) => id))
    sizes.push(page.entries.length)
    after = page.next
  } while (after)
  expect(sizes).toEqual([3, 3, 1])
  expect(ids).toEqual(all.entries.map(({ id }) => id))
})

test('an account sees its own activity, whatever cursor it gives', async () => {
  const foreign = await anAccount()
  const { entries } = await pageOf(foreign.session)
  const owner = await anAccount()
  const beyond = String(Number(entries[0]!.id) + 1)
  expect((await pageOf(owner.session, { after: beyond })).entries).toEqual([])
})

test.each([
  [{ first: 0 }, 'first'],
  [{ first: -1 }, 'first'],
  [{ first: 101 }, 'first'],
  [{ after: 'x' }, 'after'],
  [{ after: '-1' }, 'after'],
  [{ after: '9'.repeat(30) }, 'after'],
  [{ after: '1\0' }, 'after'],
])('a page of %j is refused', async (args, parameter) => {
  const { session } = await anAccount()
  expect(refusalOf(await activity(session, args))).toMatchObject({ code: 'BAD_USER_INPUT', parameter })
})

test('a token sees no activity', async () => {
  const { value } = await aToken({ apiSet: 'EXTENDED_ACCESS' })
  expect(refusalOf(await activity(value)).code).toBe('SESSION_REQUIRED')
})
