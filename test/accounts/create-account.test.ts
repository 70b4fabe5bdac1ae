import { expect, onTestFinished, test } from 'vitest'
import { createAccount } from '../../src/accounts/create-account.ts'
import { createFirstAccount } from '../../src/accounts/first-account.ts'
import { runLatchkey } from '../support/process.ts'
import { startTestServer } from '../support/server.ts'

const { aSession, databaseUrl, db, graphql, sql } = await startTestServer()

const nowhere = { address: undefined, userAgent: undefined }
const password = 'long enough'

test('an account signs in with its login in lower case, and is named after it', async () => {
  const { login, name } = await createAccount(db, { login: ' Ann.Smith@Example.COM ', password }, nowhere)
  expect([login, name]).toEqual(['ann.smith@example.com', 'ann.smith'])
  expect(await aSession({ login, password })).toMatch(/^[0-9a-f]{40}$/)
})

test('every login that is taken can be shown', async () => {
  for (const login of ['root@localhost', "o'brien+ci@example.com", 'a@b-c.example']) {
    await createAccount(db, { login, password }, nowhere)
    const { data } = await graphql('{ account { login } }', { as: await aSession({ login, password }) })
    expect(data.account.login).toBe(login)
  }
})

test.each([
  ['no address', 'ann', password, 'login'],
  ['two addresses', 'ann@example.com,bob@example.com', password, 'login'],
  ['a space inside', 'ann smith@example.com', password, 'login'],
  ['a host of dashes', 'ann@-example-', password, 'login'],
  ['255 characters', `${'x'.repeat(243)}@example.com`, password, 'login'],
  ['letters that only look like ASCII', 'аnn@example.com', password, 'login'],
  ['a password of 7 characters', 'short@example.com', '1234567', 'password'],
  ['a password of 1025 bytes', 'long@example.com', 'x'.repeat(1025), 'password'],
])('an account with %s is refused', async (_, login, given, parameter) => {
  await expect(createAccount(db, { login, password: given }, nowhere)).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    message: expect.stringMatching(
      parameter === 'login'
        ? /^A login is an e-mail address, such as ann@example\.com\.$/
        : /^A password has at /,
    ),
    details: { parameter },
  })
})

test('a login may have 254 characters', async () => {
  const login = `${'x'.repeat(242)}@example.com`
  expect((await createAccount(db, { login, password, name: 'X' }, nowhere)).name).toBe('X')
})

test('a login is taken once, however it is written', async () => {
  const draft = (login: string) => createAccount(db, { login, password }, nowhere)
  const outcomes = await Promise.allSettled([
    draft('bob@example.com'),
    draft('BOB@example.com'),
    draft(' bob@example.com'),
  ])
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
  await expect(draft('bob@example.com')).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    message: 'There is an account bob@example.com already. Choose another login.',
    details: { parameter: 'login' },
  })
})

test('of servers that start together on an empty database, one makes the first account', async () => {
  await sql`delete from accounts`
  const furnished: string[] = []
  const admin = { login: 'admin@localhost', password: undefined }
  const made = await Promise.all(
    Array.from({ length: 4 }, () => createFirstAccount(db, admin, async (_, id) => void furnished.push(id))),
  )
  const [first, ...others] = made.filter((outcome) => outcome !== undefined)
  expect(others).toEqual([])
  expect(furnished).toEqual([first!.account.id])
  expect(first!.password).toMatch(/^[\w-]{20}$/)
  expect(await aSession({ login: 'admin@localhost', password: first!.password! })).toMatch(/^[0-9a-f]{40}$/)
})

test('a first account with the operator’s password does not print it', async () => {
  await sql`delete from accounts`
  const made = await createFirstAccount(db, { login: 'ops@example.com', password }, async () => {})
  expect(made).toMatchObject({ account: { login: 'ops@example.com' }, password: undefined })
})

test('the command makes no account where its samples cannot be made', async () => {
  await sql`alter table environments add constraint none check (false) not valid`
  onTestFinished(async () => void (await sql`alter table environments drop constraint none`))
  const command = runLatchkey(['create-account', 'eve@example.com', '--samples'], {
    DATABASE_URL: databaseUrl,
  })

  expect(await command.ended).toBe(1)
  expect(command.stderr).toContain('constraint')
  expect(await sql`select from accounts where login = 'eve@example.com'`).toHaveLength(0)
})
