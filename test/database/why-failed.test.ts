import { sql as query } from 'drizzle-orm'
import { expect, onTestFinished, test } from 'vitest'
import { connectionLost, OutcomeUnknown } from '../../src/database/unavailable.ts'
import { whyFailed } from '../../src/database/why-failed.ts'
import { ApiError } from '../../src/errors.ts'
import { runLatchkey } from '../support/process.ts'
import { startTestServer } from '../support/server.ts'

const { databaseUrl, db, sql, anAccount } = await startTestServer()
const name = new URL(databaseUrl).pathname.slice(1)
const [self] = await sql`select rolsuper or rolcreaterole as makes from pg_roles where rolname = current_user`
/** With a role that has fewer rights than that of the tests. */
const testAsRole = test.runIf(self!.makes)

/** The address of the database for a role that may do what is given. @param rights of SQL, with $role for its name */
async function asRole(...rights: string[]) {
  const role = `operator_${crypto.randomUUID().slice(0, 8)}`
  await sql.unsafe(`create role ${role} login password 'secret'`)
  onTestFinished(async () => {
    await sql.unsafe(`drop owned by ${role}`)
    await sql.unsafe(`drop role ${role}`)
  })
  for (const right of rights) await sql.unsafe(right.replaceAll('$role', role))
  return Object.assign(new URL(databaseUrl), { username: role, password: 'secret' }).href
}

testAsRole('a command that may not change a table says so, and nothing of what it was to write', async () => {
  const { login } = await anAccount()
  const url = await asRole(
    `grant create on database ${name} to $role`,
    'grant usage, create on schema drizzle to $role',
    'grant select on all tables in schema drizzle, public to $role',
  )
  const command = runLatchkey(['set-password', login], { DATABASE_URL: url }, { input: 'another password' })

  expect(await command.ended).toBe(1)
  expect(command.stderr).toMatch(/^permission denied for table accounts\. .*DATABASE_URL.*\n$/)
})

testAsRole('a start on a database that takes no changes says that it is not the primary', async () => {
  const url = await asRole(
    'grant usage on schema drizzle to $role',
    'grant select on all tables in schema drizzle to $role',
    'alter role $role set default_transaction_read_only = on',
  )
  const server = runLatchkey([], { DATABASE_URL: url })

  expect(await server.ended).toBe(1)
  expect(server.stderr).toMatch(/^cannot execute .* in a read-only transaction\. .*primary.*\n$/)
})

test('a start without a database says where none was', async () => {
  const server = runLatchkey([], { DATABASE_URL: 'postgres://127.0.0.1:1/latchkey' })

  expect(await server.ended).toBe(1)
  expect(server.stderr).toMatch(/^connect ECONNREFUSED 127\.0\.0\.1:1\. .*DATABASE_URL.*\n$/)
})

test('what failed is told by what is under it, without the parameters of a query', async () => {
  const failed: unknown = await db.execute(query`select ${'hash'} from nowhere`).catch((error) => error)
  expect(String(failed)).toContain('hash')
  expect(whyFailed(failed)).toBe('relation "nowhere" does not exist')

  const standby = Object.assign(new Error('write CONNECTION_DESTROYED'), { code: 'CONNECTION_DESTROYED' })
  expect(whyFailed(standby)).toMatch(/CONNECTION_DESTROYED\. .*standby/)
  expect(whyFailed(new OutcomeUnknown(connectionLost()))).toBe(
    'It is not known whether the change was made: The connection to the database was lost',
  )
  expect(whyFailed(new ApiError('NOT_FOUND', 'There is no account x.'))).toBe('There is no account x.')
  expect(whyFailed('a text')).toBe('a text')
})
