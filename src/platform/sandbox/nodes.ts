import { sql } from 'drizzle-orm'
import type { Database } from '../../database/connect.ts'
import { sandboxNodeIds, type SandboxNode } from '../../database/schema.ts'
import { invalidParameter } from '../../methods/invalid-parameter.ts'
import type { Parameters } from '../platform.ts'
import { findNodeType, nodeTypeNames } from './node-types.ts'
import {
  fromJson,
  isObject,
  optionalObject,
  optionalShortText,
  optionalText,
  optionalWhole,
  requiredText,
} from './parameters.ts'
import { readVariables } from './variables.ts'

/** A layer as a caller describes it: so many containers alike. What was not said is left open. */
export interface NodeDraft {
  count: number
  node: Pick<SandboxNode, 'nodeType' | 'nodeGroup'> & Partial<SandboxNode>
}

/** The containers of one environment. */
const mostNodes = 100

/** What every fresh container has, as an image would bring it. */
const imageVariables = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }

/** Reads the parameter `nodes`: a list, or JSON text of one; of one layer, its description alone will do. */
export function readNodes(parameters: Parameters): NodeDraft[] {
  const given = fromJson('nodes', parameters.nodes)
  const list = Array.isArray(given) ? given : isObject(given) ? [given] : []
  if (list.length === 0)
    throw invalidParameter(
      'nodes',
      'it must be a list with at least one node, such as [{"nodeType":"tomcat"}]',
    )

  const drafts = list.map((item: unknown, index) => {
    if (!isObject(item)) throw invalidParameter('nodes', `item ${index} must be an object`)
    return readNode(item)
  })
  const total = drafts.reduce((sum, { count }) => sum + count, 0)
  if (total === 0 || total > mostNodes)
    throw invalidParameter('nodes', `they must be 1 to ${mostNodes} containers together`)
  return drafts
}

/** Numbers containers and gives each its address. */
export async function createNodes(db: Database, drafts: NodeDraft[]): Promise<SandboxNode[]> {
  const nodes = drafts.flatMap(({ count, node }) => Array.from({ length: count }, () => node))
  if (nodes.length === 0) return []

  const rows = await db.execute<{ id: string }>(
    sql`select nextval(${sandboxNodeIds.seqName!}::regclass) as id from generate_series(1, ${nodes.length}::int)`,
  )
  return nodes.map((node, index) => {
    const id = Number(rows[index]!.id)
    return { ...withDefaults(node), id, intIP: `10.${(id >> 16) & 255}.${(id >> 8) & 255}.${id & 255}` }
  })
}

function readNode(given: Record<string, unknown>): NodeDraft {
  const nodeType = requiredText(given, 'nodeType')
  const type = findNodeType(nodeType)
  if (!type)
    throw invalidParameter('nodes', `the sandbox does not know this type of node. It knows: ${nodeTypeNames}`)

  // What newer callers write beside nodeType, older ones put in `docker`.
  const docker = optionalObject(given, 'docker') ?? {}
  const nodeGroup = optionalText(given, 'nodeGroup') ?? optionalText(docker, 'nodeGroup') ?? type.nodeGroup
  if (!/^[a-z][\w-]{0,31}$/i.test(nodeGroup))
    throw invalidParameter('nodes', 'the group of a node must be letters and digits, such as cp')

  const reference = optionalText(docker, 'image') ?? optionalText(given, 'image')
  if (nodeType === 'docker' && !reference) throw invalidParameter('nodes', 'a docker node needs an image')
  const { image, tag } = splitImage(reference)

  const said = {
    displayName: optionalShortText(given, 'displayName', 100),
    fixedCloudlets: optionalWhole(given, 'fixedCloudlets', 0, 1024),
    flexibleCloudlets: optionalWhole(given, 'flexibleCloudlets', 0, 1024),
    diskLimit: optionalWhole(given, 'diskLimit', 1, 10_000_000),
    image,
    tag: optionalText(given, 'tag') ?? tag,
    variables: { ...readVariables(docker, 'env'), ...readVariables(given, 'env') },
  }
  const { fixedCloudlets = 0, flexibleCloudlets = fixedCloudlets } = said
  if (flexibleCloudlets < fixedCloudlets)
    throw invalidParameter('nodes', 'flexibleCloudlets, the limit, must not be below fixedCloudlets')
  return {
    count: optionalWhole(given, 'count', 0, mostNodes) ?? 1,
    node: { nodeType, nodeGroup, ...withoutUndefined(said) },
  }
}

function withDefaults(node: NodeDraft['node']): Omit<SandboxNode, 'id' | 'intIP'> {
  const { fixedCloudlets = 1, flexibleCloudlets = 8, diskLimit = 10_240, variables } = node
  return {
    ...node,
    fixedCloudlets,
    flexibleCloudlets: Math.max(fixedCloudlets, flexibleCloudlets),
    diskLimit,
    tag: node.tag ?? findNodeType(node.nodeType)!.version,
    variables: { ...imageVariables, ...variables },
  }
}

function withoutUndefined<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T
}

/** The tag comes after the last colon, unless that belongs to the port of a registry. */
function splitImage(reference: string | undefined) {
  const parts = /^(.+?)(?::([^:/]+))?$/.exec(reference ?? '')
  return { image: parts?.[1], tag: parts?.[2] }
}
