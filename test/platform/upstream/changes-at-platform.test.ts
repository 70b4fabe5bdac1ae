import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { beginSession } from '../../../src/accounts/sessions.ts'
import { accounts } from '../../../src/database/schema.ts'
import type { AskPlatform } from '../../../src/platform/upstream/sign-in.ts'
import { signInAt } from '../../../src/platform/upstream/sign-in.ts'
import { usedSecret } from '../../support/secrets.ts'
import { startTestServer, type TestAccount } from '../../support/server.ts'
import { waitingOrDone } from '../../support/waiting-or-done.ts'
import { refusalOf } from '../../tokens/token-operations.ts'
import { startHostilePlatform } from './a-hostile-platform.ts'

const platform = await startHostilePlatform()
const front = await startTestServer({
  PLATFORM_URL: platform.url,
  SECRET_KEY: 'a key for this test that is long enough',
})
const { db, graphql, rest, sql } = front

/** The platform says of every token whose it is: of the user who came last. */
beforeEach(() => {
  platform.behaviour = async ({ path }, response) => {
    const [last] = await sql`select uid from accounts where home is not null order by uid desc limit 1`
    response.end(JSON.stringify({ result: 0, ...(path.endsWith('/getuserinfo') && { uid: last!.uid }) }))
  }
})

async function aUser() {
  const login = `${randomBytes(6).toString('hex')}@example.com`
  const session = await front.aSession({ login, password: 'right' })
  const [row] = await sql<{ id: string; uid: number }[]>`select id, uid from accounts where login = ${login}`
  const account: TestAccount = { ...row!, login, password: 'right', session }
  return { account, sessionThere: platform.session }
}

const give = ({ session }: TestAccount, token = usedSecret(randomBytes(20).toString('hex'))) =>
  graphql(
    'mutation ($token: String!) { givePlatformToken(token: $token, password: "right") { credential } }',
    { as: session, variables: { token } },
  )

const forget = ({ session }: TestAccount) =>
  graphql('mutation { forgetPlatformToken(password: "right") { credential } }', { as: session })

const changePassword = ({ session }: TestAccount, newPassword = 'brand new password') =>
  graphql('mutation ($new: String!) { changePassword(oldPassword: "right", newPassword: $new) }', {
    as: session,
    variables: { new: newPassword },
  })

const credentialOf = ({ id }: TestAccount) =>
  sql`select kind, sealed from platform_credentials where account_id = ${id}`

describe.each([
  ['giving a token', give],
  ['forgetting a token', forget],
])('%s', (_what, change) => {
  test('is not done by a session that is ended at that moment', async () => {
    const { account } = await aUser()
    expect((await give(account)).data.givePlatformToken).toEqual({ credential: 'GIVEN' })
    const before = await credentialOf(account)
    const late = await sql.begin(async (tx) => {
      await tx`select from accounts where id = ${account.id} for no key update`
      await tx`delete from sessions where account_id = ${account.id}`
      return waitingOrDone(sql, change(account))
    })
    expect(refusalOf(await late.answer)).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'The session has ended meanwhile. Sign in again.',
    })
    expect(await credentialOf(account)).toEqual(before)
  })
})

describe('a new password', () => {
  test('ends the session that is begun at that moment', async () => {
    const { account } = await aUser()
    let session = ''
    const late = await db.transaction(async (tx) => {
      await tx.select().from(accounts).where(eq(accounts.id, account.id)).for('no key update')
      ;({ session } = await beginSession(
        tx,
        { accountId: account.id },
        { address: undefined, userAgent: undefined },
        { idle: 60_000, lifetime: 60_000 },
      ))
      return waitingOrDone(sql, changePassword(account))
    })
    expect((await late.answer).data).toEqual({ changePassword: true })
    expect((await graphql('{ viewer { kind } }', { as: session })).status).toBe(401)
    expect((await graphql('{ viewer { kind } }', { as: account.session })).status).toBe(200)
  })

  test('is not called undone where the platform has taken it and the database cannot note it', async () => {
    const { account } = await aUser()
    const refusal = await db.transaction(async (tx) => {
      await tx.select().from(accounts).where(eq(accounts.id, account.id)).for('update')
      return refusalOf(await changePassword(account))
    })
    expect(refusal).toMatchObject({ code: 'DATABASE_UNAVAILABLE', outcomeUnknown: true })
  })

  test('that is refused is told without what was sent', async () => {
    const { account, sessionThere } = await aUser()
    const newPassword = usedSecret('a new password to be hidden')
    const asAddress = [...sessionThere].map((one) => `%${one.charCodeAt(0).toString(16)}`).join('')
    platform.behaviour = (_got, response) =>
      response.end(JSON.stringify({ result: 1001, error: `not ${newPassword} for right of ${asAddress}` }))
    expect(refusalOf(await changePassword(account, newPassword)).message).toBe(
      'The platform refused it with result 1001: not ******** for ******** of ********. Ask its operator for help.',
    )
  })
})

test('a sign-in that the platform refuses is told without the password', async () => {
  const password = 'a secret of somebody'
  const ask: AskPlatform = async () => ({ result: 9, error: `no place for ${password}` })
  await expect(signInAt(ask, { login: 'ann@example.com', password, keepsRestricted: false })).rejects.toThrow(
    'The platform refused it with result 9: no place for ********.',
  )
})

test("an answer to a token is masked of the account's sessions too", async () => {
  const { account, sessionThere } = await aUser()
  const given = usedSecret(randomBytes(20).toString('hex'))
  expect((await give(account, given)).data.givePlatformToken).toEqual({ credential: 'GIVEN' })
  const { value } = await front.aToken({ methods: ['environment.control.GetEnvs'] }, account)
  let sent: string | null = null
  platform.behaviour = ({ parameters }, response) => {
    sent = parameters.get('session')
    response.end(`{"result":0,"token":"${given}","session":"${sessionThere}"}`)
  }
  const { body } = await rest('environment/control/rest/getenvs', { session: value })
  expect(sent).toBe(given)
  expect(body).toEqual({ result: 0, token: '********', session: '********' })
})
