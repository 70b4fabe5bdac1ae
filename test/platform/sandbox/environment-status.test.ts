import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { environments } from '../../../src/database/schema.ts'
import {
  aCaller,
  aCallerWithShop,
  anAccount,
  database,
  errorOf,
  nodesOf,
  useSandbox,
  type CallMethod,
} from './a-sandbox.ts'

useSandbox()

type Status = 'running' | 'stopped' | 'sleeping'
const numbers = { running: 1, stopped: 2, sleeping: 4 }
const names = {
  running: 'ENV_STATUS_TYPE_RUNNING',
  stopped: 'ENV_STATUS_TYPE_DOWN',
  sleeping: 'ENV_STATUS_TYPE_SLEEP',
}

async function bring(call: CallMethod, status: Status) {
  if (status === 'stopped') await call('StopEnv', { envName: 'shop' })
  if (status === 'sleeping') await call('SleepEnv', { envName: 'shop' })
}

async function statusOf(call: CallMethod) {
  const { env, nodes } = await call('GetEnvInfo', { envName: 'shop' })
  expect(nodes[0].status).toBe(env.status)
  return env.status
}

test.each<[Status, string, Status]>([
  ['running', 'StopEnv', 'stopped'],
  ['running', 'SleepEnv', 'sleeping'],
  ['stopped', 'StartEnv', 'running'],
  ['sleeping', 'StartEnv', 'running'],
])('from %s, %s leads to %s', async (from, method, to) => {
  const call = await aCallerWithShop()
  await bring(call, from)

  expect(await call(method, { envName: 'shop' })).toEqual({})

  expect(await statusOf(call)).toBe(numbers[to])
})

test.each<[Status, string, Status[]]>([
  ['running', 'StartEnv', ['stopped', 'sleeping']],
  ['stopped', 'StopEnv', ['running']],
  ['stopped', 'SleepEnv', ['running']],
  ['sleeping', 'StopEnv', ['running']],
  ['sleeping', 'SleepEnv', ['running']],
])('from %s, %s is refused, and nothing changes', async (from, method, required) => {
  const call = await aCallerWithShop()
  await bring(call, from)

  expect(await errorOf(call(method, { envName: 'shop' }))).toMatchObject({
    code: 'ENVIRONMENT_WRONG_STATUS',
    message:
      `Environment [shop] has the status [${names[from]}]. ` +
      `Required statuses: [${required.map((status) => names[status]).join(', ')}].`,
  })
  expect(await statusOf(call)).toBe(numbers[from])
})

test('of stops at the same time exactly one is done', async () => {
  const call = await aCallerWithShop()

  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, () => call('StopEnv', { envName: 'shop' })),
  )

  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') {
      expect(outcome.reason).toMatchObject({ code: 'ENVIRONMENT_WRONG_STATUS' })
    }
  }
  expect(await statusOf(call)).toBe(2)
})

test('stops of several accounts at the same time are each done, for the right one', async () => {
  const calls = await Promise.all(Array.from({ length: 5 }, () => aCallerWithShop()))
  const [other, bystander, ...stopping] = calls
  await other!('StopEnv', { envName: 'shop' })

  const outcomes = await Promise.allSettled(
    [other!, ...stopping].map((call) => call('StopEnv', { envName: 'shop' })),
  )

  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', ...Array<string>(3).fill('fulfilled')])
  expect(await Promise.all(calls.map(statusOf))).toEqual([2, 1, 2, 2, 2])
  expect(await errorOf(bystander!('StopEnv', { envName: 'shop\n' }))).toMatchObject({
    code: 'ENVIRONMENT_NOT_FOUND',
  })
})

test('who changes an environment holds up its own calls, not those of others', async () => {
  const account = await anAccount()
  const [held, free] = await Promise.all([aCallerWithShop(account), aCallerWithShop()])
  let stopped: Promise<unknown> | undefined
  await database().transaction(async (tx) => {
    await tx.select().from(environments).where(eq(environments.accountId, account.id)).for('update')
    stopped = held('StopEnv', { envName: 'shop' })
    await free('StopEnv', { envName: 'shop' })
    expect(await statusOf(held)).toBe(1)
  })
  await stopped
  expect(await statusOf(held)).toBe(2)
})

