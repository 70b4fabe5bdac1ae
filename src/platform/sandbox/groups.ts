import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { Database } from '../../database/connect.ts'
import { lockKeys } from '../../database/lock-keys.ts'
import { environmentGroups, environments } from '../../database/schema.ts'
import { afterChange } from '../../database/unavailable.ts'
import { ApiError } from '../../errors.ts'
import { invalidParameter } from '../../methods/invalid-parameter.ts'
import type { Parameters, PlatformAccount } from '../platform.ts'
import { changeEnvironment, findEnvironment } from './environment-row.ts'
import type { Call, Handler, Handlers } from './handler.ts'
import { refuseOtherOwner } from './owner.ts'
import { optionalFlag, optionalObject, optionalText, optionalTexts, requiredText } from './parameters.ts'

type GroupRow = typeof environmentGroups.$inferSelect

/** What becomes of an environment's groups with those that a call names. */
type Change = (groups: string[], named: string[]) => string[]

const set: Change = (_, named) => named
const attach: Change = (groups, named) => [...new Set([...groups, ...named])]
const detach: Change = (groups, named) => groups.filter((group) => !named.includes(group))

/** Groups, by which an account sorts its environments. */
export const groupHandlers: Handlers = {
  'environment.control.SetEnvGroup': changeGroups(set, severalGroups),
  'environment.control.AttachEnvGroup': changeGroups(attach, severalGroups),
  'environment.control.DetachEnvGroup': changeGroups(detach),
  'environment.group.SetEnv': changeGroups(set),
  'environment.group.AttachEnv': changeGroups(attach),
  'environment.group.DetachEnv': changeGroups(detach),

  'environment.group.GetGroups': async (call, parameters) => {
    refuseOtherOwner(call.account, parameters)
    return listGroups(call, await groupsOfNamedEnvironment(call, parameters))
  },

  'environment.group.CreateGroup': async (call, parameters) => {
    const { db, account } = call
    refuseOtherOwner(account, parameters)
    const data = readData(parameters)
    const name = requireGroupName(optionalText(parameters, 'envGroup') ?? data.name, 'envGroup')
    const [created] = await db
      .insert(environmentGroups)
      .values({ accountId: account.id, name, color: data.color, isolated: data.isolated })
      .onConflictDoNothing()
      .returning()
    if (!created) throw groupExists('envGroup')
    return afterChange(listGroups(call))
  },

  'environment.group.EditGroup': async (call, parameters) => {
    const { db, account } = call
    refuseOtherOwner(account, parameters)
    const name = requiredText(parameters, 'srcGroupName')
    const data = readData(parameters)
    const newName = requireGroupName(
      optionalText(parameters, 'dstGroupName') ?? data.name ?? name,
      'dstGroupName',
    )

    await db.transaction(async (tx) => {
      await lockGroups(tx, account)
      const group = await requireGroup(tx, account.id, name, 'srcGroupName')
      await freeName(tx, account.id, group, newName)
      await tx
        .update(environmentGroups)
        .set({ name: newName, color: data.color ?? group.color, isolated: data.isolated ?? group.isolated })
        .where(eq(environmentGroups.id, group.id))
      const groups = sql`array_replace(${environments.groups}, ${name}, ${newName})`
      await replaceInEnvironments(tx, account.id, name, groups)
    })
    return afterChange(listGroups(call))
  },

  'environment.group.RemoveGroup': async ({ db, account }, parameters) => {
    refuseOtherOwner(account, parameters)
    const name = requiredText(parameters, 'envGroup')
    await db.transaction(async (tx) => {
      await lockGroups(tx, account)
      const group = await requireGroup(tx, account.id, name, 'envGroup')
      await tx.delete(environmentGroups).where(eq(environmentGroups.id, group.id))
      await replaceInEnvironments(tx, account.id, name, sql`array_remove(${environments.groups}, ${name})`)
    })
    return {}
  },

  'environment.group.SetIsolationEnabled': async ({ db, account }, parameters) => {
    refuseOtherOwner(account, parameters)
    const name = requiredText(parameters, 'groupName')
    const isolated = optionalFlag(parameters, 'enabled')
    if (isolated === undefined) throw invalidParameter('enabled', 'it is missing')
    const changed = await db
      .update(environmentGroups)
      .set({ isolated })
      .where(isGroup(account.id, name))
      .returning()
    if (changed.length === 0) throw unknownGroup('groupName')
    return {}
  },
}

/** The names of groups in a parameter: one, a list, or JSON text of a list. */
export function readGroupNames(parameters: Parameters, parameter: string): string[] | undefined {
  const names = optionalTexts(parameters, parameter)?.map((name) => requireGroupName(name, parameter))
  return names && [...new Set(names)]
}

/**
 * Has what changes the groups of an account, or which environments are in them, follow each other: to be called first.
 * Each of them locks several rows, and must see those that another has just made.
 */
