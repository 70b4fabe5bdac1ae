import { and, eq, type Placeholder } from 'drizzle-orm'
import type { Database } from '../../database/connect.ts'
import { environments, type SandboxNode } from '../../database/schema.ts'
import { ApiError } from '../../errors.ts'
import { invalidParameter } from '../../methods/invalid-parameter.ts'
import type { Parameters } from '../platform.ts'
import type { Call } from './handler.ts'
import { optionalText, optionalWhole, requiredText } from './parameters.ts'
import { statuses, statusName } from './statuses.ts'

export type EnvironmentRow = typeof environments.$inferSelect
type Changes = Partial<Omit<EnvironmentRow, 'id' | 'accountId'>>

/** Statuses in which containers can be changed, though only a running one can be told to do something. */
export const changeable = [statuses.RUNNING, statuses.DOWN]

/** The environment that `envName` names, whatever its status. */
export async function findEnvironment(
  { db, account }: Call,
  parameters: Parameters,
): Promise<EnvironmentRow> {
  const name = requiredText(parameters, 'envName')
  const [environment] = await db.select().from(environments).where(isNamed(account.id, name))
  if (!environment) throw unknownEnvironment(name)
  return environment
}

/**
 * Changes the environment that `envName` names. The row is locked meanwhile, so that of two changes at once the second
 * builds on the first.
 * @param required the statuses in which the change is allowed
 */
export async function changeEnvironment(
  { db, account }: Call,
  parameters: Parameters,
  required: readonly number[] | 'any status',
  change: (environment: EnvironmentRow, tx: Database) => Changes | Promise<Changes>,
): Promise<EnvironmentRow> {
  const name = requiredText(parameters, 'envName')

  return db.transaction(async (tx) => {
    const [before] = await tx.select().from(environments).where(isNamed(account.id, name)).for('update')
    if (!before) throw unknownEnvironment(name)
    if (required !== 'any status') requireStatus(before, required)

    const changes = await change(before, tx)
    const [after] = await tx
      .update(environments)
      .set(changes)
      .where(eq(environments.id, before.id))
      .returning()
    return after!
  })
}

/** @throws ApiError `ENVIRONMENT_WRONG_STATUS` */
export function requireStatus({ name, status }: EnvironmentRow, required: readonly number[]) {
  if (!required.includes(status)) throw wrongStatus(name, status, required)
}

/** The containers that `nodeId` or `nodeGroup` names. */
export function findNodes(environment: EnvironmentRow, parameters: Parameters): SandboxNode[] {
  const id = optionalWhole(parameters, 'nodeId', 1, Number.MAX_SAFE_INTEGER)
  const group = optionalText(parameters, 'nodeGroup')
  if (id === undefined && group === undefined) throw invalidParameter('nodeId', 'send it, or nodeGroup')

  const found = environment.nodes.filter(
    (node) => (id === undefined || node.id === id) && (group === undefined || node.nodeGroup === group),
  )
  if (found.length === 0) {
    const inGroup = group === undefined ? '' : ` in the node group [${group}]`
    const [what, parameter] =
      id === undefined ? [`node group [${group}]`, 'nodeGroup'] : [`node [${id}]${inGroup}`, 'nodeId']
    const has = environment.nodes.map((node) => `${node.nodeGroup} ${node.id}`).join(', ')
    throw new ApiError('NOT_FOUND', `Environment [${environment.name}] has no ${what}. It has: ${has}.`, {
      parameter,
    })
  }
  return found
}

/** All containers, the given ones changed. */
export function withNodes(
  environment: EnvironmentRow,
  chosen: SandboxNode[],
  change: (node: SandboxNode) => Partial<SandboxNode>,
): SandboxNode[] {
  const ids = new Set(chosen.map(({ id }) => id))
  return environment.nodes.map((node) => (ids.has(node.id) ? { ...node, ...change(node) } : node))
}

/** The same for a name that is another account's: who may not see an environment must not learn that there is one. */
export function unknownEnvironment(name: string): ApiError {
  return new ApiError(
    'ENVIRONMENT_NOT_FOUND',
    `application [${name.slice(0, 64)}] not exist. Check the name: environment.control.GetEnvs lists yours.`,
    { parameter: 'envName' },
  )
}

export function wrongStatus(name: string, current: number, required: readonly number[]): ApiError {
  const needed = required.map(statusName).join(', ')
  return new ApiError(
    'ENVIRONMENT_WRONG_STATUS',
    `Environment [${name}] has the status [${statusName(current)}]. Required statuses: [${needed}].`,
  )
}

export function isNamed(accountId: string | Placeholder, name: string | Placeholder) {
  return and(eq(environments.accountId, accountId), eq(environments.name, name))
}
