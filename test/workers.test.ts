import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { expect, test, vi } from 'vitest'
import { startDatabase } from './support/database.ts'
import { runLatchkey, type RunningProcess } from './support/process.ts'

// Each starts several processes, one after the other.
vi.setConfig({ testTimeout: 120_000 })

const database = await startDatabase()

/** A server with two workers, both of which listen. */
async function withTwoWorkers(others: Record<string, string> = {}) {
  const server = runLatchkey([], { DATABASE_URL: database.url, WORKERS: '2', ...others })
  await listening(server, 2)
  return server
}

/** Waits until so many workers have come to listen, those that have ended included: each says so in the log. */
async function listening(server: RunningProcess, count: number) {
  await server.prints(new RegExp(`("Server listening[^]*){${count}}`))
  return [...server.stdout.matchAll(/"pid":(\d+).*"Server listening at (http:[^"]+)"/g)].map(
    ([, pid, url]) => ({ pid: Number(pid), url: url! }),
  )
}

test('workers that all end at once are replaced', async () => {
  const server = await withTwoWorkers()
  for (const { pid } of await listening(server, 2)) process.kill(pid, 'SIGKILL')

  const [, , replacement] = await listening(server, 4)
  expect((await fetch(`${replacement!.url}/readyz`)).status).toBe(200)
})

test('workers finish what is under way when the first process is killed', async () => {
  const server = await withTwoWorkers()
  const [first] = await listening(server, 2)
  const call = request(`${first!.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', expect: '100-continue' },
  })
  call.flushHeaders()
  // A worker has it.
  await once(call, 'continue')
  const gone = once(server.child, 'exit')
  server.child.kill('SIGKILL')
  await gone
  call.end('{ "query": "{ apiSets { name } }" }')

  const [{ statusCode }] = (await once(call, 'response')) as [IncomingMessage]
  expect(statusCode).toBe(200)
  // Its output ends with theirs.
  await server.ended
})

test('what ended workers had counted stays counted', async () => {
  const server = await withTwoWorkers({ METRICS_PORT: '0' })
  let [worker] = await listening(server, 2)
  const [, page] = await server.prints(/Metrics +(http:\S+)/)
  const count = async () => {
    const counted = /^latchkey_requests_total\{[^}]*door="graphql"[^}]*\} (\d+)$/m.exec(
      await (await fetch(page!)).text(),
    )
    return Number(counted?.[1])
  }
  const call = () =>
    fetch(`${worker!.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{ "query": "{ apiSets { name } }" }',
    })
  for (let calls = 0; calls < 3; calls++) await call()
  expect(await count()).toBe(3)

  let ended = 0
  for (const listeners of [4, 6]) {
    for (const { pid } of (await listening(server, listeners - 2)).slice(ended)) process.kill(pid, 'SIGKILL')
    ended += 2
    worker = (await listening(server, listeners)).at(-1)
    await call()
    expect(await count()).toBe(3 + ended / 2)
  }
})
