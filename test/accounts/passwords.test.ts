import { expect, test } from 'vitest'
import { createAccount } from '../../src/accounts/create-account.ts'
import { hashPassword, verifyNothing, verifyPassword } from '../../src/accounts/password.ts'
import { createSecret } from '../../src/tokens/secret.ts'
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

const tooShort = 'A password has at least 8 characters. Choose a longer one.'
const isCommon = 'That password is one of those that are guessed first. Choose another.'
const isToken = 'That is a token. Choose a password that is nothing else.'
const tooLong = 'A password has at most 1024 bytes. Send a shorter one.'
const damaged =
  'The password has a null byte, half of a character, or U+FFFD in place of one. Send it in UTF-8, or choose another.'

test.each([
  ['short', tooShort],
  ['x'.repeat(1025), tooLong],
  ['password', isCommon],
  ['PassWord1', isCommon],
  [' password ', isCommon],
  ['        ', isCommon],
  [createSecret('lk').value, isToken],
  ['\ufb03'.repeat(2) + 'x', tooShort],
  ['a password \ud800', damaged],
  ['a password \udfff and more', damaged],
  ['a password \ufffd', damaged],
  ['a password \0', damaged],
])('a new password that is refused is named: %#', async (newPassword, message) => {
  const { password, session } = await anAccount()
  const { errors } = await graphql(
    'mutation ($old: String!, $new: String!) { changePassword(oldPassword: $old, newPassword: $new) }',
    { as: session, variables: { old: password, new: newPassword } },
  )
  expect(errors![0]!.message).toBe(message)
  expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', parameter: 'newPassword' })
})

test.each([
  ['a wrong password', 'WRONG_PASSWORD'],
  ['x'.repeat(1025), 'BAD_USER_INPUT'],
])('an old password that is refused is named as one: %#', async (oldPassword, code) => {
  const { session } = await anAccount()
  const { errors } = await graphql(
    'mutation ($old: String!) { changePassword(oldPassword: $old, newPassword: "a new password") }',
    { as: session, variables: { old: oldPassword } },
  )
  expect(errors![0]!.extensions).toMatchObject({ code, parameter: 'oldPassword' })
})

test('a password has 8 characters, however many bytes they are', async () => {
  const password = '\u{1f511}'.repeat(8)
  expect(await verifyPassword(await hashPassword(password), password)).toBe(true)
  await expect(hashPassword('\u{1f511}'.repeat(7))).rejects.toMatchObject({
    message: tooShort,
    details: { parameter: 'password' },
  })
})

test('two passwords are hashed at once and 16 wait; whoever comes then comes again', async () => {
  // Once all are done, all of the places are free again.
  for (const _ of ['first', 'again']) {
    const refused: number[] = []
    const rush = Array.from({ length: 19 }, (_, at) =>
      verifyNothing('a wrong password').catch((error: unknown) => {
        refused.push(at)
        return error
      }),
    )
    expect(await rush[18]).toMatchObject({
      code: 'OVERLOADED',
      message: 'The server is busy checking passwords. Try again in 1 second.',
      details: { retryAfter: 1 },
    })
    expect(refused).toEqual([18])
    // On a slow machine some that wait are told so too, when half a second is over.
    await Promise.all(rush)
  }
})
