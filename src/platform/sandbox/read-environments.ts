import { askPrepared, readMoment } from '../../database/prepared.ts'
import { ApiError } from '../../errors.ts'
import type { Parameters, Reply } from '../platform.ts'
import {
  environmentDomain,
  environmentInfo,
  environmentOverview,
  nodeDomain,
  nodeGroup,
  nodeGroupNames,
  type OverviewRow,
  type ShownEnvironment,
} from './environment-info.ts'
import { findEnvironment } from './environment-row.ts'
import type { Call, Handlers } from './handler.ts'
import { refuseOtherOwner } from './owner.ts'
import { optionalWhole, requiredText } from './parameters.ts'

/** Environments as they are. */
export const readHandlers: Handlers = {
  'environment.control.GetEnvs': listEnvironments,
  'environment.control.GetBasicEnvsInfo': listEnvironments,

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

async function listEnvironments({ db, account, detail }: Call, parameters: Parameters): Promise<Reply> {
  refuseOtherOwner(account, parameters)
  if (detail === 'overview') {
    const rows = await askPrepared<OverviewRow>(db, overviews, [account.id])
    return { infos: rows.map((row) => environmentOverview(row, account)) }
  }
  const rows = await askPrepared<ListRow>(db, lists, [account.id])
  return {
    infos: rows.map((row) => environmentInfo({ ...row, createdAt: readMoment(row.createdAt) }, account)),
  }
}

type ListRow = Omit<ShownEnvironment, 'createdAt'> & { createdAt: string }

const lists = `
  select name, appid, display_name as "displayName", status, region, ssl_enabled as "sslEnabled",
    high_availability as "highAvailability", to_json(groups) as groups, nodes, node_groups as "nodeGroups", deployments,
    created_at as "createdAt"
  from environments where account_id = $1 order by created_at, name`

const overviews = `
  select name, display_name as "displayName", status, region, to_json(groups) as groups,
    to_char(created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as "createdOn"
  from environments where account_id = $1 order by created_at, name`
