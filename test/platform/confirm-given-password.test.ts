import { describe, expect, test } from 'vitest'
import { anEnvironment } from '../rest/an-environment.ts'
import { startTestServer, type TestAccount } from '../support/server.ts'

const server = await startTestServer()
const { rest, graphql, sql, anAccount, aToken } = server

const deleteEnv = 'environment.control.DeleteEnv'
const wrong = 'not the password'

/** Whether there is an environment still. */
const isThere = async ({ session }: TestAccount, envName: string) =>
  (await rest('environment/control/rest/getenvinfo', { session, envName })).body.result === 0

const refusals = async ({ id }: TestAccount) =>
  (await sql`select 1 from activity where account_id = ${id} and action = 'account.password-refused'`).length

describe('DeleteEnv with a password', () => {
  test('deletes with the right one, and without any', async () => {
    const owner = await anAccount()
    const { value } = await aToken({ methods: [deleteEnv] }, owner)
    for (const session of [owner.session, value]) {
      for (const password of [owner.password, '']) {
        const envName = await anEnvironment(server, owner)
        const { body } = await rest('environment/control/rest/deleteenv', { session, envName, password })
        expect(body).toEqual({ result: 0 })
        expect(await isThere(owner, envName)).toBe(false)
      }
    }
    expect(await refusals(owner)).toBe(0)
  })

  test('deletes nothing with a wrong one, which is counted', async () => {
    const owner = await anAccount()
    const { value } = await aToken({ methods: [deleteEnv] }, owner)
    const envName = await anEnvironment(server, owner)

    const { body } = await rest('environment/control/rest/deleteenv', {
      session: owner.session,
      envName,
      PASSWORD: wrong,
    })
    expect(body).toMatchObject({ result: 801, error: expect.stringContaining('9 tries are left') })
    for (const [as, attemptsLeft] of [
      [owner.session, 8],
      [value, 7],
    ] as const) {
      const { errors } = await graphql(
        'mutation ($parameters: JSONObject) { callMethod(method: "environment.control.DeleteEnv", parameters: $parameters) }',
        { as, variables: { parameters: { envName, password: wrong } } },
      )
      expect(errors![0]!.extensions).toMatchObject({ code: 'WRONG_PASSWORD', attemptsLeft })
    }
    expect(await isThere(owner, envName)).toBe(true)
    expect(await refusals(owner)).toBe(3)
  })

  test('is no way past the wait that many wrong ones bring', async () => {
    const owner = await anAccount()
    const envName = await anEnvironment(server, owner)
    const remove = (password: string) =>
      rest('environment/control/rest/deleteenv', { session: owner.session, envName, password })

    const results: number[] = []
    for (let count = 0; count < 10; count++) results.push((await remove(wrong)).body.result)
    expect(results).toEqual(Array(10).fill(801))
    expect((await remove(owner.password)).body).toMatchObject({ result: 704 })
    expect(await isThere(owner, envName)).toBe(true)
  })

  test('guesses at nothing for a token that may not delete', async () => {
    const owner = await anAccount()
    const { value } = await aToken({ methods: ['environment.control.GetEnvs'] }, owner)

    const { body } = await rest('environment/control/rest/deleteenv', {
      session: value,
      envName: 'shop',
      password: wrong,
    })

    expect(body).toMatchObject({ result: 8202 })
    expect(await refusals(owner)).toBe(0)
  })
})
