import { changeEnvironment, findEnvironment, findNodes, requireStatus, withNodes } from './environment-row.ts'
import type { Handler, Handlers } from './handler.ts'
import type { SandboxNode } from '../../database/schema.ts'
import { invalidParameter } from '../../methods/invalid-parameter.ts'
import type { Parameters } from '../platform.ts'
import { requiredText, requiredWhole } from './parameters.ts'
import { statuses } from './statuses.ts'

type Target = 'nodeId' | 'nodeGroup' | 'either'

/** Restarting containers, and replacing them by those of another tag. */
export const restartHandlers: Handlers = {
  'environment.control.RestartNodes': restart('either'),
  'environment.control.RestartServices': restart('either'),
  'environment.control.RestartNodeById': restart('nodeId'),
  'environment.control.RestartContainerById': restart('nodeId'),
  'environment.control.RestartNodesByGroup': restart('nodeGroup'),
  'environment.control.RestartContainersByGroup': restart('nodeGroup'),

  'environment.control.RedeployContainers': redeploy('either'),
  'environment.control.RedeployContainerById': redeploy('nodeId'),
  'environment.control.RedeployContainersByGroup': redeploy('nodeGroup'),
}

/**
 * A container that runs runs afterwards: nothing is left to see but the answer. Where neither a node nor a group is
 * named, every node is meant.
 */
function restart(target: Target): Handler {
  return async (call, parameters) => {
    const chosen = readTarget(parameters, target)
    const environment = await findEnvironment(call, parameters)
    requireStatus(environment, [statuses.RUNNING])
    const isAll = chosen.nodeId === undefined && chosen.nodeGroup === undefined
    const nodes = isAll ? environment.nodes : findNodes(environment, chosen)
    return { responses: nodes.map((node) => nodeResponse(node, 'restarted')) }
  }
}

/** Login and password of the registry are not needed here, and are not kept. */
function redeploy(target: Target): Handler {
  return async (call, parameters) => {
    const chosen = readTarget(parameters, target)
    const tag = requiredText(parameters, 'tag')
    if (!/^\w[\w.-]{0,127}$/.test(tag))
      throw invalidParameter('tag', 'it must be a tag of an image, such as 1.27-alpine')

    let nodes: SandboxNode[] = []
    await changeEnvironment(call, parameters, [statuses.RUNNING], (environment) => {
      nodes = findNodes(environment, chosen)
      return { nodes: withNodes(environment, nodes, () => ({ tag })) }
    })
    return { responses: nodes.map((node) => nodeResponse(node, `redeployed with the tag ${tag}`)) }
  }
}

/** Some methods of the family write `nodeid`. */
function readTarget(parameters: Parameters, target: Target): Parameters {
  const { nodeId = parameters.nodeid, nodeGroup } = parameters
  const chosen = { nodeId, nodeGroup }
  if (target === 'nodeId') requiredWhole(chosen, 'nodeId', 1, Number.MAX_SAFE_INTEGER)
  if (target === 'nodeGroup') requiredText(chosen, 'nodeGroup')
  return chosen
}

function nodeResponse({ id }: SandboxNode, done: string) {
  return { result: 0, nodeid: id, out: `node ${id} ${done}` }
}
