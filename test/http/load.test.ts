import { expect, test } from 'vitest'
import { sendRaw } from '../rest/send-raw.ts'
import { startTestServer } from '../support/server.ts'

const { url, graphql, aToken, sql } = await startTestServer({ REQUESTS_AT_ONCE: '10' })

test('more at once than the server takes are told when to come again, and who runs the server is answered', async () => {
  const { value } = await aToken({ methods: ['environment.control.GetEnvs'] })
  const send = () => graphql('{ environments { name } }', { as: value })
  const answers: Awaited<ReturnType<typeof send>>[] = []
  const sent = Array.from({ length: 100 }, () => send().then((answer) => answers.push(answer)))
  // As long as nobody can read the table, what was taken stays under way.
  await sql.begin(async (tx) => {
    await tx`lock table environments`
    sent.push(...Array.from({ length: 100 }, () => send().then((answer) => answers.push(answer))))
    for (const path of ['/healthz', '/readyz']) expect((await sendRaw(url, path)).status).toBe(200)
    await expect.poll(() => answers.length).toBeGreaterThanOrEqual(190)
  })
  await Promise.all(sent)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]))
  const refused = answers.filter(({ status }) => status === 503)
  expect(refused.length).toBeGreaterThanOrEqual(90)
  const [busy, others] = [true, false].map((isBusy) =>
    refused.filter(({ errors }) => (errors![0]!.extensions.code === 'OVERLOADED') === isBusy),
  ) as [typeof refused, typeof refused]
  expect(busy.length).toBeGreaterThan(0)
  for (const { headers, errors } of busy) {
    expect(headers.get('retry-after')).toBe('1')
    expect(errors![0]).toMatchObject({ message: 'The server is busy. Try again in 1 second.' })
  }
  // What was taken, where the table was locked for longer than the database is waited for.
  for (const { errors } of others) {
    expect(errors![0]!.extensions).toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryAfter: 2 })
  }
  expect((await send()).status).toBe(200)
})
