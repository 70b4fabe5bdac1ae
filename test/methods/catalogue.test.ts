import { expect, test } from 'vitest'
import {
  apiMethods,
  findMethod,
  findMethodByPath,
  grantableMethods,
  methodIds,
  searchMethods,
  withFullNamespace,
} from '../../src/methods/catalogue.ts'

test('every method has its service and name in its id, and the path that the old addresses use', () => {
  for (const { id, service, name, path } of apiMethods) {
    expect(id).toBe(`${service}.${name}`)
    expect(path).toBe(`/${service.replaceAll('.', '/')}/rest/${name}`.toLowerCase())
  }
})

test('a method is found by its exact id and by nothing else', () => {
  expect(findMethod('environment.control.StopEnv')).toMatchObject({
    service: 'environment.control',
    name: 'StopEnv',
    path: '/environment/control/rest/stopenv',
    verbs: ['GET', 'POST'],
    parameters: [{ name: 'envName', type: 'string', required: true, secret: false }],
    access: 'grantable',
    effect: 'change',
    deprecated: false,
    tier: 'public',
  })
  for (const other of [
    'environment.control.stopenv',
    'StopEnv',
    '',
    'constructor',
    '__proto__',
    'toString',
  ]) {
    expect(findMethod(other)).toBeUndefined()
  }
})

test('a set of methods has none that the catalogue does not know', () => {
  const known = ['environment.control.StopEnv', 'users.authentication.Signin']
  expect([...methodIds(...known)]).toEqual(known)
  for (const other of ['environment.control.Stopenv', 'StopEnv', 'toString', '']) {
    expect(() => methodIds(...known, other)).toThrow(`The catalogue has no ${other}`)
  }
})

test.each([
  ['/environment/control/rest/stopenv', 'environment.control.StopEnv'],
  ['/env/control/rest/stopenv', 'environment.control.StopEnv'],
  ['/development/scripting/rest/eval', 'development.scripting.Eval'],
  ['/dev/scripting/rest/eval', 'development.scripting.Eval'],
  ['/dev/apps/rest/getapps', 'development.applications.GetApps'],
  ['/dev/applications/rest/getapps', 'development.applications.GetApps'],
  ['/users/authentication/rest/signin', 'users.authentication.Signin'],
])('the path %s leads to %s', (path, id) => {
  expect(findMethodByPath(path)?.id).toBe(id)
})

test.each([
  '/environment/control/rest/nosuch',
  '/1.0/env/control/rest/stopenv',
  '',
  '__proto__',
  'constructor',
])('the path "%s" leads nowhere', (path) => expect(findMethodByPath(path)).toBeUndefined())

test.each([
  ['env.control.StopEnv', 'environment.control.StopEnv'],
  ['dev.apps.GetApps', 'development.applications.GetApps'],
  ['dev.scripting.Eval', 'development.scripting.Eval'],
  ['environment.control.StopEnv', 'environment.control.StopEnv'],
  ['envy.control.StopEnv', 'envy.control.StopEnv'],
])('the id %s means %s', (id, full) => {
  expect(withFullNamespace(id)).toBe(full)
})

test('what manages tokens, passwords, sessions, two-factor or keys is closed to tokens', () => {
  const closed = [
    /^users\.authentication\.(Create|Edit|Regenerate|Delete|Get)Tokens?/,
    /^users\.authentication\.(GetPolicyMethods|GetSessions|SignoutSessions|ChangeSession|CheckPassword)$/,
    /2FA/,
    /Change(Password|Email)$/,
    /(Add|Delete)SSHKey$/,
  ]
  for (const method of apiMethods.filter(({ id }) => closed.some((pattern) => pattern.test(id)))) {
    expect(method.access, method.id).toBe('session')
  }
})

test('what would run any script or call as the account, past the gate, is closed to tokens', () => {
  for (const id of [
    'development.scripting.Eval',
    'utils.batch.Call',
    'utils.scheduler.CreateAccountTask',
    'utils.scheduler.CreateEnvTask',
    'utils.scheduler.EditTask',
  ]) {
    expect(findMethod(id)?.access, id).toBe('session')
  }
})