describe('methods that name an environment', () => {
  const target = { envName: 'shop', nodeId: 1, nodeid: 1, nodeGroup: 'cp' }
  const methods: [string, object?][] = [
    ['GetEnvInfo'],
    ['GetNodeGroups'],
    ['environment.nodegroup.Get'],
    ['environment.binder.GetDomains'],
    ['StartEnv'],
    ['StopEnv'],
    ['SleepEnv'],
    ['DeleteEnv'],
    ['RestartNodes'],
    ['RestartServices'],
    ['RestartNodeById'],
    ['RestartContainerById'],
    ['RestartNodesByGroup'],
    ['RestartContainersByGroup'],
    ['RedeployContainers', { tag: 'latest' }],
    ['RedeployContainerById', { tag: 'latest' }],
    ['RedeployContainersByGroup', { tag: 'latest' }],
    ['ChangeTopology', { env: {}, nodes: [{ nodeType: 'tomcat' }] }],
    ['SetCloudletsCountById', { fixedCloudlets: 1, flexibleCloudlets: 2, count: 1 }],
    ['SetCloudletsCountByGroup', { fixedCloudlets: 1, flexibleCloudlets: 2 }],
    ['SetEnvDisplayName', { displayName: 'Shop' }],
    ['SetNodeDisplayName', { displayName: 'Shop' }],
    ['SetNodeGroupDisplayName', { displayName: 'Shop' }],
    ['SetSLBAccessEnabled', { enabled: false }],
    ['environment.nodegroup.SetSLBAccessEnabled', { enabled: false }],
    ['SetEnvGroup', { envGroup: 'live' }],
    ['AttachEnvGroup', { envGroup: 'live' }],
    ['DetachEnvGroup', { envGroup: 'live' }],
    ['environment.group.SetEnv', { envGroup: 'live' }],
    ['environment.group.AttachEnv', { envGroup: 'live' }],
    ['environment.group.DetachEnv', { envGroup: 'live' }],
    ['environment.group.GetGroups'],
    ['GetContainerEnvVars'],
    ['GetContainerEnvVarsByGroup'],
    ['SetContainerEnvVars', { vars: {} }],
    ['SetDockerEnvVars', { data: {} }],
    ['SetContainerEnvVarsByGroup', { data: {} }],
    ['AddContainerEnvVars', { vars: {} }],
    ['RemoveContainerEnvVars', { vars: [] }],
    ['DeployApp', { fileName: 'a.war', fileUrl: 'http://example.com/a.war' }],
    ['RemoveApp', { context: 'ROOT' }],
    ['RenameApp', { oldcontext: 'ROOT', newcontext: 'a' }],
    ['environment.deployment.DeployArchive', { fileName: 'a.war', fileUrl: 'http://example.com/a.war' }],
    ['environment.deployment.GetDeployments'],
    ['environment.deployment.Undeploy', { context: 'ROOT' }],
    ['environment.deployment.RenameContext', { oldContext: 'ROOT', newContext: 'a' }],
    ['GetSumStat', { duration: 60 }],
    ['GetStats', { duration: 60, interval: 60 }],
  ]

  test.each(methods)("%s: an unknown environment and a stranger's look alike", async (method, parameters) => {
    await aCallerWithShop()
    const stranger = await aCaller()

    const error = await errorOf(stranger(method, { ...target, ...parameters }))

    expect(error).toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND', details: { parameter: 'envName' } })
    expect(error.message).toMatch(/^application \[shop\] not exist\. /)
  })

  test.each(methods.filter(([method]) => method !== 'environment.group.GetGroups'))(
    '%s: envName is needed',
    async (method, parameters) => {
      const call = await aCaller()
      const { envName: _, ...rest } = target

      expect(await errorOf(call(method, { ...rest, ...parameters }))).toMatchObject({
        code: 'BAD_USER_INPUT',
        details: { parameter: 'envName' },
      })
    },
  )

  const onlyRunning = /^(Restart|Redeploy)|App$|Archive|Undeploy|RenameContext/
  test.each(methods.filter(([method]) => onlyRunning.test(method)))(
    '%s: needs a running environment',
    async (method, parameters) => {
      const call = await aCallerWithShop()
      const [node] = await nodesOf(call, 'cp')
      await bring(call, 'stopped')
      const chosen = { ...target, nodeId: node!.id, nodeid: node!.id }

      expect(await errorOf(call(method, { ...chosen, ...parameters }))).toMatchObject({
        code: 'ENVIRONMENT_WRONG_STATUS',
        message: expect.stringContaining(
          '[ENV_STATUS_TYPE_DOWN]. Required statuses: [ENV_STATUS_TYPE_RUNNING]',
        ),
      })
    },
  )

  const notAsleep = /^ChangeTopology|Cloudlets|^(Set|Add|Remove)(Container|Docker)/
  test.each(methods.filter(([method]) => notAsleep.test(method)))(
    '%s: works on a stopped environment, not on a sleeping one',
    async (method, parameters) => {
      const call = await aCallerWithShop()
      const [node] = await nodesOf(call, 'cp')
      const chosen = { ...target, nodeId: node!.id, nodeid: node!.id, ...parameters }

      await bring(call, 'stopped')
      await call(method, chosen)

      await call('StartEnv', { envName: 'shop' })
      await bring(call, 'sleeping')
      expect(await errorOf(call(method, chosen))).toMatchObject({ code: 'ENVIRONMENT_WRONG_STATUS' })
    },
  )
})
