import { arrayLiteral } from '../../database/array-literal.ts'
import type { Database } from '../../database/connect.ts'
import { askPrepared, readMoment } from '../../database/prepared.ts'
import { sharedLookup } from '../../database/shared-lookup.ts'
import { ApiError } from '../../errors.ts'
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
import type { Handler, Handlers } from './handler.ts'
import { refuseOtherOwner } from './owner.ts'
import { optionalWhole, requiredText } from './parameters.ts'

/** Environments as they are. */
export function readHandlers(db: Database): Handlers {
  const listEnvironments = environmentLister(db)
  return {
    ...handlers,
    'environment.control.GetEnvs': listEnvironments,
    'environment.control.GetBasicEnvsInfo': listEnvironments,
  }
}

const handlers: Handlers = {
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

/** Lists of this many accounts are read together. */
const listsAtOnce = 64

function environmentLister(db: Database): Handler {
  const lookUp = <Row extends { accountId: string }>(text: string) =>
    sharedLookup(
      async (accountIds) => {
        const rows = await askPrepared<Row>(db, text, [arrayLiteral(accountIds)])
        const byAccount = new Map<string, Row[]>()
        for (const row of rows) {
          const list = byAccount.get(row.accountId)
          if (list) list.push(row)
          else byAccount.set(row.accountId, [row])
        }
        return byAccount
      },
      { batchSize: listsAtOnce, patience: 2_000, showsFaults: true },
    )
  const findOverviews = lookUp<OverviewRow & { accountId: string }>(overviews)
  const findWhole = lookUp<ListRow>(lists)

  return async ({ account, detail }, parameters) => {
    refuseOtherOwner(account, parameters)
    if (detail === 'overview') {
      const rows = (await findOverviews(account.id)) ?? []
      return { infos: rows.map((row) => environmentOverview(row, account)) }
    }
    const rows = (await findWhole(account.id)) ?? []
    return {
      infos: rows.map((row) => environmentInfo({ ...row, createdAt: readMoment(row.createdAt) }, account)),
    }
  }
}

type ListRow = Omit<ShownEnvironment, 'createdAt'> & { accountId: string; createdAt: string }

const lists = `
  select account_id as "accountId", name, appid, display_name as "displayName", status, region, ssl_enabled as "sslEnabled",
    high_availability as "highAvailability", to_json(groups) as groups, nodes, node_groups as "nodeGroups", deployments,
    created_at as "createdAt"
  from environments where account_id = any($1::uuid[]) order by account_id, created_at, name`

const overviews = `
  select account_id as "accountId", name, display_name as "displayName", status, region, to_json(groups) as groups,
    to_char(created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as "createdOn"
  from environments where account_id = any($1::uuid[]) order by account_id, created_at, name`
