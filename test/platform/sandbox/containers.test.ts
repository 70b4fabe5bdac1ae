import { describe, expect, test } from 'vitest'
import { aCallerWithShop, errorOf, nodesOf, useSandbox, type Answer } from './a-sandbox.ts'

useSandbox()

const envName = 'shop'

describe('restarting and redeploying', () => {
  test.each([
    ['RestartNodes', 'group'],
    ['RestartNodes', 'nodeId'],
    ['RestartServices', 'group'],
    ['RestartServices', 'nodeId'],
    ['RestartNodeById', 'nodeId'],
    ['RestartContainerById', 'nodeid'],
    ['RestartNodesByGroup', 'group'],
    ['RestartContainersByGroup', 'group'],
    ['RedeployContainers', 'group'],
    ['RedeployContainers', 'nodeId'],
    ['RedeployContainerById', 'nodeId'],
    ['RedeployContainersByGroup', 'group'],
  ])('%s by %s answers for each container', async (method, by) => {
    const call = await aCallerWithShop()
    const nodes = await nodesOf(call, 'cp')
    const target = by === 'group' ? { nodeGroup: 'cp' } : { [by]: nodes[1]!.id }
    const chosen = by === 'group' ? nodes : [nodes[1]!]

    const { responses } = await call(method, { envName, tag: '11.0', ...target })

    expect(responses).toEqual(chosen.map(({ id }) => ({ result: 0, nodeid: id, out: expect.any(String) })))
    const versions = (await nodesOf(call, 'cp')).map(({ version }) => version)
    const changed = method.startsWith('Redeploy')
    expect(versions).toEqual(nodes.map((node) => (changed && chosen.includes(node) ? '11.0' : '10.1')))
  })

  test.each(['RestartNodes', 'RestartServices'])(
    '%s without a target means all containers',
    async (method) => {
      const call = await aCallerWithShop()

      expect((await call(method, { envName })).responses).toHaveLength(4)
    },
  )

  test('a node is looked for in the group that is named with it', async () => {
    const call = await aCallerWithShop()
    const [node] = await nodesOf(call, 'cp')
    const { message } = await errorOf(call('RestartNodes', { envName, nodeGroup: 'sqldb', nodeId: node!.id }))
    expect(message).toContain(`has no node [${node!.id}] in the node group [sqldb]. It has: cp ${node!.id}, `)
  })

  test.each<[string, Answer, string, string]>([
    ['RedeployContainers', { tag: 'latest' }, 'BAD_USER_INPUT', 'nodeId'],
    ['RestartNodeById', { nodeGroup: 'cp' }, 'BAD_USER_INPUT', 'nodeId'],
    ['RestartNodesByGroup', { nodeId: 1 }, 'BAD_USER_INPUT', 'nodeGroup'],
    ['RestartNodes', { nodeGroup: 'cache' }, 'NOT_FOUND', 'nodeGroup'],
    ['RestartNodeById', { nodeId: 1 }, 'NOT_FOUND', 'nodeId'],
    ['RedeployContainers', { nodeGroup: 'cp' }, 'BAD_USER_INPUT', 'tag'],
    ['RedeployContainers', { nodeGroup: 'cp', tag: 'a b' }, 'BAD_USER_INPUT', 'tag'],
  ])('%s with %o is refused', async (method, parameters, code, parameter) => {
    const call = await aCallerWithShop()

    expect(await errorOf(call(method, { envName, ...parameters }))).toMatchObject({
      code,
      details: { parameter },
    })
  })
})

