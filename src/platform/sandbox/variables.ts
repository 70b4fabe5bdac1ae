import { invalidParameter } from '../../methods/invalid-parameter.ts'
import type { Parameters } from '../platform.ts'
import { changeable, changeEnvironment, findEnvironment, findNodes, withNodes } from './environment-row.ts'
import type { Handler, Handlers } from './handler.ts'
import {
  optionalObject,
  optionalTexts,
  requiredObject,
  requiredNames,
  requiredText,
  requiredWhole,
} from './parameters.ts'

type Variables = Record<string, string>

/** Together, for one container: names and values. */
const mostCharacters = 128 * 1024

/**
 * Variables of containers. They hold passwords as often as not, so these methods are the only ones that show them:
 * no description of an environment has them.
 */
export const variableHandlers: Handlers = {
  'environment.control.GetContainerEnvVars': get('nodeId'),
  'environment.control.GetContainerEnvVarsByGroup': get('nodeGroup'),

  'environment.control.SetContainerEnvVars': set('nodeId', 'vars'),
  'environment.control.SetDockerEnvVars': set('nodeId', 'data'),
  'environment.control.SetContainerEnvVarsByGroup': set('nodeGroup', 'data'),

  'environment.control.AddContainerEnvVars': change((parameters) => {
    const added = toVariables(requiredObject(parameters, 'vars'), 'vars')
    return (variables) => ({ ...variables, ...added })
  }),
  'environment.control.RemoveContainerEnvVars': change((parameters) => {
    const removed = new Set(requiredNames(parameters, 'vars'))
    return (variables) => Object.fromEntries(Object.entries(variables).filter(([name]) => !removed.has(name)))
  }),
}

/** Variables from an object, or from the list of `NAME=value` that container tools write. */
export function readVariables(parameters: Parameters, name: string): Variables {
  if (!Array.isArray(parameters[name])) return toVariables(optionalObject(parameters, name) ?? {}, name)
  const pairs = optionalTexts(parameters, name)!.map((line) => /^([^=]*)=?(.*)$/s.exec(line)!.slice(1))
  return toVariables(Object.fromEntries(pairs) as Record<string, unknown>, name)
}

function get(target: 'nodeId' | 'nodeGroup'): Handler {
  return async (call, parameters) => {
    requireTarget(parameters, target)
    const nodes = findNodes(await findEnvironment(call, parameters), parameters)
    return { object: nodes[0]!.variables }
  }
}

/** Replaces all, even what the image brought along. */
function set(target: 'nodeId' | 'nodeGroup', parameter: 'vars' | 'data'): Handler {
  return change((parameters) => {
    requireTarget(parameters, target)
    const variables = toVariables(requiredObject(parameters, parameter), parameter)
    return () => variables
  })
}

function change(read: (parameters: Parameters) => (variables: Variables) => Variables): Handler {
  return async (call, parameters) => {
    const changed = read(parameters)
    await changeEnvironment(call, parameters, changeable, (environment) => ({
      nodes: withNodes(environment, findNodes(environment, parameters), (node) => ({
        variables: checkedSize(changed(node.variables), 'vars'),
      })),
    }))
    return {}
  }
}

function requireTarget(parameters: Parameters, target: 'nodeId' | 'nodeGroup') {
  if (target === 'nodeGroup') requiredText(parameters, target)
  else requiredWhole(parameters, target, 1, Number.MAX_SAFE_INTEGER)
}

function toVariables(given: Record<string, unknown>, parameter: string): Variables {
  const entries = Object.entries(given).map(([name, value]) => {
    if (!/^[^=\s]{1,255}$/.test(name))
      throw invalidParameter(parameter, 'a name of a variable has no spaces and no =')
    if (typeof value === 'object' && value !== null)
      throw invalidParameter(parameter, 'the value of a variable must be text')
    return [name, String(value ?? '')] as const
  })
  return checkedSize(Object.fromEntries(entries), parameter)
}

function checkedSize(variables: Variables, parameter: string) {
  if (JSON.stringify(variables).length > mostCharacters)
    throw invalidParameter(parameter, 'the variables are too large together')
  return variables
}
