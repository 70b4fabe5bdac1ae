import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { connect, type Connections } from '../../../src/database/connect.ts'
import { migrate } from '../../../src/database/migrate.ts'
import { accounts } from '../../../src/database/schema.ts'
import { ApiError } from '../../../src/errors.ts'
import type { Parameters, Platform, PlatformAccount } from '../../../src/platform/platform.ts'
import { createSandbox } from '../../../src/platform/sandbox/sandbox.ts'
import { startDatabase } from '../../support/database.ts'

/** What a test reads of an answer, without saying its type first. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Answer = Record<string, any>

/** Calls a method, by its name alone where that is of `environment.control`. */
export type CallMethod = (method: string, parameters?: Parameters) => Promise<Answer>

export const uploadLimit = 6 * 1024 * 1024

let connections: Connections
let platform: Platform

/** A sandbox over a database of its own, for the tests of one file. */
export function useSandbox() {
  let stop: () => Promise<void>

  beforeAll(async () => {
    const started = await startDatabase()
    stop = started.stop
    connections = connect(started.url, 8)
    await migrate(connections)
    platform = createSandbox(connections.db, { uploadLimit })
  }, 120_000)

  afterAll(async () => {
    await connections?.close()
    await stop?.()
  })
}

export function database() {
  return connections.db
}

export function sandbox() {
  return platform
}

export async function anAccount(): Promise<PlatformAccount> {
  const [account] = await connections.db
    .insert(accounts)
    .values({ login: `${randomUUID()}@example.com`, name: 'Ann', passwordHash: 'none' })
    .returning()
  return { ...account!, origin: { address: undefined, userAgent: undefined }, stillMay: async () => {} }
}

/** A caller with an account of its own, or with the given one. It gets what a client would: the reply as JSON. */
export async function aCaller(account?: PlatformAccount): Promise<CallMethod> {
  const owner = account ?? (await anAccount())
  return async (method, parameters = {}) => {
    const id = method.includes('.') ? method : `environment.control.${method}`
    return JSON.parse(JSON.stringify(await platform.call(owner, id, parameters))) as Answer
  }
}

/** A caller with an environment `shop`: two application servers, a database and a docker container. */
export async function aCallerWithShop(account?: PlatformAccount): Promise<CallMethod> {
  const call = await aCaller(account)
  await call('CreateEnvironment', { env: { shortdomain: 'shop' }, nodes: shopNodes })
  return call
}

export const shopNodes = [
  { nodeType: 'tomcat', nodeGroup: 'cp', count: 2, fixedCloudlets: 1, flexibleCloudlets: 8 },
  { nodeType: 'postgres', fixedCloudlets: 1, flexibleCloudlets: 4 },
  {
    nodeType: 'docker',
    nodeGroup: 'bl',
    docker: { image: 'registry.local:5000/web/nginx:1.27', env: { TLS_KEY: 'hidden' } },
  },
]

export async function nodesOf(call: CallMethod, nodeGroup: string, envName = 'shop'): Promise<Answer[]> {
  const { nodes } = await call('GetEnvInfo', { envName })
  return (nodes as Answer[]).filter((node) => node.nodeGroup === nodeGroup)
}

/** The error of a call that has to fail. */
export async function errorOf(answer: Promise<unknown>): Promise<ApiError> {
  try {
    await answer
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error('It did not fail.')
}