describe('the topology', () => {
  test('changes, and keeps the containers that stay', async () => {
    const call = await aCallerWithShop()
    const before = await call('GetEnvInfo', { envName })
    await call('RedeployContainers', { envName, nodeGroup: 'cp', tag: '11.0' })
    await call('AddContainerEnvVars', { envName, nodeGroup: 'cp', vars: { KEPT: 'yes' } })
    const deployed = { fileName: 'a.war', fileUrl: 'http://example.com/a.war', nodeGroup: 'bl' }
    await call('DeployApp', { envName, ...deployed })

    const answer = await call('ChangeTopology', {
      envName,
      env: { shortdomain: 'shop', sslstate: true },
      nodes: [{ nodeType: 'tomcat', count: 3, flexibleCloudlets: 12 }, { nodeType: 'redis' }],
    })

    expect(Object.keys(answer)).toEqual(['response'])
    const { response } = answer
    expect(response).toMatchObject({
      result: 0,
      env: { envName, sslstate: true, ishaenabled: false, contexts: [] },
    })
    expect(response.nodes.map(({ nodeType }: Answer) => nodeType)).toEqual([
      'tomcat',
      'tomcat',
      'tomcat',
      'redis',
    ])
    expect(response.nodes[0].id).toBe(before.nodes[0].id)
    expect(response.nodes[1].id).toBe(before.nodes[1].id)
    expect(response.nodes.map(({ version }: Answer) => version)).toEqual(['11.0', '11.0', '10.1', '7.2'])
    expect(response.nodes[0]).toMatchObject({ fixedCloudlets: 1, flexibleCloudlets: 12 })
    const [nodeId, newId] = [response.nodes[0].id, response.nodes[2].id]
    expect((await call('GetContainerEnvVars', { envName, nodeId })).object).toMatchObject({ KEPT: 'yes' })
    expect((await call('GetContainerEnvVars', { envName, nodeId: newId })).object).not.toHaveProperty('KEPT')
  })

  test('two changes at once both hold', async () => {
    const call = await aCallerWithShop()

    await Promise.all(
      ['A', 'B', 'C', 'D'].map((name) =>
        call('AddContainerEnvVars', { envName, nodeGroup: 'cp', vars: { [name]: name } }),
      ),
    )

    const { object } = await call('GetContainerEnvVarsByGroup', { envName, nodeGroup: 'cp' })
    expect(object).toMatchObject({ A: 'A', B: 'B', C: 'C', D: 'D' })
  })

  test('cannot rename the environment', async () => {
    const call = await aCallerWithShop()
    const rename = { envName, env: { shortdomain: 'other' }, nodes: [{ nodeType: 'tomcat' }] }

    expect(await errorOf(call('ChangeTopology', rename))).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect((await call('GetEnvInfo', { envName })).nodes).toHaveLength(4)
  })

  test.each([
    ['SetCloudletsCountById', [1, 1], [2, 16]],
    ['SetCloudletsCountByGroup', [2, 16], [2, 16]],
  ])('%s sets the size of containers', async (method, first, second) => {
    const call = await aCallerWithShop()
    const nodes = await nodesOf(call, 'cp')
    const target = method.endsWith('ById') ? { nodeid: nodes[1]!.id, count: 1 } : { nodeGroup: 'cp' }

    expect(await call(method, { envName, ...target, fixedCloudlets: 2, flexibleCloudlets: 16 })).toEqual({})

    const [one, two] = await nodesOf(call, 'cp')
    expect([one!.fixedCloudlets, two!.fixedCloudlets]).toEqual([first[0], second[0]])
    expect(two).toMatchObject({ flexibleCloudlets: 16, maxchanks: 16 })
    const wrong = call(method, { envName, ...target, fixedCloudlets: 20, flexibleCloudlets: 16 })
    expect(await errorOf(wrong)).toMatchObject({ details: { parameter: 'flexibleCloudlets' } })
  })
})

