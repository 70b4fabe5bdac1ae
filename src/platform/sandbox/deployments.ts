import { and, eq } from 'drizzle-orm'
import type { Database } from '../../database/connect.ts'
import { uploads, type SandboxDeployment } from '../../database/schema.ts'
import { ApiError } from '../../errors.ts'
import { invalidParameter } from '../../methods/invalid-parameter.ts'
import type { Parameters } from '../platform.ts'
import { deployment, nodeGroupNames } from './environment-info.ts'
import { changeEnvironment, findEnvironment, findNodes, type EnvironmentRow } from './environment-row.ts'
import { inBothLayers, type Handler, type Handlers } from './handler.ts'
import { optionalText, requiredShortText, requiredText } from './parameters.ts'
import { statuses } from './statuses.ts'
import { toProtocolTime } from './time.ts'
import { uploadIdIn } from './uploads.ts'

/** Replaces what was in the context. An archive from elsewhere is noted, not fetched: the sandbox opens no connections. */
const deploy: Handler = async (call, parameters) => {
  const archiveName = requiredShortText(parameters, 'fileName', 255)
  const archiveUri = requiredText(parameters, 'fileUrl')
  if (!/^https?:\/\/\S{1,2000}$/.test(archiveUri)) {
    throw invalidParameter('fileUrl', 'it must be an http or https address of at most 2000 characters')
  }
  const context = readContext(parameters, 'context') ?? 'ROOT'

  let responses: unknown[] = []
  await changeEnvironment(call, parameters, [statuses.RUNNING], async (environment, tx) => {
    const nodeGroup = chooseNodeGroup(environment, parameters)
    const source = await describeSource(tx, call.account.id, archiveUri)
    responses = findNodes(environment, { nodeGroup }).map(({ id }) => ({
      result: 0,
      nodeid: id,
      out: `node [${id}] ${archiveName} (${source}) deployed to the context ${context}`,
    }))
    const others = environment.deployments.filter((one) => !isAt(one, context, nodeGroup))
    const deployedAt = toProtocolTime(new Date())
    return { deployments: [...others, { context, archiveName, archiveUri, nodeGroup, deployedAt }] }
  })
  return inBothLayers({ responses })
}

const undeploy: Handler = async (call, parameters) => {
  const context = requireContext(parameters, 'context')
  await changeEnvironment(call, parameters, [statuses.RUNNING], (environment) => {
    const found = findDeployment(environment, context, parameters)
    return { deployments: environment.deployments.filter((one) => one !== found) }
  })
  return {}
}

/** Applications in the containers of an environment: deploying, listing, moving and removing them. */
export const deploymentHandlers: Handlers = {
  'environment.deployment.DeployArchive': deploy,
  'environment.control.DeployApp': deploy,

  'environment.deployment.GetDeployments': async (call, parameters) => {
    const environment = await findEnvironment(call, parameters)
    const nodeGroup = requiredText(parameters, 'nodeGroup')
    findNodes(environment, { nodeGroup })
    return {
      deployments: environment.deployments.filter((one) => one.nodeGroup === nodeGroup).map(deployment),
    }
  },

  'environment.deployment.RenameContext': rename('oldContext', 'newContext'),
  'environment.control.RenameApp': rename('oldcontext', 'newcontext'),

  'environment.deployment.Undeploy': undeploy,
  'environment.control.RemoveApp': undeploy,
}

function rename(from: string, to: string): Handler {
  return async (call, parameters) => {
    const oldContext = requireContext(parameters, from)
    const context = requireContext(parameters, to)
    await changeEnvironment(call, parameters, [statuses.RUNNING], (environment) => {
      const found = findDeployment(environment, oldContext, parameters)
      if (
        oldContext !== context &&
        environment.deployments.some((one) => isAt(one, context, found.nodeGroup))
      ) {
        throw invalidParameter(to, 'there is an application in this context already')
      }
      return {
        deployments: environment.deployments.map((one) => (one === found ? { ...one, context } : one)),
      }
    })
    return {}
  }
}

/** Where archives go if the caller does not say: to the application servers, or to the first layer there is. */
function chooseNodeGroup(environment: EnvironmentRow, parameters: Parameters): string {
  const groups = nodeGroupNames(environment)
  return optionalText(parameters, 'nodeGroup') ?? (groups.includes('cp') ? 'cp' : groups[0]!)
}

function findDeployment(
  environment: EnvironmentRow,
  context: string,
  parameters: Parameters,
): SandboxDeployment {
  const nodeGroup = chooseNodeGroup(environment, parameters)
  const found = environment.deployments.find((one) => isAt(one, context, nodeGroup))
  if (!found) {
    throw new ApiError(
      'NOT_FOUND',
      `There is nothing in the context ${context} of [${environment.name}], node group ${nodeGroup}.`,
    )
  }
  return found
}

/** @throws ApiError `NOT_FOUND` for an upload that is gone, or another account's */
async function describeSource(db: Database, accountId: string, archiveUri: string): Promise<string> {
  const id = uploadIdIn(archiveUri)
  if (!id) return 'from an outside address, which the sandbox does not fetch'

  const [upload] = await db
    .select({ size: uploads.size })
    .from(uploads)
    .where(and(eq(uploads.id, id), eq(uploads.accountId, accountId)))
  if (!upload)
    throw new ApiError('NOT_FOUND', 'There is no such upload. Upload the archive again.', {
      parameter: 'fileUrl',
    })
  return `${upload.size} bytes`
}

function isAt(one: SandboxDeployment, context: string, nodeGroup: string) {
  return one.context === context && one.nodeGroup === nodeGroup
}

function requireContext(parameters: Parameters, parameter: string): string {
  requiredText(parameters, parameter)
  return readContext(parameters, parameter)!
}

/** `/` and `ROOT` are one: what answers when the address has no path. */
function readContext(parameters: Parameters, parameter: string): string | undefined {
  const given = optionalText(parameters, parameter)
  if (given === undefined) return undefined
  const context = given.replace(/^\/+|\/+$/g, '')
  if (context === '' || context.toUpperCase() === 'ROOT') return 'ROOT'
  if (!/^[\w.~/-]{1,100}$/.test(context))
    throw invalidParameter(parameter, 'it must be a path, such as shop or ROOT')
  return context
}
