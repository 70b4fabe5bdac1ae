import { CombinedError } from 'urql'
import { expect, test } from 'vitest'
import { failureOf } from '../../../src/dashboard/api/failure.ts'
import { strings as german } from '../../../src/dashboard/strings/de.ts'
import { strings as english } from '../../../src/dashboard/strings/en.ts'
import { describeFailure } from '../../../src/dashboard/strings/describe-failure.ts'
import { plural } from '../../../src/dashboard/strings/plural.ts'

/** "account.title" of every text. */
function names(part: object, prefix = ''): string[] {
  return Object.entries(part).flatMap(([name, value]) =>
    typeof value === 'object' ? names(value as object, `${prefix}${name}.`) : [prefix + name],
  )
}

test('German has every text that English has, and more only where English uses the words of the server', () => {
  const fromServer = /^(common\.failures|tokens\.setDescriptions|account\.programs)\./
  const own = (catalogue: object) =>
    names(catalogue)
      .filter((name) => !fromServer.test(name))
      .sort()

  expect(own(german)).toEqual(own(english))
  expect(names(german)).toEqual(expect.arrayContaining(names(english)))
})

test('one is told from many, and large numbers are grouped as the language does', () => {
  const forms = { one: '1 method', other: '{n} methods' }

  expect([0, 1, 2, 1234].map((n) => plural('en', n, forms))).toEqual([
    '0 methods',
    '1 method',
    '2 methods',
    '1,234 methods',
  ])
  expect(plural('de', 1234, { one: '', other: '{n} Methoden' })).toBe('1.234 Methoden')
})

test.each([
  [{ code: 'WRONG_PASSWORD', attemptsLeft: 1 }, 'That is not your password. 1 try is left.'],
  [{ code: 'WRONG_PASSWORD', attemptsLeft: 0 }, 'That is not your password. The next try has to wait.'],
  [
    { code: 'TOO_MANY_ATTEMPTS', retryAt: 30_000 },
    'Too many wrong passwords or codes. Try again in 30 seconds.',
  ],
  [{ code: 'TOO_MANY_ATTEMPTS', retryAt: 90_000 }, /Try again in 90 seconds\.$/],
  [{ code: 'TOO_MANY_ATTEMPTS', retryAt: 90_001 }, /Try again in 2 minutes\.$/],
  [{ code: 'TOO_MANY_ATTEMPTS', retryAt: 3_600_000 }, /Try again in 60 minutes\.$/],
  [{ code: 'TOO_MANY_ATTEMPTS', retryAt: 0 }, 'You can try again now.'],
  [{ code: 'METHOD_NOT_PERMITTED', requiredMethod: 'a.b.C' }, /may not call a\.b\.C/],
  [{ code: 'SIGN_IN_FAILED', attemptsLeft: 2 }, /^Login and password .* 2 tries are left\.$/],
  [{ code: 'SIGN_IN_FAILED', parameter: 'code' }, 'The code is not right, or was used before.'],
  [{ code: 'SIGN_IN_FAILED', parameter: 'password' }, /^That token is not valid/],
  [{ code: 'SOMETHING_NEW' }, 'The words of the server.'],
])('%o is said in words', (failure, words) => {
  const said = describeFailure(english, { message: 'The words of the server.', ...failure }, { now: 0 })

  if (typeof words === 'string') expect(said).toBe(words)
  else expect(said).toMatch(words)
})

test.each([
  [english, 'Internal error. Tell your operator the request id 4711.'],
  [german, /Betreiber.* 4711\.$/],
])('an internal error has its request id in either language', (strings, words) => {
  const failure = failureOf(
    new CombinedError({
      graphQLErrors: [
        {
          message: 'Internal error. Tell your operator the request id 4711.',
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: '4711' },
        },
      ],
    }),
  )

  expect(describeFailure(strings, failure)).toMatch(words)
})

test('a long wait is said in minutes in German, too, and any wait where seconds would be read out', () => {
  const wait = (seconds: number) => ({ code: 'TOO_MANY_ATTEMPTS', message: '', retryAt: seconds * 1000 })

  expect(describeFailure(german, wait(3600), { now: 0 })).toMatch(/in 60 Minuten erneut\.$/)
  expect(describeFailure(german, wait(30), { now: 0 })).toMatch(/in 30 Sekunden erneut\.$/)
  expect(describeFailure(german, wait(30), { now: 0, inMinutes: true })).toMatch(/in 1 Minute erneut\.$/)
})
