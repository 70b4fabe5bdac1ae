import { expect, test } from 'vitest'
import {
  apiSets,
  displayNameOf,
  findApiSet,
  findApiSetByDisplayName,
  setsHolding,
} from '../../src/methods/api-sets.ts'
import { findMethod, grantableMethods } from '../../src/methods/catalogue.ts'

test('there are four sets, under the names that the old protocol knows', () => {
  expect(apiSets.map(({ name, displayName }) => [name, displayName])).toEqual([
    ['EXTENDED_ACCESS', 'Extended Access'],
    ['IDE_PLUGINS', 'IDE Plugins'],
    ['MARKETPLACE', 'Marketplace'],
    ['MAVEN_PLUGIN', 'Maven Plugin'],
  ])
  expect(displayNameOf('IDE_PLUGINS')).toBe('IDE Plugins')
  expect(displayNameOf('CUSTOM')).toBe('Custom')
})

test.each([
  ['Maven Plugin', 'MAVEN_PLUGIN'],
  [' maven plugin ', 'MAVEN_PLUGIN'],
  ['EXTENDED ACCESS', 'EXTENDED_ACCESS'],
  ['Custom', undefined],
  ['', undefined],
  ['constructor', undefined],
])('the template "%s" is the set %s', (text, name) => {
  expect(findApiSetByDisplayName(text)?.name).toBe(name)
})

test('every method of a set can be held by a token, and is there for a reason', () => {
  for (const { methods, reasons } of apiSets) {
    expect(methods).toEqual([...new Set(methods)].sort())
    for (const id of methods) expect(findMethod(id)?.access, id).toBe('grantable')
    expect(new Set(reasons.flatMap((reason) => reason.methods))).toEqual(new Set(methods))
  }
})

test('Extended Access holds whatever the other sets hold, and every published method a token may hold', () => {
  const extended = new Set(findApiSet('EXTENDED_ACCESS').methods)

  for (const set of apiSets) for (const id of set.methods) expect(extended, id).toContain(id)
  for (const id of grantableMethods) {
    if (findMethod(id)?.tier === 'public') expect(extended, id).toContain(id)
  }
})

test('Extended Access leaves account settings to the owner', () => {
  expect(findApiSet('EXTENDED_ACCESS').methods).not.toContain('users.account.ChangeName')
})

test('Maven Plugin holds the steps of a deployment and nothing else', () => {
  expect(findApiSet('MAVEN_PLUGIN').methods).toEqual([
    'data.base.CreateObject',
    'data.base.DeleteObject',
    'data.base.GetObjects',
    'environment.control.DeployApp',
    'environment.deployment.DeployArchive',
    'storage.uploader.Upload',
  ])
})

test('Marketplace holds all of the marketplace services', () => {
  const { methods } = findApiSet('MARKETPLACE')

  for (const id of grantableMethods.filter((one) => one.startsWith('marketplace.'))) {
    expect(methods).toContain(id)
  }
  expect(methods).not.toContain('environment.control.DeleteEnv')
})

test('IDE Plugins can stop an environment but not delete it', () => {
  const { methods } = findApiSet('IDE_PLUGINS')

  expect(methods).toContain('environment.control.StopEnv')
  expect(methods).not.toContain('environment.control.DeleteEnv')
})

test('a method knows the sets that hold it', () => {
  expect(setsHolding('data.base.CreateObject')).toEqual(['EXTENDED_ACCESS', 'IDE_PLUGINS', 'MAVEN_PLUGIN'])
  expect(setsHolding('environment.control.DeleteEnv')).toEqual(['EXTENDED_ACCESS'])
  expect(setsHolding('users.authentication.CreateToken')).toEqual([])
})
