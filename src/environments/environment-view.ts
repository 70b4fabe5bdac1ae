import { EnvironmentStatus, type EnvironmentType } from './environment.types.ts'

/** The members of the platform's environment object that the view reads. */
interface EnvInfo {
  env: {
    envName: string
    displayName?: string
    domain?: string
    shortdomain?: string
    status: number
    createdOn?: string
    hardwareNodeGroup?: string
  }
  envGroups?: string[]
  nodes?: {
    id: number
    nodeType?: string
    nodeGroup?: string
    status?: number
    intIP?: string
    address?: string
    fixedCloudlets?: number
    flexibleCloudlets?: number
  }[]
}

const statuses = Object.values(EnvironmentStatus)

/** The status behind a number of the platform: 1 running, 2 stopped, and so on. */
export function statusOf(number: number | undefined): EnvironmentStatus {
  return statuses[(number ?? 0) - 1] ?? EnvironmentStatus.UNKNOWN
}

/** A view of an environment object as the platform's replies carry it. */
export function viewEnvironment(info: unknown): EnvironmentType {
  const environment = info as EnvInfo
  const { env, envGroups } = environment
  return {
    name: env.envName,
    displayName: env.displayName ?? null,
    domain: env.domain ?? env.shortdomain ?? env.envName,
    status: statusOf(env.status),
    createdAt: readTime(env.createdOn),
    region: env.hardwareNodeGroup ?? null,
    groups: envGroups ?? [],
    // A list of environments without their nodes need not work them out.
    get nodes() {
      return viewNodes(environment)
    },
  }
}

function viewNodes({ env, nodes = [] }: EnvInfo) {
  return nodes.map((node) => ({
    id: node.id,
    type: node.nodeType ?? 'unknown',
    group: node.nodeGroup ?? 'cp',
    status: statusOf(node.status ?? env.status),
    address: node.intIP ?? node.address ?? null,
    fixedCloudlets: node.fixedCloudlets ?? null,
    flexibleCloudlets: node.flexibleCloudlets ?? null,
    envName: env.envName,
  }))
}

/** `yyyy-MM-dd HH:mm:ss` in UTC. */
function readTime(text: string | undefined): Date | null {
  const time = new Date(`${text?.replace(' ', 'T')}Z`)
  return Number.isNaN(time.getTime()) ? null : time
}
