import { expect, test } from 'vitest'
import { hashSecret } from '../../src/access/hash-secret.ts'
import { startTestServer } from '../support/server.ts'
import { type Issued, tokenFields, tokenOperations } from './token-operations.ts'

const server = await startTestServer()
const { anAccount, graphql, rest, sql } = server
const { copyTokens, editTokens, generateTokens, regenerateTokens, removeTokens } = tokenOperations(server)

const methods = ['environment.control.StopEnv']

test('a value appears where it is issued, and nowhere else', async () => {
  const owner = await anAccount()
  const answers: unknown[] = []
  const values: string[] = []
  const issue = async (name: string, answer: ReturnType<typeof generateTokens>) => {
    const [{ value, token }] = (await answer).data[name] as [Issued]
    answers.push(token)
    values.push(value)
    return token.id
  }

  const id = await issue('generateTokens', generateTokens(owner, { description: 'CI', methods }))
  await issue('regenerateTokens', regenerateTokens(owner, id))
  const copied = await issue('copyTokens', copyTokens(owner, { id }))
  const created = await rest('users/authentication/rest/createtoken', {
    session: owner.session,
    password: owner.password,
    description: 'legacy',
    tokenTemplate: 'Maven Plugin',
  })
  expect(created.body.result).toBe(0)
  values.push(created.body.token.key)

  for (const value of values) {
    answers.push(
      await graphql('{ viewer { token { id } } environments { name } }', { as: value }),
      await rest('environment/control/rest/startenv', { envName: 'shop', session: value }),
      // A mistyped value, and one where a password or an id belongs.
      await graphql('{ viewer { kind } }', { as: `${value.slice(0, -1)}-` }),
      await removeTokens(owner, id, value),
      await removeTokens(owner, value),
    )
  }
  answers.push(
    await editTokens(owner, { id, description: 'edited' }),
    await removeTokens(owner, copied),
    await graphql(
      `{ accessTokens { ${tokenFields} } activity(first: 100) { entries { action tokenId tokenDescription address userAgent } } }`,
      {
        as: owner.session,
      },
    ),
    await rest('users/authentication/rest/gettokens', { session: owner.session }),
    await databaseDump(),
  )

  const everything = JSON.stringify(answers)
  for (const value of values) {
    const [, secret] = value.split('_') as [string, string]
    // The value, its hash in an answer, or enough of it to guess the rest.
    for (const part of [secret, secret.slice(0, 12), secret.slice(-12)])
      expect(everything.includes(part)).toBe(false)
    expect(JSON.stringify(answers.slice(0, -1)).includes(hashSecret(value))).toBe(false)
  }
})

test('neither a session id nor a password is in the database', async () => {
  const { session, password } = await anAccount()
  const dump = await databaseDump()
  expect(dump.includes(session)).toBe(false)
  expect(dump.includes(password)).toBe(false)
})

async function databaseDump() {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`
  expect(tables.length).toBeGreaterThan(8)
  const rows = await Promise.all(
    tables.map(({ name }) => sql.unsafe(`select to_json(t) as row from ${name} t`)),
  )
  return JSON.stringify(rows)
}
