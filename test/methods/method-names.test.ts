import { expect, test } from 'vitest'
import { ApiError } from '../../src/errors.ts'
import { grantableMethods } from '../../src/methods/catalogue.ts'
import { checkMethodNames } from '../../src/methods/method-names.ts'

test('the names come back sorted, each once', () => {
  expect(
    checkMethodNames([
      'environment.control.StopEnv',
      'environment.control.GetEnvs',
      'environment.control.StopEnv',
    ]),
  ).toEqual(['environment.control.GetEnvs', 'environment.control.StopEnv'])
})

test('a short namespace of old scripts means the full one', () => {
  expect(
    checkMethodNames(['env.control.StopEnv', 'environment.control.StopEnv', 'dev.apps.GetApps']),
  ).toEqual(['development.applications.GetApps', 'environment.control.StopEnv'])
})

test('every grantable method can be chosen, all at once', () => {
  expect(checkMethodNames(grantableMethods)).toEqual(grantableMethods)
})

test('signing out may be on the list, although a token needs no permission for it', () => {
  expect(checkMethodNames(['users.authentication.Signout'])).toEqual(['users.authentication.Signout'])
})

test.each([
  [[], 'Choose at least one method.'],
  [['environment.control.Nope'], 'There is no method "environment.control.Nope".'],
  [
    ['environment.control.stopenv'],
    'There is no method "environment.control.stopenv". Did you mean environment.control.StopEnv?',
  ],
  [
    ['Env.control.StopEnv'],
    'There is no method "Env.control.StopEnv". Did you mean environment.control.StopEnv?',
  ],
  [
    ['users.authentication.CreateToken', 'environment.control.StopEnv'],
    'users.authentication.CreateToken cannot be given to a token: only a session may call it.',
  ],
  [
    ['users.authentication.Signin'],
    'users.authentication.Signin cannot be given to a token: it needs no permission.',
  ],
  [['b', 'a', 'b'], 'There is no method "a". There is no method "b".'],
  [['__proto__', ''], 'There is no method "". There is no method "__proto__".'],
])('%j is refused, and the error says why', (names, message) => {
  const error = refusalOf(names)

  expect(error.message).toBe(message)
  expect(error.code).toBe('BAD_USER_INPUT')
  expect(error.details).toEqual({ parameter: 'methods' })
})

test('many or long unknown names do not make a long answer', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `${index}${'x'.repeat(1000)}`)

  const { message } = refusalOf(names)

  expect(message.length).toBeLessThan(2000)
  expect(message).toContain('There are 4990 more like these.')
})

function refusalOf(names: string[]): ApiError {
  try {
    checkMethodNames(names)
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error('It was not refused')
}
