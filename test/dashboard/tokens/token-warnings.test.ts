import { describe, expect, test } from 'vitest'
import { dangers, tokenWarnings } from '../../../src/dashboard/tokens/token-warnings.ts'
import { findApiSet } from '../../../src/methods/api-sets.ts'
import { apiMethods, grantableMethods } from '../../../src/methods/catalogue.ts'

const effects = { read: 'READ', change: 'CHANGE', delete: 'DELETE' } as const
const grantable = apiMethods
  .filter(({ access }) => access === 'grantable')
  .map((method) => ({ ...method, effect: effects[method.effect] }))

const warn = (methods: readonly string[], expires = true) =>
  tokenWarnings({ ticks: new Set(methods), expires }, grantable)
const kinds = (methods: readonly string[], expires = true) => warn(methods, expires).map(({ kind }) => kind)

describe('the warnings', () => {
  test.each([
    { methods: ['environment.control.GetEnvs'], kinds: [] },
    { methods: ['environment.control.StopEnv'], kinds: [] },
    { methods: ['environment.control.DeleteEnv'], kinds: ['deletes-environments', 'destroys'] },
    { methods: ['environment.control.ExecCmdById'], kinds: ['runs-commands'] },
    { methods: ['environment.control.GetContainerEnvVars'], kinds: ['reads-secrets'] },
    { methods: ['users.collaboration.InviteMember'], kinds: ['lets-others-in'] },
    { methods: ['environment.file.Delete'], kinds: ['destroys'] },
  ])('for $methods are $kinds', ({ methods, kinds: expected }) => {
    expect(kinds(methods)).toEqual(expected)
  })

  test('say that a token never expires', () => {
    expect(kinds(['environment.control.GetEnvs'], false)).toEqual(['never-expires'])
  })

  test('count what destroys', () => {
    const methods = ['environment.file.Delete', 'data.base.DeleteObject', 'environment.control.GetEnvs']
    expect(warn(methods)).toEqual([
      { kind: 'destroys', methods: ['data.base.DeleteObject', 'environment.file.Delete'] },
    ])
  })

  test('name every danger of a token that may do everything, and say that it may', () => {
    expect(kinds(grantableMethods, false)).toEqual([
      'everything',
      'never-expires',
      'deletes-environments',
      'runs-commands',
      'reads-secrets',
      'lets-others-in',
      'destroys',
    ])
    expect(kinds(grantableMethods.slice(1))).not.toContain('everything')
  })

  test('of a plugin that deploys do not speak of other people', () => {
    expect(kinds(findApiSet('MAVEN_PLUGIN').methods)).not.toContain('lets-others-in')
  })
})

test('every method with a warning of its own is one that a token may hold', () => {
  const unknown = Object.values(dangers)
    .flat()
    .filter((method) => !grantableMethods.includes(method))
  expect(unknown).toEqual([])
})
