import type { SandboxNode } from '../../database/schema.ts'
import { invalidParameter } from '../../methods/invalid-parameter.ts'
import type { Parameters } from '../platform.ts'
import { environmentInfo } from './environment-info.ts'
import { changeable, changeEnvironment, findNodes, withNodes } from './environment-row.ts'
import type { Handler, Handlers } from './handler.ts'
import { createNodes, readNodes, type NodeDraft } from './nodes.ts'
import {
  optionalFlag,
  optionalShortText,
  optionalText,
  requiredObject,
  requiredText,
  requiredWhole,
} from './parameters.ts'

/** Which containers there are, and how large they may grow. */
export const topologyHandlers: Handlers = {
  'environment.control.ChangeTopology': async (call, parameters) => {
    const env = requiredObject(parameters, 'env')
    const drafts = readNodes(parameters)
    const displayName = optionalShortText(env, 'displayName', 100)

    const row = await changeEnvironment(call, parameters, changeable, async (environment, tx) => {
      const shortdomain = optionalText(env, 'shortdomain')
      if (shortdomain !== undefined && shortdomain !== environment.name) {
        throw invalidParameter(
          'env',
          'its shortdomain must be the name of the environment, which cannot be changed',
        )
      }
      const { kept, missing } = matchNodes(environment.nodes, drafts)
      const nodes = [...kept, ...(await createNodes(tx, missing))]
      return {
        nodes,
        // What ran in a layer goes with the layer.
        deployments: environment.deployments.filter((one) =>
          nodes.some((node) => node.nodeGroup === one.nodeGroup),
        ),
        ...(displayName && { displayName }),
        sslEnabled: optionalFlag(env, 'sslstate') ?? environment.sslEnabled,
        highAvailability: optionalFlag(env, 'ishaenabled') ?? environment.highAvailability,
      }
    })
    return { response: { result: 0, ...environmentInfo(row, call.account) } }
  },

  'environment.control.SetCloudletsCountById': setCloudlets((parameters) => {
    const { nodeId = parameters.nodeid } = parameters
    return { nodeId: requiredWhole({ nodeId }, 'nodeId', 1, Number.MAX_SAFE_INTEGER) }
  }),
  'environment.control.SetCloudletsCountByGroup': setCloudlets((parameters) => ({
    nodeGroup: requiredText(parameters, 'nodeGroup'),
  })),
}

function setCloudlets(readTarget: (parameters: Parameters) => Parameters): Handler {
  return async (call, parameters) => {
    const target = readTarget(parameters)
    const fixedCloudlets = requiredWhole(parameters, 'fixedCloudlets', 0, 1024)
    const flexibleCloudlets = requiredWhole(parameters, 'flexibleCloudlets', 0, 1024)
    if (flexibleCloudlets < fixedCloudlets) {
      throw invalidParameter('flexibleCloudlets', 'the limit must not be below fixedCloudlets')
    }

    await changeEnvironment(call, parameters, changeable, (environment) => ({
      nodes: withNodes(environment, findNodes(environment, target), () => ({
        fixedCloudlets,
        flexibleCloudlets,
      })),
    }))
    return {}
  }
}

/**
 * A container stays, with its number and its variables, if the new topology has one of its kind in its layer: a client
 * that scales from 2 to 3 keeps the 2.
 */
function matchNodes(existing: SandboxNode[], drafts: NodeDraft[]) {
  const free = new Set(existing)
  const kept: SandboxNode[] = []

  const missing = drafts.map(({ count, node }) => {
    const alike = [...free]
      .filter(({ nodeGroup, nodeType }) => nodeGroup === node.nodeGroup && nodeType === node.nodeType)
      .slice(0, count)
    for (const one of alike) {
      free.delete(one)
      const changed = { ...one, ...node, variables: { ...one.variables, ...node.variables } }
      kept.push({
        ...changed,
        flexibleCloudlets: Math.max(changed.fixedCloudlets, changed.flexibleCloudlets),
      })
    }
    return { count: count - alike.length, node }
  })
  return { kept, missing }
}
