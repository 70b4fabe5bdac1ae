import { describe, expect, test } from 'vitest'
import { addSampleEnvironments } from '../../../src/platform/sandbox/sample-environments.ts'
import {
  aCaller,
  aCallerWithShop,
  anAccount,
  database,
  errorOf,
  sandbox,
  shopNodes,
  useSandbox,
  type Answer,
} from './a-sandbox.ts'

useSandbox()

test('accounts that list at the same time get their own, in order, however many they are', async () => {
  const names = await Promise.all(
    Array.from({ length: 70 }, async (_, index) => {
      const owner = await anAccount()
      const call = await aCaller(owner)
      const own = [`a${index}`, `b${index}`, `c${index}`].slice(0, index % 4)
      for (const shortdomain of own) {
        await call('CreateEnvironment', { env: { shortdomain }, nodes: [{ nodeType: 'tomcat' }] })
      }
      return { owner, call, own }
    }),
  )
  const namesOf = ({ infos }: Answer) => infos.map(({ env }: Answer) => env.envName)
  const overviews = names.map(({ owner }) =>
    sandbox().call(owner, 'environment.control.GetEnvs', {}, 'overview'),
  )
  const lists = names.map(({ call }) => call('GetEnvs'))
  const expected = names.map(({ own }) => own)
  expect((await Promise.all(overviews)).map(namesOf)).toEqual(expected)
  expect((await Promise.all(lists)).map(namesOf)).toEqual(expected)
})

test('an overview says the same of each environment, without what belongs to its nodes', async () => {
  const owner = await anAccount()
  const call = await aCallerWithShop(owner)
  await call('CreateEnvironment', {
    env: { shortdomain: 'named', displayName: 'Named "ü"', region: 'second' },
    nodes: [{ nodeType: 'tomcat' }],
  })
  await call('AttachEnvGroup', { envName: 'named', envGroup: 'a,b "c"' })
  await call('StopEnv', { envName: 'named' })

  const { infos } = await call('GetEnvs')
  const overview = await sandbox().call(owner, 'environment.control.GetEnvs', {}, 'overview')
  expect(overview).toEqual({
    infos: (infos as Answer[]).map(({ env, envGroups }) => {
      const { envName, domain, displayName, status, createdOn, hardwareNodeGroup } = env
      const name = displayName === undefined ? {} : { displayName }
      return { env: { envName, domain, ...name, status, createdOn, hardwareNodeGroup }, envGroups }
    }),
  })
  expect((infos as Answer[]).map(({ env, envGroups }) => [env.status, env.displayName, envGroups])).toEqual([
    [1, undefined, []],
    [2, 'Named "ü"', expect.any(Array)],
  ])
  expect(await sandbox().call(await anAccount(), 'environment.control.GetEnvs', {}, 'overview')).toEqual({
    infos: [],
  })
})