export async function lockGroups(tx: Database, { uid }: PlatformAccount) {
  await tx.execute(sql`select pg_advisory_xact_lock(${lockKeys.groups}, ${uid})`)
}

/** A group comes to be when the first environment is put into it. */
export async function ensureGroups(db: Database, accountId: string, names: string[]) {
  if (names.length === 0) return
  await db
    .insert(environmentGroups)
    .values(names.map((name) => ({ accountId, name })))
    .onConflictDoNothing()
}

function envGroup(parameters: Parameters): string[] | undefined {
  return readGroupNames(parameters, 'envGroup')
}

/** Two methods have a second name for the parameter. */
function severalGroups(parameters: Parameters): string[] | undefined {
  return readGroupNames(parameters, 'envGroups') ?? envGroup(parameters)
}

function changeGroups(change: Change, read = envGroup): Handler {
  return async (call, parameters) => {
    refuseOtherOwner(call.account, parameters)
    const named = read(parameters)
    if (!named) throw invalidParameter('envGroup', 'it is missing')
    const envName = await nameEnvironment(call, parameters)

    await call.db.transaction(async (tx) => {
      await lockGroups(tx, call.account)
      await changeEnvironment({ ...call, db: tx }, { envName }, 'any status', async (environment) => {
        const groups = change(environment.groups, named)
        await ensureGroups(tx, call.account.id, groups)
        return { groups }
      })
    })
    return {}
  }
}

/** The methods of `environment.group` also take the environment's appid. */
async function nameEnvironment({ db, account }: Call, parameters: Parameters): Promise<string> {
  const appid = optionalText(parameters, 'targetAppid')
  if (optionalText(parameters, 'envName') || !appid) return requiredText(parameters, 'envName')

  const [environment] = await db
    .select({ name: environments.name })
    .from(environments)
    .where(and(eq(environments.accountId, account.id), eq(environments.appid, appid)))
  // An appid is no name, so that the error for it is that of an unknown environment.
  return environment?.name ?? appid
}

async function groupsOfNamedEnvironment(call: Call, parameters: Parameters): Promise<string[] | undefined> {
  if (!optionalText(parameters, 'envName') && !optionalText(parameters, 'targetAppid')) return undefined
  const envName = await nameEnvironment(call, parameters)
  return (await findEnvironment(call, { envName })).groups
}

async function listGroups({ db, account }: Call, names?: string[]) {
  const rows = await db
    .select()
    .from(environmentGroups)
    .where(and(eq(environmentGroups.accountId, account.id), names && inArray(environmentGroups.name, names)))
    .orderBy(asc(environmentGroups.id))
  return { array: rows.map(groupInfo) }
}

function groupInfo({ id, name, color, isolated }: GroupRow) {
  return { id, name, ...(color !== null && { color }), isIsolated: isolated, visibility: 0 }
}

function readData(parameters: Parameters) {
  const data = optionalObject(parameters, 'data') ?? {}
  const color = optionalText(data, 'color')
  if (color && !/^#?\w{1,20}$/.test(color))
    throw invalidParameter('data', 'a color is a word, or # and hex digits')
  return { name: optionalText(data, 'name'), color, isolated: optionalFlag(data, 'isIsolated') }
}

function requireGroupName(name: string | undefined, parameter: string): string {
  if (!name?.trim() || name.length > 100)
    throw invalidParameter(parameter, 'the name of a group has 1 to 100 characters')
  return name
}

async function requireGroup(
  db: Database,
  accountId: string,
  name: string,
  parameter: string,
): Promise<GroupRow> {
  const [group] = await db.select().from(environmentGroups).where(isGroup(accountId, name))
  if (!group) throw unknownGroup(parameter)
  return group
}

/**
 * @throws ApiError if another group has the name. Asked of the unique index rather than of the rows, so that it holds
 * against a group that is being made at this moment.
 */
async function freeName(db: Database, accountId: string, { name }: GroupRow, newName: string) {
  if (newName === name) return
  const [placed] = await db
    .insert(environmentGroups)
    .values({ accountId, name: newName })
    .onConflictDoNothing()
    .returning({ id: environmentGroups.id })
  if (!placed) throw groupExists('dstGroupName')
  // The index keeps others out until this transaction ends.
  await db.delete(environmentGroups).where(eq(environmentGroups.id, placed.id))
}

async function replaceInEnvironments(
  db: Database,
  accountId: string,
  name: string,
  groups: ReturnType<typeof sql>,
) {
  await db
    .update(environments)
    .set({ groups })
    .where(and(eq(environments.accountId, accountId), sql`${name} = any(${environments.groups})`))
}

function isGroup(accountId: string, name: string) {
  return and(eq(environmentGroups.accountId, accountId), eq(environmentGroups.name, name))
}

function unknownGroup(parameter: string) {
  return new ApiError('NOT_FOUND', 'There is no such group. environment.group.GetGroups lists yours.', {
    parameter,
  })
}

function groupExists(parameter: string) {
  return invalidParameter(parameter, 'there is such a group already. Choose another name')
}
