import { readFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, inject, test } from 'vitest'
import { createDatabase } from '../support/postgres.ts'
import { runLatchkey, type RunningProcess } from '../support/process.ts'

/** More than two cores can serve. */
const clients = 300
const duration = 10_000
const password = 'the admin password'

interface Server {
  url: string
  process: RunningProcess
  session: string
  value: string
}

async function start(name: string): Promise<Server> {
  const databaseUrl = await createDatabase(inject('postgresUrl'), `latchkey_overload_${name}`)
  const process = runLatchkey([], {
    DATABASE_URL: databaseUrl,
    ADMIN_PASSWORD: password,
    LOG_LEVEL: 'warn',
    MAX_TOKENS_PER_ACCOUNT: '10000',
  })
  const [, url] = await process.prints(/Latchkey serves (\S+)/)
  const server = { url: url!, process, session: '', value: '' }
  server.session = JSON.parse((await signIn(server)).text).data.signIn.session
  server.value = JSON.parse((await generate(server)).text).data.generateTokens[0].value
  return server
}

const agent = new Agent({ keepAlive: true, maxSockets: clients + 10 })

function send(
  url: string,
  path: string,
  body?: string,
  as?: string,
): Promise<{ status: number; text: string; milliseconds: number }> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, {
      agent,
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(as && { authorization: `Bearer ${as}` }),
      },
    })
    sent.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () =>
        resolve({ status: response.statusCode!, text, milliseconds: performance.now() - started }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const graphql = ({ url }: Server, query: string, as?: string) =>
  send(url, '/graphql', JSON.stringify({ query }), as)
const signIn = (server: Server) =>
  graphql(server, `mutation { signIn(login: "admin@localhost", password: "${password}") { session } }`)
const generate = (server: Server) =>
  graphql(
    server,
    `mutation { generateTokens(tokens: [{ description: "x", methods: ["environment.control.GetEnvs"] }], password: "${password}") { value } }`,
    server.session,
  )

describe.each([
  ['signing in', 'sign_in', signIn],
  [
    'listing environments by GraphQL',
    'graphql',
    (server: Server) => graphql(server, '{ environments { name status } }', server.value),
  ],
  [
    'listing environments at the old address',
    'rest',
    ({ url, value }: Server) => send(url, `/1.0/environment/control/rest/getenvs?session=${value}`),
  ],
  ['generating tokens', 'tokens', generate],
])(`${clients} clients at once, %s`, (_what, name, work) => {
  test('are answered or told to come again; the server stays alive, small, and is calm afterwards', async () => {
    const server = await start(name)
    const accepted: number[] = []
    const statuses = new Map<number, number>()
    const end = performance.now() + duration
    const client = async () => {
      while (performance.now() < end) {
        const { status, milliseconds } = await work(server)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        if (status === 200) accepted.push(milliseconds)
        else await delay(100 + Math.random() * 200)
      }
    }
    let slowestSign = 0
    const watcher = async () => {
      while (performance.now() < end) {
        const { status, milliseconds } = await send(server.url, '/healthz')
        expect(status).toBe(200)
        slowestSign = Math.max(slowestSign, milliseconds)
        await delay(200)
      }
    }
    await Promise.all([watcher(), ...Array.from({ length: clients }, client)])

    const p99 = accepted.sort((a, b) => a - b)[Math.floor(accepted.length * 0.99)]!
    const memory =
      Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${server.process.child.pid}/status`, 'utf8'))![1]) /
      1024
    console.log(name, Object.fromEntries(statuses), {
      p99: Math.round(p99),
      liveness: Math.round(slowestSign),
      memory: Math.round(memory),
    })
    expect([200, 429, 503]).toEqual(expect.arrayContaining([...statuses.keys()]))
    expect(p99).toBeLessThan(3_000)
    expect(slowestSign).toBeLessThan(3_000)
    expect(memory).toBeLessThan(600)
    await expect.poll(async () => (await work(server)).status, { timeout: 5_000 }).toBe(200)
    await expect.poll(async () => (await work(server)).milliseconds, { timeout: 5_000 }).toBeLessThan(500)
  }, 120_000)
})