describe('the description of an environment', () => {
  const envMembers = {
    appid: expect.stringMatching(/^[0-9a-f]{32}$/),
    envName: 'shop',
    shortdomain: 'shop',
    domain: expect.stringMatching(/^shop\.u\d+\.sandbox\.localhost$/),
    status: 1,
    uid: expect.any(Number),
    creatorUid: expect.any(Number),
    createdOn: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    extdomains: [],
    contexts: [],
    hardwareNodeGroup: 'default',
    hostGroup: { uniqueName: 'default', displayName: 'Default' },
    sslstate: false,
    ishaenabled: false,
    isTransferring: false,
    isFirewallEnabled: true,
  }
  const groupMembers = {
    name: 'cp',
    displayName: 'Application Servers',
    isSLBAccessEnabled: true,
    isSequentialDeploy: true,
    redeployContainerDelay: expect.any(Number),
    redeployContextDelay: expect.any(Number),
    restartContainerDelay: expect.any(Number),
    restartNodeDelay: expect.any(Number),
    scalingMode: expect.any(String),
    templateType: expect.any(String),
    vType: 'ct',
    features: [],
    deployments: [],
  }
  const nodeMembers = {
    id: expect.any(Number),
    name: 'registry.local:5000/web/nginx',
    nodeType: 'docker',
    nodeGroup: 'bl',
    nodemission: 'docker',
    type: 'NATIVE',
    status: 1,
    intIP: expect.stringMatching(/^10\.\d+\.\d+\.\d+$/),
    address: expect.stringMatching(/^node\d+-shop\./),
    url: expect.stringMatching(/^http:\/\/node\d+-shop\.u\d+\.sandbox\.localhost:80$/),
    adminUrl: expect.any(String),
    extIPs: [],
    ctid: expect.any(Number),
    fixedCloudlets: 1,
    flexibleCloudlets: 8,
    maxchanks: 8,
    diskLimit: expect.any(Number),
    diskIoLimit: expect.any(Number),
    diskIopsLimit: expect.any(Number),
    bandwidthLimit: expect.any(Number),
    ismaster: true,
    port: 80,
    user: expect.any(String),
    version: '1.27',
    osType: 'LINUX',
    singleContext: false,
    endpoints: [],
    features: [],
    messages: [],
    packages: [],
    addons: [],
    customitem: {
      dockerName: 'registry.local:5000/web/nginx',
      dockerTag: '1.27',
      dockerManifest: {},
      dockerVolumes: [],
      dockerVolumesFrom: [],
    },
  }

  const descriptions: [string, (answer: Answer) => Answer][] = [
    ['GetEnvs', ({ infos }) => infos[0]],
    ['GetBasicEnvsInfo', ({ infos }) => infos[0]],
    ['GetEnvInfo', (answer) => answer],
  ]

  test.each(descriptions)(
    '%s has all that clients read, nothing null and no variables',
    async (method, find) => {
      const call = await aCallerWithShop()

      const answer = await call(method, { envName: 'shop' })

      const info = find(answer)
      expect(info).toMatchObject({ envGroups: [], nodesData: [], nodesInternalDomains: [], right: 'OWNER' })
      expect(info.uid).toEqual(info.env.uid)
      expect(info.env).toMatchObject(envMembers)
      expect(info.nodeGroups.map(({ name }: Answer) => name)).toEqual(['cp', 'sqldb', 'bl'])
      expect(info.nodeGroups[0]).toMatchObject(groupMembers)
      expect(info.nodes).toHaveLength(4)
      expect(info.nodes[3]).toMatchObject(nodeMembers)
      expect(new Set(info.nodes.map(({ intIP }: Answer) => intIP)).size).toBe(4)

      const text = JSON.stringify(answer)
      expect(text).not.toContain('null')
      expect(text).not.toContain('hidden')
      expect(text).not.toContain('PATH')
    },
  )

  test('what only some methods show', async () => {
    const call = await aCallerWithShop()
    const { nodes } = await call('GetEnvInfo', { envName: 'shop' })

    expect((await call('GetNodeGroups', { envName: 'shop' })).object).toHaveLength(3)
    expect(await call('environment.nodegroup.Get', { envName: 'shop', nodeGroup: 'cp' })).toMatchObject({
      nodeGroup: groupMembers,
    })
    const missing = call('environment.nodegroup.Get', { envName: 'shop', nodeGroup: 'cache' })
    expect(await errorOf(missing)).toMatchObject({ code: 'NOT_FOUND', details: { parameter: 'nodeGroup' } })

    const domains = await call('environment.binder.GetDomains', { envName: 'shop' })
    expect(domains.env[0]).toMatch(/^shop\.u/)
    expect(domains.nodeGroups[0]).toEqual({ nodeGroup: 'cp', domains: [nodes[0].address, nodes[1].address] })
    expect(
      await call('environment.binder.GetDomains', { envName: 'shop', nodeId: nodes[2].id }),
    ).toMatchObject({
      nodeGroups: [{ nodeGroup: 'sqldb', domains: [nodes[2].address] }],
    })
  })
})