describe('variables', () => {
  test('of one container: set replaces all, add merges, remove takes away', async () => {
    const call = await aCallerWithShop()
    const [first, second] = await nodesOf(call, 'cp')
    const nodeId = first!.id
    const variables = async () => (await call('GetContainerEnvVars', { envName, nodeId })).object
    expect(await variables()).toEqual({ PATH: expect.any(String) })

    expect(await call('SetContainerEnvVars', { envName, nodeId, vars: '{"A":"1","B":"2"}' })).toEqual({})
    expect(await variables()).toEqual({ A: '1', B: '2' })

    expect(await call('AddContainerEnvVars', { envName, nodeId, vars: { B: 3, C: true } })).toEqual({})
    expect(await variables()).toEqual({ A: '1', B: '3', C: 'true' })

    expect(await call('RemoveContainerEnvVars', { envName, nodeId, vars: '["A","C","X"]' })).toEqual({})
    expect(await variables()).toEqual({ B: '3' })

    expect(await call('SetDockerEnvVars', { envName, nodeId, data: {} })).toEqual({})
    expect(await variables()).toEqual({})
    expect((await call('GetContainerEnvVars', { envName, nodeId: second!.id })).object).toHaveProperty('PATH')
  })

  test.each([
    ['a JSON list', '["SECRET","B"]'],
    ['a list in single quotes', "['SECRET', 'B']"],
    ['names between commas', 'SECRET, B'],
    ['names between semicolons', ' SECRET;B;'],
  ])('are taken away by %s', async (_form, vars) => {
    const call = await aCallerWithShop()
    const [node] = await nodesOf(call, 'cp')
    const nodeId = node!.id
    await call('SetContainerEnvVars', {
      envName,
      nodeId,
      vars: "{'SECRET': 'x', 'B': '1', 'C': '2', 'A,B': '3'}",
    })

    expect(await call('RemoveContainerEnvVars', { envName, nodeId, vars })).toEqual({})
    expect(await call('RemoveContainerEnvVars', { envName, nodeId, vars: '["A,B"]' })).toEqual({})

    expect((await call('GetContainerEnvVars', { envName, nodeId })).object).toEqual({ C: '2' })
  })

  test('of a group', async () => {
    const call = await aCallerWithShop()
    const [first, second] = await nodesOf(call, 'cp')
    const nodeGroup = 'cp'

    await call('SetContainerEnvVarsByGroup', { envName, nodeGroup, data: { A: '1' } })
    await call('AddContainerEnvVars', { envName, nodeGroup, vars: { B: '2' } })
    await call('RemoveContainerEnvVars', { envName, nodeGroup, vars: ['A'] })

    expect(await call('GetContainerEnvVarsByGroup', { envName, nodeGroup })).toEqual({ object: { B: '2' } })
    for (const { id } of [first!, second!]) {
      expect(await call('GetContainerEnvVars', { envName, nodeId: id })).toEqual({ object: { B: '2' } })
    }
  })

  test.each<[string, Answer, string]>([
    ['SetContainerEnvVars', { nodeGroup: 'cp', vars: {} }, 'nodeId'],
    ['SetContainerEnvVars', { vars: 'A=secret-1' }, 'vars'],
    ['SetContainerEnvVars', { vars: ['A'] }, 'vars'],
    ['SetContainerEnvVars', { vars: { 'a b': 'secret-1' } }, 'vars'],
    ['SetContainerEnvVars', { vars: { A: ['secret-1'] } }, 'vars'],
    ['SetContainerEnvVars', { vars: '{"A":"secret-1\\u0000"}' }, 'vars'],
    ['SetContainerEnvVars', { vars: { A: 'secret-1'.repeat(20_000) } }, 'vars'],
    ['SetContainerEnvVars', {}, 'vars'],
    ['SetContainerEnvVarsByGroup', { data: {} }, 'nodeGroup'],
    ['AddContainerEnvVars', { vars: '{broken' }, 'vars'],
    ['AddContainerEnvVars', { vars: "{'A': 'secret-1'" }, 'vars'],
    ['RemoveContainerEnvVars', { vars: [1] }, 'vars'],
    ['RemoveContainerEnvVars', { vars: ' ,; ' }, 'vars'],
    ['RemoveContainerEnvVars', { vars: '["secret-1"' }, 'vars'],
    ['RemoveContainerEnvVars', { vars: "['secret-1]" }, 'vars'],
    ['RemoveContainerEnvVars', { vars: '{"secret-1":1}' }, 'vars'],
  ])('%s refuses %o without repeating it', async (method, parameters, parameter) => {
    const call = await aCallerWithShop()
    const [node] = await nodesOf(call, 'cp')
    const target = parameter === 'nodeId' || parameter === 'nodeGroup' ? {} : { nodeId: node!.id }

    const error = await errorOf(call(method, { envName, ...target, ...parameters }))

    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', details: { parameter } })
    expect(error.message).not.toContain('secret-1')
  })
})

