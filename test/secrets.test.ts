import { expect, test } from 'vitest'
import { dumpOf, forget, leaksIn, usedSecret } from './support/secrets.ts'
import { startTestServer } from './support/server.ts'

/** Every file that starts a server makes this check when it ends. Here is shown that it finds what it looks for. */
const { anAccount, aToken, graphql, rest, sql } = await startTestServer()

test.each(['log', 'metrics', 'text of the start', 'database'])(
  'a secret in the %s is found',
  async (place) => {
    const owner = await anAccount()
    const { value } = await aToken({ apiSet: 'MARKETPLACE' }, owner)
    for (const secret of [owner.password, owner.session, value]) {
      expect(leaksIn({ [place]: `before ${secret} after` })).toEqual([expect.stringContaining(place)])
    }
  },
)

test.each([
  ['in an address', (secret: string) => encodeURIComponent(secret)],
  ['in a form', (secret: string) => String(new URLSearchParams({ secret }))],
  ['in base64', (secret: string) => Buffer.from(secret).toString('base64')],
  ['in hex', (secret: string) => Buffer.from(secret).toString('hex')],
])('it is found as it is written %s', (_where, write) => {
  expect(leaksIn({ log: write(usedSecret('a pass phrase & more')) })).toHaveLength(1)
})

test('sessions and values are noted as they are handed out, by either door', async () => {
  const owner = await anAccount()
  const { login, password } = owner
  const { body } = await rest('users/authentication/rest/signin', { login, password })
  const parameters = { session: owner.session, password, description: 'x', tokenTemplate: 'Maven Plugin' }
  const created = await rest('users/authentication/rest/createtoken', parameters)
  for (const secret of [body.session, created.body.token.key])
    expect(leaksIn({ log: secret })).toHaveLength(1)
})

test('a secret in the database is found, whatever the type of its column', async () => {
  const secret = usedSecret('kept where it should not be')
  await sql`create table kept (as_text text, as_json jsonb, as_list text[], as_bytes bytea)`
  try {
    for (const column of ['as_text', 'as_json', 'as_list', 'as_bytes']) {
      const value =
        column === 'as_json' ? `{"x":"${secret}"}` : column === 'as_list' ? `{"${secret}"}` : secret
      await sql.unsafe(`insert into kept (${column}) values ('${value}')`)
      expect(leaksIn({ database: await dumpOf(sql) }), column).toHaveLength(1)
      await sql`truncate kept`
    }
  } finally {
    await sql`drop table kept`
  }
})

test('what an error answers is looked at', async () => {
  const { session } = await anAccount()
  const asked = 'environment-of-this-very-name'
  await rest('environment/control/rest/getenvinfo', { session, envName: asked })
  expect(leaksIn({})).toEqual([])
  usedSecret(asked)
  expect(leaksIn({})).toEqual([expect.stringContaining('error answers')])
  forget(asked)
})

test('an error does not repeat a credential that came where it does not belong', async () => {
  const owner = await anAccount()
  const { value } = await aToken({ apiSet: 'MARKETPLACE' }, owner)
  for (const secret of [value, owner.session]) {
    const answers = [
      await rest('environment/control/rest/getenvinfo', { session: owner.session, envName: secret }),
      await graphql(`mutation { callMethod(method: "x${secret}") }`, { as: owner.session }),
      await graphql('query ($first: Int) { activity(first: $first) { next } }', {
        as: owner.session,
        variables: { first: secret },
      }),
      await graphql(`{ x${secret} }`),
    ]
    for (const answer of answers) {
      expect(JSON.stringify(answer)).toMatch(/error/)
      expect(JSON.stringify(answer)).not.toContain(secret)
    }
  }
})