test('environments are listed in the order of their making, and only to their owner', async () => {
  const call = await aCallerWithShop()
  await call('CreateEnvironment', { env: { shortdomain: 'another' }, nodes: shopNodes })
  const stranger = await aCaller()

  const { infos } = await call('GetEnvs')
  expect(infos.map(({ env }: Answer) => env.envName)).toEqual(['shop', 'another'])
  expect(await stranger('GetEnvs')).toEqual({ infos: [] })
  expect(await errorOf(stranger('GetEnvs', { ownerUid: infos[0].uid }))).toMatchObject({
    code: 'BAD_USER_INPUT',
  })
  expect(await call('GetEnvs', { ownerUid: infos[0].uid })).toMatchObject({ infos: [{}, {}] })
})

describe('CreateEnvironment', () => {
  test('answers with the environment, in the second layer', async () => {
    const call = await aCaller()

    const answer = await call('CreateEnvironment', {
      env: {
        shortdomain: 'api-2',
        displayName: 'Our API',
        region: 'second',
        sslstate: true,
        ishaenabled: true,
      },
      nodes: [{ nodeType: 'nodejs', count: 2, flexibleCloudlets: 16, diskLimit: 500, displayName: 'Web' }],
      envGroups: ['live'],
    })

    expect(Object.keys(answer)).toEqual(['response'])
    expect(answer.response).toMatchObject({
      result: 0,
      env: {
        envName: 'api-2',
        displayName: 'Our API',
        status: 1,
        hardwareNodeGroup: 'second',
        sslstate: true,
        ishaenabled: true,
      },
      envGroups: ['live'],
      nodes: [
        {
          nodeType: 'nodejs',
          nodeGroup: 'cp',
          flexibleCloudlets: 16,
          diskLimit: 500,
          displayName: 'Web',
          ismaster: true,
        },
        { nodeType: 'nodejs', nodeGroup: 'cp', ismaster: false },
      ],
    })
    expect(await call('GetEnvInfo', { envName: 'api-2' })).toEqual(withoutResult(answer.response))
  })

  test('takes JSON text with single quotes, in all of its parameters', async () => {
    const call = await aCaller()

    const { response } = await call('CreateEnvironment', {
      env: "{'shortdomain': 'quoted'}",
      nodes: "[{'nodeType': 'nodejs'}]",
      envGroups: "['p', 'q']",
    })

    expect(response).toMatchObject({ env: { envName: 'quoted' }, envGroups: ['p', 'q'] })
  })

  test.each([
    [true, 1],
    [true, '1'],
    [true, 'True'],
    [true, ' true '],
    [false, 0],
    [false, '0'],
    [false, 'False'],
  ])('%s may be written as %j', async (read, sslstate) => {
    const call = await aCaller()
    const env = { shortdomain: 'a', sslstate, ishaenabled: !read }

    const { response } = await call('CreateEnvironment', { env: JSON.stringify(env), nodes: shopNodes })

    expect(response.env).toMatchObject({ sslstate: read, ishaenabled: !read })
  })

  test('takes JSON text, one node without a list, and the flat form of a docker image', async () => {
    const call = await aCaller()

    const answer = await call('CreateEnvironment', {
      env: '{"shortdomain":"flat"}',
      nodes: '{"nodeType":"docker","image":"redis:7","env":{"A":1},"fixedCloudlets":12}',
    })

    expect(answer.response.nodes).toMatchObject([
      { nodeGroup: 'cp', name: 'redis', version: '7', fixedCloudlets: 12, flexibleCloudlets: 12 },
    ])
    const nodeId = answer.response.nodes[0].id
    expect(await call('GetContainerEnvVars', { envName: 'flat', nodeId })).toEqual({
      object: { PATH: expect.any(String), A: '1' },
    })
  })

  const nodes = [{ nodeType: 'nodejs' }]
  test.each<[string, string, Answer]>([
    ['no name', 'env', { env: { displayName: 'x' }, nodes }],
    ['no env', 'env', { nodes }],
    ['an env that is no object', 'env', { env: 'shop', nodes }],
    ['a name with capitals', 'env', { env: { shortdomain: 'Shop' }, nodes }],
    ['a name with a dot', 'env', { env: { shortdomain: 'shop.a' }, nodes }],
    ['a name that ends in a hyphen', 'env', { env: { shortdomain: 'shop-' }, nodes }],
    ['a name of 34 characters', 'env', { env: { shortdomain: 'a'.repeat(34) }, nodes }],
    ['a flag that is neither', 'sslstate', { env: { shortdomain: 'a', sslstate: 2 }, nodes }],
    ['a flag that is a list', 'sslstate', { env: { shortdomain: 'a', sslstate: [true] }, nodes }],
    ['an unknown region', 'env', { env: { shortdomain: 'a', region: 'moon' }, nodes }],
    ['no nodes', 'nodes', { env: { shortdomain: 'a' } }],
    ['an empty list of nodes', 'nodes', { env: { shortdomain: 'a' }, nodes: [] }],
    ['nodes that are no JSON', 'nodes', { env: { shortdomain: 'a' }, nodes: '[{' }],
    ['groups that are no JSON', 'envGroups', { env: { shortdomain: 'a' }, nodes, envGroups: '["p"' }],
    ['a node that is no object', 'nodes', { env: { shortdomain: 'a' }, nodes: [1] }],
    ['a node without a type', 'nodeType', { env: { shortdomain: 'a' }, nodes: [{}] }],
    ['an unknown type', 'nodes', { env: { shortdomain: 'a' }, nodes: [{ nodeType: 'abacus' }] }],
    ['docker without an image', 'nodes', { env: { shortdomain: 'a' }, nodes: [{ nodeType: 'docker' }] }],
    [
      'too many nodes',
      'nodes',
      {
        env: { shortdomain: 'a' },
        nodes: [
          { nodeType: 'nodejs', count: 60 },
          { nodeType: 'nodejs', count: 60 },
        ],
      },
    ],
    ['a bad count', 'count', { env: { shortdomain: 'a' }, nodes: [{ nodeType: 'nodejs', count: -1 }] }],
    [
      'a limit below what is reserved',
      'nodes',
      {
        env: { shortdomain: 'a' },
        nodes: [{ nodeType: 'nodejs', fixedCloudlets: 10, flexibleCloudlets: 2 }],
      },
    ],
    [
      'a bad group of nodes',
      'nodes',
      { env: { shortdomain: 'a' }, nodes: [{ nodeType: 'nodejs', nodeGroup: '__proto__' }] },
    ],
    [
      'a variable that is an object',
      'env',
      { env: { shortdomain: 'a' }, nodes: [{ nodeType: 'nodejs', env: { A: {} } }] },
    ],
    ['a character that cannot be stored', 'env', { env: { shortdomain: 'a', displayName: '\0' }, nodes }],
    ['one hidden in JSON text', 'env', { env: '{"shortdomain":"a","displayName":"\\u0000"}', nodes }],
    ['half a character', 'env', { env: { shortdomain: 'a', displayName: '\ud800' }, nodes }],
    ['another owner', 'ownerUid', { env: { shortdomain: 'a' }, nodes, ownerUid: 1 }],
  ])('refuses %s', async (_, parameter, parameters) => {
    const call = await aCaller()

    const error = await errorOf(call('CreateEnvironment', parameters))

    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', details: { parameter } })
    expect(error.message).toContain(`invalid parameter [${parameter}]`)
    expect(await call('GetEnvs')).toEqual({ infos: [] })
  })

  test('a name is taken within the account, and free in another', async () => {
    const call = await aCallerWithShop()
    const again = { env: { shortdomain: 'shop' }, nodes: shopNodes }

    expect(await errorOf(call('CreateEnvironment', again))).toMatchObject({
      code: 'ENVIRONMENT_NAME_TAKEN',
      message: expect.stringContaining('[shop]'),
    })
    const another = await aCaller()
    expect(await another('CreateEnvironment', again)).toMatchObject({ response: { result: 0 } })
  })

  test('of several at once under one name one is made', async () => {
    const call = await aCaller()
    const create = () => call('CreateEnvironment', { env: { shortdomain: 'shop' }, nodes: shopNodes })

    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, create))

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await call('GetEnvs')).infos).toHaveLength(1)
  })
})

