import { describe, expect, test } from 'vitest'
import { aCaller, aCallerWithShop, errorOf, useSandbox, type Answer, type CallMethod } from './a-sandbox.ts'

useSandbox()

const envName = 'shop'

async function groupsOf(call: CallMethod): Promise<string[]> {
  return (await call('GetEnvInfo', { envName })).envGroups
}

async function allGroups(call: CallMethod, parameters = {}): Promise<string[]> {
  const { array } = await call('environment.group.GetGroups', parameters)
  return (array as Answer[]).map(({ name }) => name)
}

describe.each([
  ['SetEnvGroup', 'AttachEnvGroup', 'DetachEnvGroup'],
  ['environment.group.SetEnv', 'environment.group.AttachEnv', 'environment.group.DetachEnv'],
])('%s, %s and %s', (set, attach, detach) => {
  test('change the groups of an environment', async () => {
    const call = await aCallerWithShop()

    expect(await call(attach, { envName, envGroup: 'live' })).toEqual({})
    await call(attach, { envName, envGroup: '["live","eu"]' })
    expect(await groupsOf(call)).toEqual(['live', 'eu'])

    expect(await call(detach, { envName, envGroup: ['live'] })).toEqual({})
    expect(await groupsOf(call)).toEqual(['eu'])

    expect(await call(set, { envName, envGroup: ['a', 'b', 'a'] })).toEqual({})
    expect(await groupsOf(call)).toEqual(['a', 'b'])

    await call(set, { envName, envGroup: '[]' })
    expect(await groupsOf(call)).toEqual([])
    expect(await allGroups(call)).toEqual(['live', 'eu', 'a', 'b'])
  })

  test('need a group', async () => {
    const call = await aCallerWithShop()
    for (const method of [set, attach, detach]) {
      expect(await errorOf(call(method, { envName }))).toMatchObject({ details: { parameter: 'envGroup' } })
    }
  })
})

test('SetEnvGroup and AttachEnvGroup take envGroups, which goes before envGroup', async () => {
  const call = await aCallerWithShop()

  expect(await call('AttachEnvGroup', { envName, envGroups: '["live","eu"]', envGroup: 'other' })).toEqual({})
  expect(await groupsOf(call)).toEqual(['live', 'eu'])

  expect(await call('SetEnvGroup', { envName, envGroups: 'a' })).toEqual({})
  expect(await groupsOf(call)).toEqual(['a'])

  await call('SetEnvGroup', { envName, envGroups: '[]', envGroup: 'other' })
  expect(await groupsOf(call)).toEqual([])
  await call('AttachEnvGroup', { envName, envGroups: '', envGroup: 'other' })
  expect(await groupsOf(call)).toEqual(['other'])
  expect(await errorOf(call('SetEnvGroup', { envName, envGroups: [1] }))).toMatchObject({
    details: { parameter: 'envGroups' },
  })
})

test('a list of groups may have single quotes, and one that cannot be read makes no group', async () => {
  const call = await aCallerWithShop()

  await call('SetEnvGroup', { envName, envGroup: `['x', "it's"]` })
  expect(await groupsOf(call)).toEqual(['x', "it's"])

  for (const envGroup of ['["a","b', '[a,b]', ' {"a"', "['a',]"]) {
    const error = await errorOf(call('SetEnvGroup', { envName, envGroup }))
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', details: { parameter: 'envGroup' } })
  }
  expect(await allGroups(call)).toEqual(['x', "it's"])
})

test('the methods of environment.group take an appid too', async () => {
  const call = await aCallerWithShop()
  const { env } = await call('GetEnvInfo', { envName })

  await call('environment.group.AttachEnv', { targetAppid: env.appid, envGroup: 'live' })

  expect(await groupsOf(call)).toEqual(['live'])
  expect(await allGroups(call, { targetAppid: env.appid })).toEqual(['live'])
  const stranger = await aCaller()
  const foreign = stranger('environment.group.AttachEnv', { targetAppid: env.appid, envGroup: 'live' })
  expect(await errorOf(foreign)).toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND' })
})