test('signing in needs no credential, and every caller may sign out', () => {
  const withAccess = (access: string) => apiMethods.filter((one) => one.access === access).map(({ id }) => id)

  expect(withAccess('public')).toEqual([
    'users.account.RecoverPassword',
    'users.authentication.Signin',
    'users.authentication.SigninByToken',
  ])
  expect(withAccess('caller')).toEqual(['users.authentication.Signout'])
})

test('the grantable methods are sorted and leave out what a token cannot hold', () => {
  expect(grantableMethods).toEqual([...grantableMethods].sort())
  expect(grantableMethods).toContain('environment.control.StopEnv')
  expect(grantableMethods).not.toContain('users.authentication.CreateToken')
  expect(grantableMethods).not.toContain('users.authentication.Signin')
  expect(grantableMethods).not.toContain('users.authentication.Signout')
})

test('a password, code or private key is marked as secret', () => {
  for (const { id, parameters } of apiMethods) {
    for (const { name, secret } of parameters) {
      if (/password|^(cert_)?key$|^code$|^token$/i.test(name)) expect(secret, `${id} ${name}`).toBe(true)
    }
  }
})

test('sign-in and password change are for POST only', () => {
  for (const id of ['users.authentication.Signin', 'users.account.ChangePassword']) {
    expect(findMethod(id)?.verbs).toEqual(['POST'])
  }
})

test('a method whose name says that it deletes is marked so, and none that says it changes counts as reading', () => {
  for (const { id, name, effect } of apiMethods) {
    if (/^Delete/.test(name)) expect(effect, id).toBe('delete')
    if (effect === 'read') expect(id).toMatch(/\.(\w*History|Get\w*|Check\w+|Read\w*|Search\w+)$/)
  }
})

test('each method is described in one sentence that no other method shares', () => {
  for (const { id, description } of apiMethods) {
    expect(description, id).toMatch(/^[A-Z][a-z]+s\b.*[^.]\.$/)
    expect(description.length, id).toBeGreaterThanOrEqual(40)
    expect(description.length, id).toBeLessThanOrEqual(140)
    expect(description, id).not.toMatch(/\. [A-Z]/)
  }
  expect(new Set(apiMethods.map(({ description }) => description)).size).toBe(apiMethods.length)
})

test('nobody can change the catalogue while the server runs', () => {
  const method = findMethod('environment.control.StopEnv')!
  for (const part of [
    apiMethods,
    method,
    method.parameters,
    method.parameters[0],
    method.verbs,
    grantableMethods,
  ]) {
    expect(part).toSatisfy(Object.isFrozen)
  }
})

test('a search finds a method by all words, in any order and case', () => {
  expect(searchMethods('STOP')[0]?.id).toBe('environment.control.StopEnv')
  expect(searchMethods('info  env')[0]?.name).toMatch(/info/i)
  expect(searchMethods('env/control/rest/stopenv')).toEqual([])
  for (const address of ['environment/control/rest/stopenv', '/1.0/environment/control/rest/stopenv']) {
    expect(searchMethods(address).map(({ id }) => id)).toEqual(['environment.control.StopEnv'])
  }
  expect(searchMethods('no-such-word')).toEqual([])
})

test('a search shows hits in the name first, then in the id, then elsewhere, each in the order of the catalogue', () => {
  const found = searchMethods('build')
  const ranks = found.map(({ name, id }) => (/build/i.test(name) ? 0 : /build/i.test(id) ? 1 : 2))

  expect(ranks).toEqual([...ranks].sort())
  expect(new Set(ranks).size).toBe(3)
  for (const rank of [0, 1, 2]) {
    const ids = found.filter((_, index) => ranks[index] === rank).map(({ id }) => id)
    expect(ids).toEqual([...ids].sort())
  }
})

test('a search is refused when it is long, since anyone may search', () => {
  expect(searchMethods(`${' stop'.repeat(39)} env`)).toEqual(searchMethods('stop env'))
  expect(() => searchMethods('e '.repeat(101))).toThrow('longer than 200 characters')
})

test('a search for nothing finds every method', () => {
  expect(searchMethods(' ')).toEqual(apiMethods)
})
