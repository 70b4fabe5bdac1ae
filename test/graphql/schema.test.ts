import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fieldsByMethod, describeSchema, printSchema } from '../../src/graphql/schema.ts'

test('schema.graphql is what the code makes: run "npm run schema" when it is not', () => {
  const committed = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8')
  expect(printSchema()).toBe(committed)
})

test('every method has a field to call it by', () => {
  const fieldOf = fieldsByMethod(describeSchema())

  expect(fieldOf('environment.control.StopEnv')).toBe('Mutation.stopEnvironment')
  expect(fieldOf('environment.control.GetEnvs')).toBe('Query.environments')
  expect(fieldOf('users.authentication.CreateToken')).toBe('Mutation.generateTokens')
  expect(fieldOf('users.authentication.GetTokens')).toBe('Query.accessTokens')
  expect(fieldOf('users.authentication.Signin')).toBe('Mutation.signIn')
  expect(fieldOf('users.authentication.SigninByToken')).toBe('Mutation.signIn')
  expect(fieldOf('users.authentication.Signout')).toBe('Mutation.signOut')
  expect(fieldOf('environment.control.GetSumStat')).toBe('Mutation.callMethod')
})
