import { expect, describe, test } from 'vitest'
import { lockConfirmed } from '../../src/accounts/lock-account.ts'
import { startTestServer, type GraphqlAnswer, type TestAccount } from '../support/server.ts'
import { waitingOrDone } from '../support/waiting-or-done.ts'
import { refusalOf, tokenOperations } from '../tokens/token-operations.ts'
import { codeOf, type SecuredAccount, twoFactorOperations } from './two-factor-operations.ts'

const server = await startTestServer({ SECRET_KEY: 'a key of the tests that is long enough' })
const { anAccount, aSession, aToken, db, graphql, sql } = server
const tokens = tokenOperations(server)
const twoFactor = twoFactorOperations(server)

const changes: [name: string, prepare: () => Promise<[TestAccount, () => Promise<GraphqlAnswer>]>][] = [
  [
    'generateTokens',
    ofTokens((owner) => tokens.generateTokens(owner, { description: 'x', apiSet: 'MARKETPLACE' })),
  ],
  ['editTokens', ofTokens((owner, id) => tokens.editTokens(owner, { id, description: 'x' }))],
  ['regenerateTokens', ofTokens((owner, id) => tokens.regenerateTokens(owner, id))],
  ['copyTokens', ofTokens((owner, id) => tokens.copyTokens(owner, { id }))],
  ['removeTokens', ofTokens((owner, id) => tokens.removeTokens(owner, id))],
  ['changePassword', ofTokens((owner) => changePassword(owner))],
  ['beginTwoFactor', ofTokens((owner) => twoFactor.begin(owner))],
  [
    'enableTwoFactor',
    async () => {
      const owner = await anAccount()
      const { secret } = (await twoFactor.begin(owner)).data.beginTwoFactor
      return [owner, () => twoFactor.enable(owner, codeOf(secret))]
    },
  ],
  ['disableTwoFactor', withCode((owner, code) => twoFactor.disable(owner, code))],
  ['regenerateRecoveryCodes', withCode((owner, code) => twoFactor.regenerate(owner, code))],
]

describe.each(changes)('%s', (name, prepare) => {
  test('is not made with a password that is changed at that moment', async () => {
    const [owner, change] = await prepare()
    const before = await stateOf(owner)
    const late = await during(
      (tx) => tx`update accounts set password_hash = 'another' where id = ${owner.id}`,
      change,
    )
    expect(refusalOf(late)).toMatchObject({
      code: 'WRONG_PASSWORD',
      message: 'The password was changed just now. Give the new one.',
      parameter: name === 'changePassword' ? 'oldPassword' : 'password',
    })
    expect(await stateOf(owner)).toEqual({ ...before, passwordHash: 'another' })
  })

  test('is not made by a session that is ended at that moment', async () => {
    const [owner, change] = await prepare()
    const before = await stateOf(owner)
    const late = await during(async (tx) => {
      await tx`select from accounts where id = ${owner.id} for no key update`
      await tx`delete from sessions where account_id = ${owner.id}`
    }, change)
    expect(refusalOf(late)).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'The session has ended meanwhile. Sign in again.',
    })
    expect(await stateOf(owner)).toEqual(before)
  })
})

test('of two sessions that change the password together, one is told that it did not', async () => {
  const owner = await anAccount()
  const other = { ...owner, session: await aSession(owner) }
  const answers = await Promise.all([changePassword(owner), changePassword(other)])
  expect(answers.filter(({ errors }) => !errors)).toHaveLength(1)
})

test('where a platform knows the password, the session must still be open', async () => {
  const { id: accountId, session } = await anAccount()
  const [row] = await sql<{ id: string }[]>`select id from sessions where account_id = ${accountId}`
  const confirmed = { accountId, sessionId: row!.id, passwordHash: null }
  const lock = () => db.transaction((tx) => lockConfirmed(tx, confirmed))
  expect(await lock()).toMatchObject({ id: accountId })
  await graphql('mutation { signOut }', { as: session })
  await expect(lock()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
})

type Transaction = Parameters<Parameters<typeof sql.begin>[1]>[0]

/** What a change is answered that arrives in the midst of another one. */
async function during(
  other: (tx: Transaction) => PromiseLike<unknown>,
  change: () => Promise<GraphqlAnswer>,
) {
  const late = await sql.begin(async (tx) => {
    await other(tx)
    return waitingOrDone(sql, change())
  })
  return late.answer
}

/** What the changes change. */
async function stateOf({ id }: TestAccount) {
  const [account] = await sql`select password_hash as "passwordHash" from accounts where id = ${id}`
  return {
    ...account,
    tokens: await sql`select * from tokens where account_id = ${id} order by id`,
    twoFactor: await sql`select secret, enabled_at from two_factors where account_id = ${id}`,
    recoveryCodes: await sql`select hash from recovery_codes where account_id = ${id} order by hash`,
  }
}

function ofTokens(change: (owner: TestAccount, id: string) => Promise<GraphqlAnswer>) {
  return async (): Promise<[TestAccount, () => Promise<GraphqlAnswer>]> => {
    const { id, owner } = await aToken({ apiSet: 'MARKETPLACE' })
    return [owner, () => change(owner, id)]
  }
}

function withCode(change: (owner: SecuredAccount, code: string) => Promise<GraphqlAnswer>) {
  return async (): Promise<[TestAccount, () => Promise<GraphqlAnswer>]> => {
    const owner = await twoFactor.aSecuredAccount()
    const code = await twoFactor.freshCodeOf(owner)
    return [owner, () => change(owner, code)]
  }
}

function changePassword({ password, session }: TestAccount) {
  return graphql(
    'mutation ($old: String!, $new: String!) { changePassword(oldPassword: $old, newPassword: $new) }',
    { as: session, variables: { old: password, new: 'brand new password' } },
  )
}
