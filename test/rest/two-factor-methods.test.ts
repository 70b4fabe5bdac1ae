import { expect, test } from 'vitest'
import { startTestServer, type TestAccount } from '../support/server.ts'
import { codeOf, twoFactorOperations } from '../accounts/two-factor-operations.ts'

const server = await startTestServer({ SECRET_KEY: 'a key of the tests that is long enough' })
const { anAccount, rest } = server
const { aSecuredAccount } = twoFactorOperations(server)

async function call({ session }: TestAccount, method: string, parameters: Record<string, string> = {}) {
  return (await rest(`users/account/rest/${method}`, { session, ...parameters })).body
}

test('two-factor is set up, looked at and turned off', async () => {
  const owner = await anAccount()
  const { password } = owner
  const { secret, url, result } = await call(owner, 'get2faconfig', { password })
  expect(result).toBe(0)
  expect(url).toContain(`secret=${secret}`)
  const { backupCodes } = await call(owner, 'enable2fa', { password, code: codeOf(secret) })
  expect(backupCodes).toHaveLength(10)
  const { backupCodes: others } = await call(owner, 'regenerate2fabackupcodes', {
    password,
    code: backupCodes[0],
  })
  expect(others).toHaveLength(10)
  expect(others).not.toContain(backupCodes[1])
  expect(await call(owner, 'disable2fa', { password, code: others[0] })).toEqual({ result: 0 })
})

test('backup codes are not shown again, but how many are left', async () => {
  const owner = await aSecuredAccount()
  const { password, recoveryCodes } = owner
  const signIn = (code: string) =>
    server.graphql(
      'mutation ($login: String!, $password: String!, $code: String) { signIn(login: $login, password: $password, code: $code) { session } }',
      { variables: { login: owner.login, password, code } },
    )
  const leftAfter = async (codes: string[]) => {
    for (const code of codes) await signIn(code)
    return (await call(owner, 'get2fabackupcodes')).error
  }
  expect(await leftAfter([])).toBe(
    'Backup codes are shown once, when they are made; 10 of them are left. Call Regenerate2FABackupCodes for new ones.',
  )
  expect(await leftAfter(recoveryCodes.slice(0, 9))).toBe(
    'Backup codes are shown once, when they are made; 1 of them is left. Call Regenerate2FABackupCodes for new ones.',
  )
})

test('without two-factor there are none', async () => {
  expect((await call(await anAccount(), 'get2fabackupcodes')).error).toBe(
    'Two-factor is not on, so there are no backup codes. Call Get2FAConfig and Enable2FA to turn it on.',
  )
})

test.each([
  ['get2faconfig', 'password', {}],
  ['enable2fa', 'password', { code: '123456' }],
  ['enable2fa', 'code', { password: 'x' }],
  ['disable2fa', 'password', { code: '123456' }],
  ['disable2fa', 'code', { password: 'x' }],
  ['regenerate2fabackupcodes', 'password', { code: '123456' }],
  ['regenerate2fabackupcodes', 'code', { password: 'x' }],
])('%s names the parameter %s where it is missing', async (method, parameter, others) => {
  const { result, error } = await call(await anAccount(), method, others)
  expect(result).toBe(3)
  expect(error).toContain(`[${parameter}]`)
})
