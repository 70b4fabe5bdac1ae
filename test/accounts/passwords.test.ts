import { expect, test } from 'vitest'
import { createAccount } from '../../src/accounts/create-account.ts'
import { startTestServer } from '../support/server.ts'

const { db, graphql, anAccount, aSession } = await startTestServer()

test('a password is the same in every way that Unicode has to write it', async () => {
  const composed = 'Gr\u00fc\u00dfe aus K\u00f6ln'
  const decomposed = composed.normalize('NFD')
  const fullWidth = 'Gr\u00fc\u00dfe aus \uff2b\u00f6ln'
  expect(new Set([composed, decomposed, fullWidth]).size).toBe(3)

  for (const [number, password] of [composed, decomposed].entries()) {
    const login = `ann${number}@example.com`
    await createAccount(db, { login, password }, { address: undefined, userAgent: undefined })
    for (const typed of [composed, decomposed, fullWidth]) {
      expect(await aSession({ login, password: typed })).toMatch(/^[0-9a-f]{40}$/)
    }
    await expect(aSession({ login, password: 'Grusse aus Koln' })).rejects.toThrow()
  }
})

test.each(['short', 'x'.repeat(1025), '\ufb03'.repeat(2) + 'x'])(
  'a new password that is refused is named: %#',
  async (newPassword) => {
    const { password, session } = await anAccount()
    const { errors } = await graphql(
      'mutation ($old: String!, $new: String!) { changePassword(oldPassword: $old, newPassword: $new) }',
      { as: session, variables: { old: password, new: newPassword } },
    )
    expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', parameter: 'newPassword' })
  },
)
