import { invalidParameter } from '../../methods/invalid-parameter.ts'
import type { Parameters } from '../platform.ts'
import { changeEnvironment, findNodes, withNodes } from './environment-row.ts'
import type { Handler, Handlers } from './handler.ts'
import { optionalFlag, optionalShortText, optionalText, requiredText, requiredWhole } from './parameters.ts'

/** Names for the eye, and the switch by which a layer is reached from outside. None of them depends on the status. */
export const displayNameHandlers: Handlers = {
  'environment.control.SetEnvDisplayName': async (call, parameters) => {
    const displayName = readDisplayName(parameters)
    await changeEnvironment(call, parameters, 'any status', () => ({ displayName: displayName ?? null }))
    return {}
  },

  'environment.control.SetNodeDisplayName': async (call, parameters) => {
    const displayName = readDisplayName(parameters)
    const nodeId = requiredWhole(parameters, 'nodeId', 1, Number.MAX_SAFE_INTEGER)
    await changeEnvironment(call, parameters, 'any status', (environment) => ({
      nodes: withNodes(environment, findNodes(environment, { nodeId }), () => ({ displayName })),
    }))
    return {}
  },

  'environment.control.SetNodeGroupDisplayName': setOnGroup((parameters) => ({
    displayName: readDisplayName(parameters),
  })),
  'environment.control.SetSLBAccessEnabled': setOnGroup(readSlbAccess),
  'environment.nodegroup.SetSLBAccessEnabled': setOnGroup(readSlbAccess),
}

function setOnGroup(
  read: (parameters: Parameters) => { displayName?: string; slbAccess?: boolean },
): Handler {
  return async (call, parameters) => {
    const settings = read(parameters)
    const nodeGroup = requiredText(parameters, 'nodeGroup')
    await changeEnvironment(call, parameters, 'any status', (environment) => {
      findNodes(environment, { nodeGroup })
      const { nodeGroups } = environment
      return { nodeGroups: { ...nodeGroups, [nodeGroup]: { ...nodeGroups[nodeGroup], ...settings } } }
    })
    return {}
  }
}

/** Left out, it takes the name away. */
function readDisplayName(parameters: Parameters): string | undefined {
  const displayName = optionalText(parameters, 'displayName')?.trim()
  return optionalShortText({ displayName }, 'displayName', 100)
}

function readSlbAccess(parameters: Parameters) {
  const slbAccess = optionalFlag(parameters, 'enabled')
  if (slbAccess === undefined) throw invalidParameter('enabled', 'it is missing')
  return { slbAccess }
}