describe('CloneEnv', () => {
  test('makes a running copy with containers of its own', async () => {
    const call = await aCallerWithShop()
    await call('SetEnvGroup', { envName: 'shop', envGroup: 'live' })
    const original = await call('GetEnvInfo', { envName: 'shop' })
    await call('StopEnv', { envName: 'shop' })

    const clone = await call('CloneEnv', { srcEnvName: 'shop', dstEnvName: 'shop-clone' })

    expect(clone).toMatchObject({ env: { envName: 'shop-clone', status: 1 }, envGroups: ['live'] })
    expect(clone.env.appid).not.toBe(original.env.appid)
    const kinds = ({ nodes }: Answer) => nodes.map(({ nodeType, version }: Answer) => [nodeType, version])
    expect(kinds(clone)).toEqual(kinds(original))
    const ids = [...clone.nodes, ...original.nodes].map(({ id }: Answer) => id)
    expect(new Set(ids).size).toBe(8)
    const [web] = clone.nodes.slice(-1)
    expect(await call('GetContainerEnvVars', { envName: 'shop-clone', nodeId: web.id })).toMatchObject({
      object: { TLS_KEY: 'hidden' },
    })
  })

  test('refuses a taken name, a bad name and an unknown source', async () => {
    const call = await aCallerWithShop()
    const clone = (srcEnvName: string, dstEnvName?: string) =>
      errorOf(call('CloneEnv', { srcEnvName, dstEnvName }))

    expect(await clone('shop', 'shop')).toMatchObject({ code: 'ENVIRONMENT_NAME_TAKEN' })
    expect(await clone('shop', 'a b')).toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { parameter: 'dstEnvName' },
    })
    expect(await clone('shop')).toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { parameter: 'dstEnvName' },
    })
    expect(await clone('shed', 'new')).toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND' })
  })
})

