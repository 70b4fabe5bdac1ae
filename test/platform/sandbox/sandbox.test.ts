import { expect, test } from 'vitest'
import { apiMethods } from '../../../src/methods/catalogue.ts'
import { anAccount, errorOf, sandbox, useSandbox } from './a-sandbox.ts'

useSandbox()

/** What the sandbox can do. A method that is new here needs a test of its own. */
const implemented = [
  'data.base.CreateObject',
  'data.base.DeleteObject',
  'data.base.GetObjects',
  'environment.binder.GetDomains',
  'environment.control.AddContainerEnvVars',
  'environment.control.AttachEnvGroup',
  'environment.control.ChangeTopology',
  'environment.control.CloneEnv',
  'environment.control.CreateEnvironment',
  'environment.control.DeleteEnv',
  'environment.control.DeployApp',
  'environment.control.DetachEnvGroup',
  'environment.control.GetBasicEnvsInfo',
  'environment.control.GetContainerEnvVars',
  'environment.control.GetContainerEnvVarsByGroup',
  'environment.control.GetEnvInfo',
  'environment.control.GetEnvs',
  'environment.control.GetNodeGroups',
  'environment.control.GetRegions',
  'environment.control.GetStats',
  'environment.control.GetSumStat',
  'environment.control.RedeployContainerById',
  'environment.control.RedeployContainers',
  'environment.control.RedeployContainersByGroup',
  'environment.control.RemoveApp',
  'environment.control.RemoveContainerEnvVars',
  'environment.control.RenameApp',
  'environment.control.RestartContainerById',
  'environment.control.RestartContainersByGroup',
  'environment.control.RestartNodeById',
  'environment.control.RestartNodes',
  'environment.control.RestartNodesByGroup',
  'environment.control.RestartServices',
  'environment.control.SetCloudletsCountByGroup',
  'environment.control.SetCloudletsCountById',
  'environment.control.SetContainerEnvVars',
  'environment.control.SetContainerEnvVarsByGroup',
  'environment.control.SetDockerEnvVars',
  'environment.control.SetEnvDisplayName',
  'environment.control.SetEnvGroup',
  'environment.control.SetNodeDisplayName',
  'environment.control.SetNodeGroupDisplayName',
  'environment.control.SetSLBAccessEnabled',
  'environment.control.SleepEnv',
  'environment.control.StartEnv',
  'environment.control.StopEnv',
  'environment.deployment.DeployArchive',
  'environment.deployment.GetDeployments',
  'environment.deployment.RenameContext',
  'environment.deployment.Undeploy',
  'environment.group.AttachEnv',
  'environment.group.CreateGroup',
  'environment.group.DetachEnv',
  'environment.group.EditGroup',
  'environment.group.GetGroups',
  'environment.group.RemoveGroup',
  'environment.group.SetEnv',
  'environment.group.SetIsolationEnabled',
  'environment.nodegroup.Get',
  'environment.nodegroup.SetSLBAccessEnabled',
  'storage.uploader.Upload',
]

test('every other method of the catalogue is refused, and says so', async () => {
  const account = await anAccount()
  const others = apiMethods.map(({ id }) => id).filter((id) => !implemented.includes(id))
  expect(others).toHaveLength(apiMethods.length - implemented.length)

  for (const id of [...others, 'environment.control.NoSuchMethod', 'constructor', '__proto__']) {
    expect(await errorOf(sandbox().call(account, id, {})), id).toMatchObject({
      code: 'NOT_SUPPORTED',
      message: expect.stringContaining(id),
    })
  }
})

test('these it has', async () => {
  const account = await anAccount()
  for (const id of implemented) {
    const outcome = await sandbox()
      .call(account, id, {})
      .catch((error: unknown) => error)
    expect(outcome, id).not.toMatchObject({ code: 'NOT_SUPPORTED' })
  }
})
