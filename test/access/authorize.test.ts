import { expect, test } from 'vitest'
import { accountOf } from '../../src/access/account-of.ts'
import { authorize, mayCall, refuseRestricted } from '../../src/access/authorize.ts'
import { anonymous, type Caller } from '../../src/access/caller.ts'
import { ApiError } from '../../src/errors.ts'
import { account, restricted, session, stop, token } from './callers.ts'

const signIn = 'users.authentication.Signin'
const signOut = 'users.authentication.Signout'
const verify = 'users.authentication.Verify2FACode'
const createToken = 'users.authentication.CreateToken'
const start = 'environment.control.StartEnv'

function refusalOf(work: () => void): ApiError | undefined {
  try {
    work()
  } catch (error) {
    return error as ApiError
  }
  return undefined
}

test.each<[string, Caller, string[]]>([
  ['nobody', anonymous, [signIn]],
  ['a session', session, [signIn, signOut, createToken, stop, start]],
  ['a session that waits for its second factor', restricted, [signOut, verify]],
  ['a token', token, [signIn, signOut, stop]],
])('%s may call what is meant for it, and nothing else', (_, caller, permitted) => {
  const methods = [signIn, signOut, verify, createToken, stop, start, 'environment.control.Fly']
  const among = methods.filter((method) => method !== verify || caller === restricted)
  expect(among.filter((method) => mayCall(caller, method))).toEqual(permitted)
  expect(among.filter((method) => !refusalOf(() => authorize(caller, method)))).toEqual(permitted)
})

test.each<[string, Caller, string, object]>([
  [
    'a method that is not there',
    session,
    'environment.control.Fly',
    {
      code: 'METHOD_NOT_FOUND',
      message: 'There is no method environment.control.Fly. Look it up with the query apiMethods.',
      details: {},
    },
  ],
  [
    'a method in other letters',
    session,
    'Environment.control.stopenv',
    {
      code: 'METHOD_NOT_FOUND',
      message: `There is no method Environment.control.stopenv. Did you mean ${stop}?`,
    },
  ],
  [
    'nobody',
    anonymous,
    stop,
    {
      code: 'UNAUTHENTICATED',
      message: `Sign in, or send an access token that holds ${stop}.`,
      details: { requiredMethod: stop },
    },
  ],
  [
    'nobody, for what no token holds',
    anonymous,
    'users.authentication.CreateToken',
    {
      code: 'UNAUTHENTICATED',
      message: 'Sign in with the password to call users.authentication.CreateToken. No token may call it.',
    },
  ],
  [
    'nobody, for what every token may call',
    anonymous,
    'users.authentication.Signout',
    { code: 'UNAUTHENTICATED', message: 'Sign in, or send an access token.' },
  ],
  [
    'a session that waits',
    restricted,
    stop,
    {
      code: 'SECOND_FACTOR_REQUIRED',
      message: expect.stringMatching(
        /^This session waits for its second factor\. .*verifyTwoFactorCode.*Verify2FACode at the old addresses\.$/,
      ),
      details: {},
    },
  ],
  [
    'a token where only sessions may',
    token,
    createToken,
    {
      code: 'SESSION_REQUIRED',
      message: `No token may call ${createToken}. Sign in with the password to call it.`,
      details: { requiredMethod: createToken },
    },
  ],
  [
    'a token that does not hold the method',
    token,
    start,
    {
      code: 'METHOD_NOT_PERMITTED',
      message: `This token may not call ${start}. Edit the token and tick that method, or use another one.`,
      details: { requiredMethod: start },
    },
  ],
])('the refusal of %s says what to do', (_, caller, method, refusal) => {
  expect(refusalOf(() => authorize(caller, method))).toMatchObject(refusal)
})

test('a made-up name is repeated up to a length', () => {
  const { message } = refusalOf(() => authorize(session, 'x'.repeat(101)))!
  expect(message).toBe(`There is no method ${'x'.repeat(100)}. Look it up with the query apiMethods.`)
})

test('what is open to anyone is not open to a session that waits for its second factor', () => {
  expect(refusalOf(() => refuseRestricted(restricted))).toMatchObject({
    code: 'SECOND_FACTOR_REQUIRED',
    message: expect.stringContaining('waits for its second factor'),
  })
  for (const caller of [anonymous, session, token])
    expect(refusalOf(() => refuseRestricted(caller))).toBeUndefined()
})

test('a caller speaks for an account, unless it is nobody', () => {
  for (const caller of [session, restricted, token]) expect(accountOf(caller)).toBe(account)
  expect(refusalOf(() => accountOf(anonymous))).toMatchObject({
    code: 'UNAUTHENTICATED',
    message: 'Sign in, or send an access token.',
  })
})