test('DeleteEnv takes an environment away, in any status, and frees its name', async () => {
  const call = await aCallerWithShop()
  await call('StopEnv', { envName: 'shop' })

  expect(await call('DeleteEnv', { envName: 'shop' })).toEqual({})

  expect(await errorOf(call('DeleteEnv', { envName: 'shop' }))).toMatchObject({
    code: 'ENVIRONMENT_NOT_FOUND',
  })
  expect(await call('GetEnvs')).toEqual({ infos: [] })
  expect(await call('CreateEnvironment', { env: { shortdomain: 'shop' }, nodes: shopNodes })).toBeTruthy()
})

test('the sample environments are there once, and changes to them stay', async () => {
  const account = await anAccount()
  const call = await aCaller(account)

  await addSampleEnvironments(database(), account.id)
  await call('StopEnv', { envName: 'my-project' })
  await addSampleEnvironments(database(), account.id)

  const { infos } = await call('GetEnvs')
  expect(infos).toHaveLength(2)
  expect(infos).toMatchObject([
    { env: { envName: 'my-project', status: 2 }, nodes: [{ nodeGroup: 'cp' }, { nodeGroup: 'sqldb' }] },
    { env: { envName: 'staging', status: 2 }, nodes: [{ nodeGroup: 'cp' }] },
  ])
})

function withoutResult({ result: _, ...rest }: Answer) {
  return rest
}
