import { describe, expect, test } from 'vitest'
import { findRoute } from '../../src/rest/route.ts'
import { findScriptAddress, scriptAddresses } from '../../src/rest/script-addresses.ts'

test.each([
  ['/1.0/environment/control/rest/stopenv', 'environment.control.StopEnv'],
  ['/1.0/Environment/Control/REST/StopEnv', 'environment.control.StopEnv'],
  ['/users/authentication/rest/signout', 'users.authentication.Signout'],
  ['/deploy/createobject', 'data.base.CreateObject'],
  ['/Deploy/DeployArchive', 'environment.deployment.DeployArchive'],
  ['/getarchives', 'data.base.GetObjects'],
  ['/deletearchive', 'data.base.DeleteObject'],
])('%s leads to %s', (path, method) => {
  const route = findRoute(path)!
  expect(route.method.id).toBe(method)
  expect(route.script?.method).toBe(scriptAddresses.includes(path.toLowerCase()) ? method : undefined)
})

test.each([
  '/environment/control/rest/stopenv',
  '/users/authentication/rest/signin',
  '/1.0environment/control/rest/stopenv',
  '/2.0/environment/control/rest/stopenv',
  '/x/1.0/environment/control/rest/stopenv',
  '/1.0/',
  '/1.0/getarchives',
  '',
])('%j leads nowhere', (path) => expect(findRoute(path)).toBeUndefined())

describe('the parameters of a script are those of its method:', () => {
  const parametersOf = (address: string, given: Record<string, unknown>) =>
    findScriptAddress(address)!.parameters(given)

  test('an object is handed on as it is', () => {
    expect(parametersOf('/deploy/createobject', { type: 'JDeploy', name: 'shop' })).toEqual({
      type: 'JDeploy',
      name: 'shop',
    })
  })

  test('archives are objects of one type', () => {
    expect(parametersOf('/getarchives', { type: 'Other', start: 1 })).toEqual({ type: 'JDeploy' })
    expect(parametersOf('/deletearchive', { type: 'Other', id: 7 })).toEqual({ type: 'JDeploy', id: 7 })
  })

  const archive = { archiveuri: 'http://x/y.war', archivename: 'y.war', newcontext: 'ROOT', delay: '5' }
  const shown = { fileUrl: 'http://x/y.war', fileName: 'y.war', context: 'ROOT', delay: '5' }

  test.each([
    ['shop', 'shop'],
    ['shop.example.com', 'shop'],
    [undefined, undefined],
    [7, 7],
  ])('an archive is deployed to the environment %j as %j', (domain, envName) => {
    expect(parametersOf('/deploy/deployarchive', { ...archive, domain })).toEqual({
      ...shown,
      envName,
      hooks: undefined,
    })
  })

  test.each<[Record<string, string>, object]>([
    [{ predeployhook: 'a' }, { preDeploy: 'a' }],
    [{ postdeployhook: 'b' }, { postDeploy: 'b' }],
    [
      { predeployhook: 'a', postdeployhook: 'b' },
      { preDeploy: 'a', postDeploy: 'b' },
    ],
  ])('with the hooks %j', (given, hooks) => {
    const parameters = parametersOf('/deploy/deployarchive', { ...archive, domain: 'shop', ...given })
    expect(JSON.parse(parameters.hooks as string)).toEqual(hooks)
  })
})

test('scripts take the verbs that their clients use', () => {
  expect(Object.fromEntries(scriptAddresses.map((path) => [path, findScriptAddress(path)!.verbs]))).toEqual({
    '/deploy/createobject': ['POST'],
    '/deploy/deployarchive': ['GET', 'POST'],
    '/getarchives': ['POST'],
    '/deletearchive': ['POST'],
  })
})

test('every script answers in two layers', () => {
  for (const path of scriptAddresses) {
    const { reply } = findScriptAddress(path)!
    expect(reply({ result: 0, id: 7 })).toEqual({ result: 0, response: { result: 0, id: 7 } })
    expect(reply({ result: 0, response: { result: 0 } })).toEqual({ result: 0, response: { result: 0 } })
  }
})