test('groups are made, edited and removed, and environments follow', async () => {
  const call = await aCallerWithShop()
  const group = (method: string, parameters: Answer) => call(`environment.group.${method}`, parameters)

  expect(
    await group('CreateGroup', { envGroup: 'live', data: { color: '#ff8800', isIsolated: true } }),
  ).toEqual({
    array: [{ id: expect.any(Number), name: 'live', color: '#ff8800', isIsolated: true, visibility: 0 }],
  })
  await group('CreateGroup', { data: '{"name":"empty"}' })
  await group('AttachEnv', { envName, envGroup: 'live' })
  expect(await allGroups(call)).toEqual(['live', 'empty'])
  expect(await allGroups(call, { envName })).toEqual(['live'])

  await group('SetIsolationEnabled', { groupName: 'live', enabled: false })
  const { array } = await group('EditGroup', {
    srcGroupName: 'live',
    dstGroupName: 'prod',
    data: { color: 'red' },
  })
  expect(array[0]).toMatchObject({ name: 'prod', color: 'red', isIsolated: false })
  expect(await groupsOf(call)).toEqual(['prod'])

  expect(await group('RemoveGroup', { envGroup: 'prod' })).toEqual({})
  expect(await groupsOf(call)).toEqual([])
  expect(await allGroups(call)).toEqual(['empty'])
  expect(JSON.stringify(await group('GetGroups', {}))).not.toContain('null')
})

test.each<[string, Answer, string, string]>([
  ['CreateGroup', { envGroup: 'live' }, 'BAD_USER_INPUT', 'envGroup'],
  ['CreateGroup', {}, 'BAD_USER_INPUT', 'envGroup'],
  ['CreateGroup', { envGroup: 'x', data: { color: 'red;' } }, 'BAD_USER_INPUT', 'data'],
  ['EditGroup', { srcGroupName: 'live', dstGroupName: 'eu' }, 'BAD_USER_INPUT', 'dstGroupName'],
  ['EditGroup', { srcGroupName: 'nowhere' }, 'NOT_FOUND', 'srcGroupName'],
  ['RemoveGroup', { envGroup: 'nowhere' }, 'NOT_FOUND', 'envGroup'],
  ['SetIsolationEnabled', { groupName: 'nowhere', enabled: true }, 'NOT_FOUND', 'groupName'],
  ['SetIsolationEnabled', { groupName: 'live' }, 'BAD_USER_INPUT', 'enabled'],
  ['GetGroups', { ownerUid: 1 }, 'BAD_USER_INPUT', 'ownerUid'],
])('%s with %o is refused', async (method, parameters, code, parameter) => {
  const call = await aCallerWithShop()
  await call('SetEnvGroup', { envName, envGroup: ['live', 'eu'] })

  const error = await errorOf(call(`environment.group.${method}`, parameters))

  expect(error).toMatchObject({ code, details: { parameter } })
  expect(await allGroups(call)).toEqual(['live', 'eu'])
})

test("another account's groups are not seen and not touched", async () => {
  const call = await aCallerWithShop()
  await call('SetEnvGroup', { envName, envGroup: 'live' })
  const stranger = await aCallerWithShop()
  await stranger('SetEnvGroup', { envName, envGroup: 'live' })

  await stranger('environment.group.RemoveGroup', { envGroup: 'live' })

  expect(await allGroups(stranger)).toEqual([])
  expect(await allGroups(call)).toEqual(['live'])
  expect(await groupsOf(call)).toEqual(['live'])
})

test('what changes groups at once leaves no environment in a group that is gone', async () => {
  const call = await aCallerWithShop()
  const many = Array.from({ length: 20 }, (_, index) => `group ${index}`)
  await call('CloneEnv', { srcEnvName: 'shop', dstEnvName: 'twin' })
  for (let round = 0; round < 8; round++) {
    await call('AttachEnvGroup', { envName: 'shop', envGroups: ['old'] })
    const name = `clone-${round}`
    const answers = await Promise.allSettled([
      call('environment.group.RemoveGroup', { envGroup: 'old' }),
      call('AttachEnvGroup', { envName: 'shop', envGroups: ['new'] }),
      call('CreateEnvironment', {
        env: { shortdomain: `made-${round}` },
        nodes: [{ nodeType: 'tomcat' }],
        envGroups: ['old'],
      }),
      call('CloneEnv', { srcEnvName: 'shop', dstEnvName: name }),
      call('SetEnvGroup', { envName: 'twin', envGroups: many.map((group) => `${group} of ${round}`) }),
      call('AttachEnvGroup', {
        envName: 'shop',
        envGroups: many.map((group) => `${group} of ${round}`).reverse(),
      }),
    ])
    expect(answers.filter(({ status }) => status === 'rejected')).toEqual([])
    const groups = await allGroups(call)
    const { infos } = await call('GetEnvs')
    for (const { envGroups } of infos as Answer[]) expect(groups).toEqual(expect.arrayContaining(envGroups))
  }
})
