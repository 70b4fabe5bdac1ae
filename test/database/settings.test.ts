import { expect, onTestFinished, test } from 'vitest'
import { startTestServer } from '../support/server.ts'

const { sql, anAccount, aToken, startInstance } = await startTestServer()
const [{ database }] = await sql<[{ database: string }]>`select current_database() as database`

/** An instance that starts while the database has settings of its own, which hold for new connections. */
async function whereItSays(setting: string) {
  const [name] = setting.split(' ')
  await sql.unsafe(`alter database ${database} set ${setting}`)
  onTestFinished(async () => void (await sql.unsafe(`alter database ${database} reset ${name}`)))
  return startInstance()
}

test.each(['German', 'SQL, DMY', 'Postgres, MDY'])('dates are read whatever its style: %s', async (style) => {
  const { owner } = await aToken({ methods: ['environment.control.GetEnvs'], expiresAt: '05-03-2031' })
  const { graphql, rest } = await whereItSays(`datestyle = '${style}'`)
  const { data } = await graphql('{ accessTokens { createdAt expiresAt } sessions { createdAt } }', {
    as: owner.session,
  })
  const [{ createdAt, expiresAt }] = data.accessTokens
  expect(expiresAt).toBe('2031-03-05T23:59:59.999Z')
  expect(Math.abs(Date.parse(createdAt) - Date.now())).toBeLessThan(60_000)
  const { body } = await rest('users/authentication/rest/gettokens', { session: owner.session })
  expect(body).toMatchObject({ result: 0, apiTokens: [{ expiresAt: expect.stringMatching(/^2031-03-05/) }] })
})

test.each(['repeatable read', 'serializable'])(
  'changes of an account wait for each other whatever its isolation: %s',
  async (isolation) => {
    const { graphql } = await whereItSays(`default_transaction_isolation = '${isolation}'`)
    const owner = await anAccount()
    const { id } = await aToken({ methods: ['environment.control.GetEnvs'] }, owner)
    const regenerate = () =>
      graphql(
        'mutation ($ids: [ID!]!, $password: String!) { regenerateTokens(ids: $ids, password: $password) { value } }',
        { as: owner.session, variables: { ids: [id], password: owner.password } },
      )
    const waiting = async () =>
      (
        await sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      ).length
    const answers: Promise<Awaited<ReturnType<typeof regenerate>>>[] = []
    await sql.begin(async (tx) => {
      await tx`select from accounts where id = ${owner.id} for update`
      answers.push(regenerate(), regenerate())
      await expect.poll(waiting).toBe(2)
    })
    for (const { errors } of await Promise.all(answers)) expect(errors).toBeUndefined()
  },
)

test('its tables are found whatever its search path', async () => {
  await sql`create schema elsewhere`
  const { graphql } = await whereItSays('search_path = elsewhere')
  const { value } = await aToken({ methods: ['environment.control.GetEnvs'] })
  expect((await graphql('{ environments { name } }', { as: value })).data).toEqual({ environments: [] })
})
