import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import postgres from 'postgres'
import { afterAll, expect } from 'vitest'
import { createAccount } from '../../src/accounts/create-account.ts'
import { createFirstAccount } from '../../src/accounts/first-account.ts'
import { readConfig } from '../../src/config.ts'
import { connect, type Connections } from '../../src/database/connect.ts'
import { addSampleEnvironments } from '../../src/platform/sandbox/sample-environments.ts'
import { serve, type RunningServer } from '../../src/serve.ts'
import { startDatabase } from './database.ts'
import { dumpOf, leaksIn, usedSecret } from './secrets.ts'

/** Answer of the GraphQL door. */
export interface GraphqlAnswer {
  status: number
  headers: Headers
  // What a test asks for is known to the test alone.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[]
}

/** Answer of the REST door. */
export interface RestAnswer {
  status: number
  headers: Headers
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any
}

export interface TestAccount {
  id: string
  uid: number
  login: string
  password: string
  /** An open session. */
  session: string
}

export interface TestToken {
  id: string
  value: string
}

const adminPassword = 'the admin password'

/**
 * Starts the real server on a database of its own, for one test file.
 * @param settings environment variables of the server
 */
export async function startTestServer(settings: Record<string, string> = {}): Promise<TestServer> {
  return process.env.TEST_SERVERS === 'kept' ? keptServer(settings) : start(settings, afterAll)
}

/** Servers of this process that stay for other files, by their settings. */
const kept = new Map<string, Promise<TestServer>>()

/** For mutants, which have no time for starting servers. A file finds accounts and guesses as after a start. */
async function keptServer(settings: Record<string, string>): Promise<TestServer> {
  const server = await keep(kept, settings, async () => {
    const started = await start(settings, () => {})
    const instances = new Map<string, ReturnType<typeof started.startInstance>>()
    return {
      ...started,
      startInstance: (others = {}) => keep(instances, others, () => started.startInstance(others)),
    }
  })
  await server.sql`delete from attempts`
  await server.sql`delete from accounts`
  await createFirstAccount(
    server.db,
    { login: 'admin@localhost', password: adminPassword },
    addSampleEnvironments,
  )
  return server
}

function keep<T>(kept: Map<string, Promise<T>>, settings: object, make: () => Promise<T>): Promise<T> {
  const key = JSON.stringify(settings)
  const value = kept.get(key) ?? make()
  kept.set(key, value)
  return value
}

async function start(settings: Record<string, string>, atEnd: (stop: () => Promise<void>) => void) {
  const database = await startDatabase()
  const connections = connect(database.url, 4)
  // The product's own gives up after a second, which on a busy machine would be chance.
  const sql = postgres(database.url, { max: 2, fetch_types: false, onnotice: () => {} })
  const running: RunningServer[] = []
  const said: string[] = []
  const logged: string[] = []
  // At the most talkative level: what is not in there is nowhere.
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) })

  /** Another instance of the server over the same database. @param others settings that differ */
  async function startInstance(others: Record<string, string> = {}) {
    const config = readConfig({
      PORT: '0',
      LOG_LEVEL: 'silent',
      DATABASE_URL: database.url,
      DATABASE_POOL_SIZE: '5',
      ADMIN_PASSWORD: usedSecret(adminPassword),
      ...settings,
      ...others,
    })
    const server = await serve(config, (text) => said.push(text), log)
    running.push(server)
    return doorsOf(server.url, connections)
  }

  const doors = await startInstance()
  atEnd(async () => {
    const pages = running.flatMap(({ metricsUrl }) => metricsUrl ?? [])
    const metrics = await Promise.all(pages.map(async (page) => (await fetch(page)).text()))
    await Promise.all(running.map((server) => server.stop()))
    // After the stop, which writes what was gathered in memory.
    const dump = await dumpOf(sql)
    await sql.end()
    await connections.close()
    await database.stop()
    const places = {
      log: logged.join(''),
      database: dump,
      metrics: metrics.join('\n'),
      'text of the start': said.join('\n'),
    }
    expect(leaksIn(places)).toEqual([])
  })
  return { ...doors, ...connections, sql, said, logged, databaseUrl: database.url, startInstance }
}

export type TestServer = Awaited<ReturnType<typeof start>>

/** What a test does with a server. */
export function doorsOf(url: string, { db }: Connections) {
  return { url, graphql, rest, anAccount, aSession, aToken }

  /** Sends an operation. `as` is the credential, sent as `Authorization: Bearer`. */
  async function graphql(
    query: string,
    {
      as,
      variables,
      headers = {},
    }: { as?: string; variables?: object; headers?: Record<string, string> } = {},
  ): Promise<GraphqlAnswer> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(as && { authorization: `Bearer ${as}` }),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    })
    const answer = (await response.json()) as Omit<GraphqlAnswer, 'status' | 'headers'>
    return { status: response.status, headers: response.headers, ...answer }
  }

  /** Calls an old address, such as `environment/control/rest/stopenv`, by POST with a form or by GET with a query. */
  async function rest(
    path: string,
    parameters: Record<string, string> | [string, string][] | FormData = {},
    { verb = 'POST', headers = {} }: { verb?: string; headers?: Record<string, string> } = {},
  ): Promise<RestAnswer> {
    const form = parameters instanceof FormData ? parameters : new URLSearchParams(parameters)
    const address = `${url}${path.startsWith('/') ? path : `/1.0/${path}`}`
    const response =
      verb === 'POST'
        ? await fetch(address, { method: verb, body: form, headers })
        : await fetch(`${address}?${form as URLSearchParams}`, { method: verb, headers })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    }
  }

  /** An account that nobody else uses, with an open session. */
  async function anAccount(): Promise<TestAccount> {
    const password = usedSecret(`pass ${randomBytes(6).toString('hex')}`)
    const draft = { login: `${randomBytes(6).toString('hex')}@example.com`, password }
    const { id, uid, login } = await createAccount(db, draft, { address: undefined, userAgent: undefined })
    return { id, uid, login, password, session: await aSession({ login, password }) }
  }

  async function aSession({ login, password }: { login: string; password: string }): Promise<string> {
    const { data, errors } = await graphql(
      'mutation ($login: String!, $password: String!) { signIn(login: $login, password: $password) { session } }',
      { variables: { login, password } },
    )
    if (errors) throw new Error(errors[0]!.message)
    return data.signIn.session
  }

  /** A token of an account: of one made for it, unless told otherwise. */
  async function aToken(
    draft: { methods?: string[]; apiSet?: string; description?: string; expiresAt?: string },
    owner?: TestAccount,
  ): Promise<TestToken & { owner: TestAccount }> {
    const account = owner ?? (await anAccount())
    const { data, errors } = await graphql(
      `
        mutation ($token: TokenInput!, $password: String!) {
          generateTokens(tokens: [$token], password: $password) {
            value
            token {
              id
            }
          }
        }
      `,
      {
        as: account.session,
        variables: { token: { description: 'for a test', ...draft }, password: account.password },
      },
    )
    if (errors) throw new Error(errors[0]!.message)
    const [{ value, token }] = data.generateTokens
    return { id: token.id, value, owner: account }
  }
}
