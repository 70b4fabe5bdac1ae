import { expect, test } from 'vitest'
import { codeOf, twoFactorOperations } from '../accounts/two-factor-operations.ts'
import { runLatchkey } from '../support/process.ts'
import { startTestServer } from '../support/server.ts'

const first = 'the first key that is long enough for anything'
const second = 'the second key which replaced the first one'
const server = await startTestServer({ SECRET_KEY: first })
const { databaseUrl, sql, startInstance } = server
const { aSecuredAccount, begin, enable, freshCodeOf, signIn } = twoFactorOperations(server)

const settings = { DATABASE_URL: databaseUrl }
const secrets = async () => (await sql`select secret from two_factors`).map(({ secret }) => secret as string)

test('rotate-secrets encrypts with the present key what a previous one encrypted', async () => {
  const owners = [await aSecuredAccount(), await aSecuredAccount()]
  const before = await secrets()
  const rotate = runLatchkey(['rotate-secrets'], {
    ...settings,
    SECRET_KEY: second,
    PREVIOUS_SECRET_KEYS: first,
  })
  expect(await rotate.ended).toBe(0)
  expect(rotate.stdout).toBe('Encrypted 2 secrets with the present key.\n')
  expect(rotate.stderr).toBe('')
  for (const secret of await secrets()) expect(before).not.toContain(secret)

  const after = await startInstance({ SECRET_KEY: second })
  for (const owner of owners) {
    const { data } = await signIn(owner, await freshCodeOf(owner), after.graphql)
    expect(data.signIn.session).toEqual(expect.any(String))
  }
  const again = runLatchkey(['rotate-secrets'], { ...settings, SECRET_KEY: second })
  expect(await again.ended).toBe(0)
  expect(again.stdout).toBe('Encrypted 0 secrets with the present key. 2 had it already.\n')
  // As where the settings have been changed, and this process has those from before.
  expect(again.stderr).toMatch(/^PREVIOUS_SECRET_KEYS is empty here.*\n$/)
})

test('a key with a line break at its end, as from a file, is changed like any other', async () => {
  const written = 'a key that came from a file with its line break\n'
  const before = twoFactorOperations({ ...(await startInstance({ SECRET_KEY: written })), sql })
  const owner = await before.aSecuredAccount()
  const rotate = runLatchkey(['rotate-secrets'], {
    ...settings,
    SECRET_KEY: second,
    PREVIOUS_SECRET_KEYS: written,
  })
  expect(await rotate.ended).toBe(0)
  const after = await startInstance({ SECRET_KEY: second })
  const { data } = await signIn(owner, await freshCodeOf(owner), after.graphql)
  expect(data.signIn.session).toEqual(expect.any(String))
})

test('rotate-secrets says which secret was encrypted with a key that it does not have', async () => {
  const { id } = await aSecuredAccount()
  const rotate = runLatchkey(['rotate-secrets'], { ...settings, SECRET_KEY: second })
  expect(await rotate.ended).toBe(1)
  expect(rotate.stderr).toContain(`The secret of two_factors ${id} was encrypted with another key.\n`)
  expect(rotate.stderr).toContain('PREVIOUS_SECRET_KEYS')

  const keyless = runLatchkey(['rotate-secrets'], settings)
  expect(await keyless.ended).toBe(1)
  expect(keyless.stderr).toContain('Set SECRET_KEY')
})

test('rotate-secrets leaves what was moved or damaged, says which that is, and goes on', async () => {
  await sql`truncate two_factors`
  for (let count = 0; count < 3; count++) await aSecuredAccount()
  // In the order of the command.
  const rows = await sql`select account_id as id, secret from two_factors order by account_id`
  const [moved, damaged, good] = rows as unknown as { id: string; secret: string }[]
  await sql`update two_factors set secret = ${good!.secret} where account_id = ${moved!.id}`
  await sql`update two_factors set secret = left(secret, 12) where account_id = ${damaged!.id}`
  const rotate = runLatchkey(['rotate-secrets'], {
    ...settings,
    SECRET_KEY: second,
    PREVIOUS_SECRET_KEYS: first,
  })

  expect(await rotate.ended).toBe(1)
  expect(rotate.stdout).toBe('Encrypted 1 secrets with the present key.\n')
  for (const { id } of [moved!, damaged!])
    expect(rotate.stderr).toContain(`The secret of two_factors ${id} was moved or damaged`)
  expect(rotate.stderr).not.toContain(good!.id)
  expect(rotate.stderr).not.toContain(good!.secret)
  await sql`truncate two_factors`
})

test('a server that cannot open a secret says so in its log', async () => {
  await aSecuredAccount()
  for (const keys of [{}, { SECRET_KEY: second }] as Record<string, string>[]) {
    const started = runLatchkey(['serve'], { ...settings, ...keys })
    const [line] = await started.prints(/^.*secrets that no key opens.*$/m)
    expect(JSON.parse(line)).toMatchObject({ level: 40, secrets: expect.any(Number) })
  }
})

test('disable-two-factor lets an owner in who lost the app and the recovery codes', async () => {
  const owner = await aSecuredAccount()
  for (let count = 0; count < 10; count++) await signIn(owner, 'wrong')
  const command = runLatchkey(['disable-two-factor', owner.login.toUpperCase()], settings)
  expect(await command.ended).toBe(0)
  expect((await signIn(owner)).data.signIn.session).toEqual(expect.any(String))

  const [entry] = await sql`
    select user_agent from activity where account_id = ${owner.id} and action = 'account.two-factor-disabled'`
  expect(entry).toMatchObject({ user_agent: 'command line' })

  // And sets it up anew, at once.
  const { secret } = (await begin(owner)).data.beginTwoFactor
  expect((await enable(owner, codeOf(secret))).errors).toBeUndefined()
  expect((await signIn(owner, codeOf(secret, 1))).data.signIn.session).toEqual(expect.any(String))
})

test.each([
  ['an account that is not there', 'nobody@example.com', 'There is no account'],
  ['one that has none', 'admin@localhost', 'not on'],
])('disable-two-factor says so for %s', async (_, login, text) => {
  const command = runLatchkey(['disable-two-factor', login], settings)
  expect(await command.ended).toBe(1)
  expect(command.stderr).toContain(text)
})
