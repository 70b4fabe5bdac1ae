import { ApiError } from '../errors.ts'
import { EnvironmentStatus, type EnvironmentType } from './environment.types.ts'

type Members = Record<string, unknown>

const statuses = Object.values(EnvironmentStatus)

/** The status behind a number of the platform: 1 running, 2 stopped, and so on. */
export function statusOf(number: unknown): EnvironmentStatus {
  return statuses[Number(number ?? 0) - 1] ?? EnvironmentStatus.UNKNOWN
}

/**
 * A view of an environment object as the platform's replies carry it. A foreign platform may send anything.
 * @throws ApiError `PLATFORM_ANSWER_UNREADABLE`
 */
export function viewEnvironment(info: unknown): EnvironmentType {
  const { env, envGroups, nodes } = membersOf(info)
  const { envName, displayName, domain, shortdomain, status, createdOn, hardwareNodeGroup } = membersOf(env)
  const name = textOf(envName)
  if (name === null) throw unreadable()
  return {
    name,
    displayName: textOf(displayName),
    domain: textOf(domain) ?? textOf(shortdomain) ?? name,
    status: statusOf(status),
    createdAt: readTime(createdOn),
    region: textOf(hardwareNodeGroup),
    groups: listOf(envGroups).filter((group) => typeof group === 'string'),
    nodes: listOf(nodes).map((node) => viewNode(membersOf(node), name, status)),
  }
}

/** @throws ApiError `PLATFORM_ANSWER_UNREADABLE` for what is neither a list nor absent */
export function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value
  throw unreadable()
}

/** @throws ApiError `PLATFORM_ANSWER_UNREADABLE` for what is no object */
export function membersOf(value: unknown): Members {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members
  throw unreadable()
}

function viewNode(node: Members, envName: string, statusOfEnvironment: unknown) {
  const id = numberOf(node.id)
  if (id === null) throw unreadable()
  return {
    id,
    type: textOf(node.nodeType) ?? 'unknown',
    group: textOf(node.nodeGroup) ?? 'cp',
    status: statusOf(node.status ?? statusOfEnvironment),
    address: textOf(node.intIP) ?? textOf(node.address),
    fixedCloudlets: numberOf(node.fixedCloudlets),
    flexibleCloudlets: numberOf(node.flexibleCloudlets),
    envName,
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** A number that GraphQL can carry, also where it is written as text. */
function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value
  return Number.isInteger(number) && (number as number) === ((number as number) | 0)
    ? (number as number)
    : null
}

/** `yyyy-MM-dd HH:mm:ss` in UTC. */
function readTime(text: unknown): Date | null {
  const time = new Date(typeof text === 'string' ? `${text.replace(' ', 'T')}Z` : NaN)
  return Number.isNaN(time.getTime()) ? null : time
}

function unreadable() {
  return new ApiError(
    'PLATFORM_ANSWER_UNREADABLE',
    "The platform's answer cannot be read: it does not describe an environment. Tell your operator.",
  )
}
