import { randomBytes } from 'node:crypto'
import type { Database } from '../../database/connect.ts'
import { environments } from '../../database/schema.ts'
import { ApiError } from '../../errors.ts'
import { invalidParameter } from '../../methods/invalid-parameter.ts'
import { ensureGroups, lockGroups, readGroupNames } from './groups.ts'
import { environmentInfo } from './environment-info.ts'
import { requireEnvironmentName } from './environment-name.ts'
import { findEnvironment, isNamed, unknownEnvironment, type EnvironmentRow } from './environment-row.ts'
import type { Handlers } from './handler.ts'
import { createNodes, readNodes } from './nodes.ts'
import { refuseOtherOwner } from './owner.ts'
import { optionalFlag, optionalShortText, optionalText, requiredObject, requiredText } from './parameters.ts'
import { defaultRegion, requireRegion } from './regions.ts'
import { statuses } from './statuses.ts'

/** Making environments, and doing away with them. */
export const createHandlers: Handlers = {
  'environment.control.CreateEnvironment': async ({ db, account }, parameters) => {
    refuseOtherOwner(account, parameters)
    const env = requiredObject(parameters, 'env')
    const name = optionalText(env, 'shortdomain') ?? optionalText(env, 'envName')
    if (!name) throw invalidParameter('env', 'it has no shortdomain, the name of the environment')
    const drafts = readNodes(parameters)
    const groups = readGroupNames(parameters, 'envGroups') ?? []
    const values = {
      name: requireEnvironmentName(name, 'env'),
      displayName: optionalShortText(env, 'displayName', 100),
      region: requireRegion(optionalText(env, 'region') ?? defaultRegion, 'env'),
      sslEnabled: optionalFlag(env, 'sslstate'),
      highAvailability: optionalFlag(env, 'ishaenabled'),
      groups,
    }

    const row = await db.transaction(async (tx) => {
      if (groups.length > 0) await lockGroups(tx, account)
      await ensureGroups(tx, account.id, groups)
      return insertEnvironment(tx, { ...values, accountId: account.id, nodes: await createNodes(tx, drafts) })
    })
    return { response: { result: 0, ...environmentInfo(row, account) } }
  },

  'environment.control.CloneEnv': async ({ db, account }, parameters) => {
    const envName = requiredText(parameters, 'srcEnvName')
    const name = requireEnvironmentName(requiredText(parameters, 'dstEnvName'), 'dstEnvName')

    const row = await db.transaction(async (tx) => {
      await lockGroups(tx, account)
      const source = await findEnvironment({ db: tx, account }, { envName })
      const { region, sslEnabled, highAvailability, groups, nodeGroups, deployments } = source
      const nodes = await createNodes(
        tx,
        source.nodes.map((node) => ({ count: 1, node })),
      )
      const copied = { region, sslEnabled, highAvailability, groups, nodeGroups, deployments }
      return insertEnvironment(tx, { ...copied, name, accountId: account.id, nodes })
    })
    return environmentInfo(row, account)
  },

  // A password that came with it was confirmed before.
  'environment.control.DeleteEnv': async ({ db, account }, parameters) => {
    const name = requiredText(parameters, 'envName')
    const deleted = await db
      .delete(environments)
      .where(isNamed(account.id, name))
      .returning({ id: environments.id })
    if (deleted.length === 0) throw unknownEnvironment(name)
    return {}
  },
}

/** The name is the only thing that two can want at once; the unique index decides. */
async function insertEnvironment(
  db: Database,
  values: Omit<typeof environments.$inferInsert, 'appid' | 'status'>,
): Promise<EnvironmentRow> {
  const [row] = await db
    .insert(environments)
    .values({ ...values, appid: newAppid(), status: statuses.RUNNING })
    .onConflictDoNothing({ target: [environments.accountId, environments.name] })
    .returning()
  if (!row) {
    throw new ApiError(
      'ENVIRONMENT_NAME_TAKEN',
      `You have an environment [${values.name}] already. Choose another name.`,
    )
  }
  return row
}

export function newAppid(): string {
  return randomBytes(16).toString('hex')
}
