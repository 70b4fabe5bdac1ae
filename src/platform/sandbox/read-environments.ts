import { asc, eq, sql } from 'drizzle-orm'
import type { Database } from '../../database/connect.ts'
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

/** Environments as they are. */
export function readHandlers(db: Database): Handlers {
  const getEnvironments = listEnvironments(db)
  return {
    'environment.control.GetEnvs': getEnvironments,
    'environment.control.GetBasicEnvsInfo': getEnvironments,
    ...singleHandlers,
  }
}

/** What clients ask for most: prepared once. */
function listEnvironments(db: Database): Handler {
  const list = db
    .select()
    .from(environments)
    .where(eq(environments.accountId, sql.placeholder('accountId')))
    .orderBy(asc(environments.createdAt), asc(environments.name))
    .prepare('list_environments')

  return async ({ account }, parameters) => {
    refuseOtherOwner(account, parameters)
    const rows = await list.execute({ accountId: account.id })
    return { infos: rows.map((row) => environmentInfo(row, account)) }
  }
}

const singleHandlers: Handlers = {
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