test('display names are set, and taken away again', async () => {
  const call = await aCallerWithShop()
  const [node] = await nodesOf(call, 'sqldb')
  const names = async () => {
    const { env, nodes, nodeGroups } = await call('GetEnvInfo', { envName })
    return [env.displayName, nodes[2].displayName, nodeGroups[1].displayName]
  }

  const set = async (displayName?: string) => {
    await call('SetEnvDisplayName', { envName, displayName })
    await call('SetNodeDisplayName', { envName, nodeId: node!.id, displayName })
    await call('SetNodeGroupDisplayName', { envName, nodeGroup: 'sqldb', displayName })
  }
  await set('The "shop" 🛒')
  expect(await names()).toEqual(['The "shop" 🛒', 'The "shop" 🛒', 'The "shop" 🛒'])

  await set()
  expect(await names()).toEqual([undefined, undefined, 'SQL Databases'])
  expect(JSON.stringify(await call('GetEnvs'))).not.toContain('null')

  expect(await errorOf(set('x'.repeat(101)))).toMatchObject({ details: { parameter: 'displayName' } })
})

test.each(['environment.control.SetSLBAccessEnabled', 'environment.nodegroup.SetSLBAccessEnabled'])(
  '%s switches the access to a layer, and leaves its name',
  async (method) => {
    const call = await aCallerWithShop()
    await call('SetNodeGroupDisplayName', { envName, nodeGroup: 'cp', displayName: 'Front' })

    expect(await call(method, { envName, nodeGroup: 'cp', enabled: false })).toEqual({})

    const { nodeGroups } = await call('GetEnvInfo', { envName })
    expect(nodeGroups[0]).toMatchObject({ isSLBAccessEnabled: false, displayName: 'Front' })
    expect(nodeGroups[1]).toMatchObject({ isSLBAccessEnabled: true })
  },
)

describe('statistics', () => {
  test('GetSumStat is one sum over the period, without a load when stopped', async () => {
    const call = await aCallerWithShop()
    const ask = () => call('GetSumStat', { envName, duration: 3600, endtime: '2030-01-31 18:00:00' })

    const { stats } = await ask()
    expect(stats).toHaveLength(1)
    expect(stats[0]).toMatchObject({ start: '2030-01-31 17:00:00', duration: 3600, cpu: { usage: 80 } })
    expect(await ask()).toEqual({ stats })

    await call('StopEnv', { envName })
    expect((await ask()).stats[0]).toMatchObject({ cpu: { time: 0, usage: 0 }, mem: 0, disk: stats[0].disk })
  })

  test('GetStats has a sample for each container and interval', async () => {
    const call = await aCallerWithShop()
    const [node] = await nodesOf(call, 'sqldb')
    const period = { envName, duration: 3600, interval: 1200, endtime: '2030-01-31 18:00:00' }

    expect((await call('GetStats', period)).stats).toHaveLength(12)
    expect((await call('GetStats', { ...period, nodeGroup: 'cp' })).stats).toHaveLength(6)
    expect((await call('GetStats', { ...period, nodetype: 'docker' })).stats).toHaveLength(3)
    expect((await call('GetStats', { ...period, nodeid: node!.id })).stats).toMatchObject([
      { nodeid: node!.id, start: '2030-01-31 17:00:00' },
      { nodeid: node!.id, start: '2030-01-31 17:20:00' },
      { nodeid: node!.id, start: '2030-01-31 17:40:00' },
    ])
  })

  test.each<[Answer, string]>([
    [{}, 'duration'],
    [{ duration: 0 }, 'duration'],
    [{ duration: 60, endtime: 'now' }, 'endtime'],
    [{ duration: 60, endtime: '2030-02-30 00:00:00' }, 'endtime'],
    [{ duration: 60, endtime: '0000-01-01 00:00:00' }, 'endtime'],
    [{ duration: 60 }, 'interval'],
    [{ duration: 100_000, interval: 1 }, 'interval'],
  ])('%o is refused', async (parameters, parameter) => {
    const call = await aCallerWithShop()
    expect(await errorOf(call('GetStats', { envName, ...parameters }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { parameter },
    })
  })
})

test('GetRegions lists what CreateEnvironment takes', async () => {
  const call = await aCallerWithShop()

  const { array } = await call('GetRegions')

  expect(array.length).toBeGreaterThan(1)
  for (const [index, region] of (array as Answer[]).entries()) {
    expect(region).toMatchObject({ displayName: expect.any(String), domain: expect.any(String) })
    const { uniqueName } = region.hardNodeGroups[0]
    const env = { shortdomain: `in-region-${index}`, region: uniqueName }
    const { response } = await call('CreateEnvironment', { env, nodes: [{ nodeType: 'nodejs' }] })
    expect(response.env.hardwareNodeGroup).toBe(uniqueName)
  }
})
