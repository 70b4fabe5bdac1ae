import { fastify } from 'fastify'
import { expect, test } from 'vitest'
import { serveHealth } from '../../src/http/health.ts'

test('however many ask whether the server is ready, the database is asked by one at a time', async () => {
  const app = fastify()
  const asked: ((ready: boolean) => void)[] = []
  await serveHealth(
    app,
    () => new Promise<boolean>((resolve) => asked.push(resolve)),
    () => {},
  )
  const ask = () => app.inject('/readyz').then(({ statusCode }) => statusCode)

  const answers = Promise.all([ask(), ask(), ask()])
  await expect.poll(() => asked.length).toBe(1)
  asked[0]!(true)
  expect(await answers).toEqual([200, 200, 200])
  const next = ask()
  await expect.poll(() => asked.length).toBe(2)
  asked[1]!(false)
  expect(await next).toBe(503)
  await app.close()
})
