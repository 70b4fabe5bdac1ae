import { describe, expect, test } from 'vitest'
import { apiMethods } from '../../src/methods/catalogue.ts'
import { startTestServer } from '../support/server.ts'
import { anEnvironment } from './an-environment.ts'
import { sendRaw } from './send-raw.ts'

const server = await startTestServer()
const { url, rest, anAccount } = server

/** The method that an address leads to: the answer to a caller without a credential says what it would take. */
async function methodAt(path: string, verb: string) {
  const { status, text } = await sendRaw(url, path, { verb })
  expect(status, `${verb} ${path}`).toBe(200)
  const { error } = JSON.parse(text) as { error: string }
  return /(?:a token that holds|any token, to call|no token may call) (\S+)\.$/.exec(error)?.[1] ?? error
}

const withPermission = apiMethods.filter(({ access }) => access !== 'public')

test('every method of the catalogue is called at its address, by each of its verbs', async () => {
  for (const { id, path, verbs } of withPermission) {
    for (const verb of verbs) expect(await methodAt(`/1.0${path}`, verb)).toBe(id)
  }
  expect(await methodAt('/1.0/users/authentication/rest/signin', 'POST')).toContain('[login]')
  expect(await methodAt('/1.0/users/account/rest/recoverpassword', 'GET')).toContain('RecoverPassword')
  expect(await methodAt('/1.0/users/authentication/rest/signinbytoken', 'GET')).toContain('SigninByToken')
})

test('the short namespaces lead to the same methods', async () => {
  const short = withPermission.flatMap(({ id, path, verbs }) =>
    [
      ['/environment/', '/env/'],
      ['/development/', '/dev/'],
      ['/development/applications/', '/dev/apps/'],
    ]
      .filter(([long]) => path.startsWith(long!))
      .map(([long, alias]) => ({ id, verb: verbs[0]!, path: path.replace(long!, alias!) })),
  )

  expect(short.some(({ path }) => path.startsWith('/dev/apps/'))).toBe(true)
  for (const { id, verb, path } of short) expect(await methodAt(`/1.0${path}`, verb)).toBe(id)
})

test.each([
  ['/1.0/environment/control/rest/StopEnv', 'environment.control.StopEnv'],
  ['/1.0/ENVIRONMENT/CONTROL/REST/STOPENV', 'environment.control.StopEnv'],
  ['/1.0/Env/Control/Rest/getNodeGroups', 'environment.control.GetNodeGroups'],
  ['/users/authentication/rest/signout', 'users.authentication.Signout'],
  ['/Users/Authentication/REST/Signout', 'users.authentication.Signout'],
  ['/deploy/DeployArchive', 'environment.deployment.DeployArchive'],
  ['/DEPLOY/deployarchive', 'environment.deployment.DeployArchive'],
])('the case of a path means nothing: %s', async (path, method) => {
  expect(await methodAt(path, 'GET')).toBe(method)
})

test.each([
  ['/deploy/createobject', 'data.base.CreateObject'],
  ['/GetArchives', 'data.base.GetObjects'],
  ['/getarchives', 'data.base.GetObjects'],
  ['/DeleteArchive', 'data.base.DeleteObject'],
  ['/deploy/DeployArchive', 'environment.deployment.DeployArchive'],
])('the script address %s opens with %s', async (path, method) => {
  expect(await methodAt(path, 'POST')).toBe(method)
})

describe('verbs', () => {
  test.each([
    '/1.0/users/authentication/rest/signin',
    '/1.0/users/account/rest/changepassword',
    '/1.0/storage/uploader/rest/upload',
    '/deploy/createobject',
    '/GetArchives',
    '/DeleteArchive',
  ])('%s takes POST only', async (path) => {
    const { status, headers, text } = await sendRaw(url, path)

    expect(status).toBe(405)
    expect(headers.allow).toBe('POST')
    expect(JSON.parse(text)).toEqual({
      result: 3,
      error: expect.stringContaining('POST'),
      source: 'latchkey',
    })
  })

  test.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s is refused, whatever it carries', async (verb) => {
    const owner = await anAccount()
    await anEnvironment(server, owner)
    const path = `/1.0/environment/control/rest/stopenv?envName=shop&session=${owner.session}`
    const { status, headers, text } = await sendRaw(url, path, { verb })

    expect(status).toBe(405)
    expect(headers.allow).toBe('GET, POST')
    expect(JSON.parse(text)).toMatchObject({ result: 3, error: expect.stringContaining('GET and POST') })
    expect(await statusOf(owner.session)).toBe(1)
  })

  test('HEAD is refused without doing anything', async () => {
    const owner = await anAccount()
    await anEnvironment(server, owner)
    const path = `/1.0/environment/control/rest/stopenv?envName=shop&session=${owner.session}`
    const { status, headers, text } = await sendRaw(url, path, { verb: 'HEAD' })

    expect([status, headers.allow, text]).toEqual([405, 'GET, POST', ''])
    expect(await statusOf(owner.session)).toBe(1)
  })
})

