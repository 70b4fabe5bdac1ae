import { asc, eq } from 'drizzle-orm'
import { environments } from '../../database/schema.ts'
import { ApiError } from '../../errors.ts'
import {
  environmentDomain,
  environmentInfo,
  nodeDomain,
  nodeGroup,
  nodeGroupNames,
} from './environment-info.ts'
import { findEnvironment } from './environment-row.ts'
import type { Handler, Handlers } from './handler.ts'
import { refuseOtherOwner } from './owner.ts'
import { optionalWhole, requiredText } from './parameters.ts'

const getEnvironments: Handler = async ({ db, account }, parameters) => {
  refuseOtherOwner(account, parameters)
  const rows = await db
    .select()
    .from(environments)
    .where(eq(environments.accountId, account.id))
    .orderBy(asc(environments.createdAt), asc(environments.name))
  return { infos: rows.map((row) => environmentInfo(row, account)) }
}

/** Environments as they are. */
export const readHandlers: Handlers = {
  'environment.control.GetEnvs': getEnvironments,
  'environment.control.GetBasicEnvsInfo': getEnvironments,

  'environment.control.GetEnvInfo': async (call, parameters) =>
    environmentInfo(await findEnvironment(call, parameters), call.account),

  'environment.control.GetNodeGroups': async (call, parameters) => {
    const row = await findEnvironment(call, parameters)
    return { object: nodeGroupNames(row).map((name) => nodeGroup(row, name)) }
  },

  'environment.nodegroup.Get': async (call, parameters) => {
    const row = await findEnvironment(call, parameters)
    const name = requiredText(parameters, 'nodeGroup')
    if (!nodeGroupNames(row).includes(name)) {
      const has = nodeGroupNames(row).join(', ')
      throw new ApiError('NOT_FOUND', `Environment [${row.name}] has no such node group. It has: ${has}.`, {
        parameter: 'nodeGroup',
      })
    }
    return { nodeGroup: nodeGroup(row, name) }
  },

  'environment.binder.GetDomains': async (call, parameters) => {
    const row = await findEnvironment(call, parameters)
    const { uid } = call.account
    const group = parameters.nodeGroup
    const id = optionalWhole(parameters, 'nodeId', 1, Number.MAX_SAFE_INTEGER)
    const nodes = row.nodes.filter((node) => (!group || node.nodeGroup === group) && (!id || node.id === id))
    const groups = [...new Set(nodes.map((node) => node.nodeGroup))]
    return {
      env: [environmentDomain(row, uid)],
      nodeGroups: groups.map((name) => ({
        nodeGroup: name,
        domains: nodes.filter((node) => node.nodeGroup === name).map((node) => nodeDomain(row, node, uid)),
      })),
    }
  },
}