describe('an address that is not exactly one of the list leads nowhere', async () => {
  const owner = await anAccount()
  await anEnvironment(server, owner)
  const query = `?envName=shop&session=${owner.session}`
  const method = '/environment/control/rest/stopenv'

  test.each([
    `/1.0${method}/`,
    `//1.0${method}`,
    `/1.0/${method}`,
    `/1.0/environment//control/rest/stopenv`,
    `/1.0/.${method}`,
    `/1.0/x/..${method}`,
    `/1.0/%2e${method}`,
    `/1.0/x/%2e%2e${method}`,
    '/1.0/environment%2fcontrol%2frest%2fstopenv',
    '/1.0\\environment\\control\\rest\\stopenv',
    '/1.0/environment/control/rest/%73topenv',
    '/1.0/environment/control/rest/%53TOPENV',
    '/1.0/environment/control/rest/%2573topenv',
    `/%31.0${method}`,
    `/1.0${method};a=b`,
    `/1.0${method};`,
    `/1.0${method}%3b`,
    `/1.0${method}%20`,
    `/1.0${method}+`,
    `/1.0${method}.`,
    `/1.0${method}.json`,
    `/1.0${method}%00`,
    `/1.0${method}%00.json`,
    `/1.0${method}%0a`,
    `/1.0${method}%ff`,
    `/1.0${method}%`,
    `/1.0${method}%zz`,
    `/1.0${method}#`,
    `/1.0${method}%3fenvName=shop`,
    `/1.0${method}&envName=shop`,
    `/1.0${method}/startenv`,
    `/1.0${method}${'a'.repeat(5000)}`,
    `/1.0/${'a/'.repeat(3000)}`,
    method,
    `/2.0${method}`,
    `/1.00${method}`,
    `/1.0/1.0${method}`,
    '/1.0/environment/control/stopenv',
    '/1.0/environment.control/rest/stopenv',
    '/1.0/environment/control/rest/',
    '/1.0/environment/control/rest/nosuchmethod',
    '/1.0/__proto__',
    '/1.0/constructor',
    '/1.0/environment/control/rest/__proto__',
    '/1.0/environment/control/rest/constructor',
    '/1.0/environment/control/rest/tostring',
    '/__proto__',
    '/constructor',
    '/1.0',
    '/1.0/',
    '/deploy/DeployArchive/',
    '/deploy/Deploy%41rchive',
    '/deploy//DeployArchive',
    '/1.0/deploy/DeployArchive',
    '/users/authentication/rest/signin',
    '/users/authentication/rest/signout/',
    `http://elsewhere.example${method}`,
  ])('%s', async (path) => {
    for (const verb of ['GET', 'POST']) {
      const { status, headers, text } = await sendRaw(url, path + query, { verb })

      expect(status).toBe(404)
      expect(headers['content-type']).toBe('application/json;charset=UTF-8')
      expect(JSON.parse(text)).toEqual({ result: 5, error: expect.any(String), source: 'latchkey' })
      expect(text).not.toContain(owner.session)
    }
    expect(await statusOf(owner.session)).toBe(1)
  })

  test('one that is too long for a header', async () => {
    const { status, text } = await sendRaw(url, `/1.0${method}${'a'.repeat(20_000)}${query}`)

    expect(status).toBe(431)
    expect(JSON.parse(text)).toEqual({
      result: 3,
      error: expect.stringContaining('too long'),
      source: 'latchkey',
    })
    expect(text).not.toContain(owner.session)
  })

  test('while the address itself does', async () => {
    const { text } = await sendRaw(url, `/1.0${method}${query}`)

    expect(text).toBe('{"result":0}')
    expect(await statusOf(owner.session)).toBe(2)
  })
})

async function statusOf(session: string) {
  const { body } = await rest('environment/control/rest/getenvinfo', { envName: 'shop', session })
  return body.env.status as number
}
