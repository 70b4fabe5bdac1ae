import { expect, test } from 'vitest'
import { apiMethods } from '../../src/methods/catalogue.ts'
import { startTestServer } from '../support/server.ts'
import { tokenFields } from './token-operations.ts'

const { anAccount, aToken, graphql, rest, sql } = await startTestServer()

const methods = ['environment.control.StopEnv']

async function list(as: string, args: object = {}) {
  const { data, errors } = await graphql(
    `
      query ($ids: [ID!], $search: String, $state: TokenState) {
        accessTokens(ids: $ids, search: $search, state: $state) {
          description
        }
      }
    `,
    { as, variables: args },
  )
  if (errors) throw new Error(errors[0]!.message)
  return (data.accessTokens as { description: string }[]).map(({ description }) => description)
}

test('each token tells the methods of its own as those that it may call', async () => {
  const owner = await anAccount()
  const ofEach = [
    ['environment.control.StopEnv'],
    ['environment.control.GetEnvs', 'users.account.GetUserInfo'],
  ]
  for (const methods of ofEach) {
    const { value } = await aToken({ methods }, owner)
    expect((await graphql('{ viewer { methods } }', { as: value })).data.viewer.methods).toEqual(
      expect.arrayContaining(methods),
    )
  }
})

test('an account’s tokens are listed, newest first, and those of no other account', async () => {
  const { session } = (await aToken({ methods, description: 'foreign' })).owner
  const owner = await anAccount()
  await aToken({ methods, description: 'first' }, owner)
  await aToken({ methods, description: 'second' }, owner)

  expect(await list(owner.session)).toEqual(['second', 'first'])
  expect(await list(session)).toEqual(['foreign'])
})

test('of tokens that were generated together the last is the newest', async () => {
  const owner = await anAccount()
  const names = Array.from({ length: 12 }, (_, index) => `number ${index}`)
  const { errors } = await graphql(
    'mutation ($tokens: [TokenInput!]!, $password: String!) { generateTokens(tokens: $tokens, password: $password) { value } }',
    {
      as: owner.session,
      variables: {
        password: owner.password,
        tokens: names.map((description) => ({ description, apiSet: 'MAVEN_PLUGIN' })),
      },
    },
  )
  expect(errors).toBeUndefined()
  expect(await list(owner.session)).toEqual(names.toReversed())
})

test('tokens are found by id, description, last four characters and state', async () => {
  const owner = await anAccount()
  const ci = await aToken({ methods, description: 'CI Server' }, owner)
  const backup = await aToken({ methods, description: 'nightly backup' }, owner)
  const foreign = await aToken({ methods })
  await sql`update tokens set expires_at = now() where id = ${ci.id}`

  const found: [object, string[]][] = [
    [{}, ['nightly backup', 'CI Server']],
    [{ ids: [ci.id] }, ['CI Server']],
    [{ ids: [ci.id, foreign.id, crypto.randomUUID(), 'no-such-token', '\0'] }, ['CI Server']],
    [{ ids: [`0${ci.id}`, `${ci.id}0`, ci.id.toUpperCase()] }, []],
    [{ ids: [] }, []],
    [{ search: ' ci ser' }, ['CI Server']],
    [{ search: '%' }, []],
    [{ search: backup.value.slice(-4) }, ['nightly backup']],
    [{ search: backup.value }, []],
    [{ search: '' }, ['nightly backup', 'CI Server']],
    [{ state: 'ACTIVE' }, ['nightly backup']],
    [{ state: 'EXPIRED' }, ['CI Server']],
    [{ state: 'EXPIRED', search: 'backup' }, []],
    [{ ids: null, search: null, state: null }, ['nightly backup', 'CI Server']],
  ]
  for (const [args, descriptions] of found)
    expect([args, await list(owner.session, args)]).toEqual([args, descriptions])
})

test('a list can tell how many methods a token has without naming them', async () => {
  const { owner } = await aToken({ apiSet: 'MAVEN_PLUGIN' })
  const { data } = await graphql('{ accessTokens { methodCount methods } }', { as: owner.session })
  const [{ methodCount, methods: named }] = data.accessTokens
  expect(methodCount).toBe(named.length)
  expect(methodCount).toBeGreaterThan(3)
})

test('one token is shown to its owner; any other id shows nothing', async () => {
  const { id, owner } = await aToken({ methods, description: 'mine' })
  const foreign = await aToken({ methods })
  const show = async (asked: string) => {
    const { data, errors } = await graphql('query ($id: ID!) { accessToken(id: $id) { description } }', {
      as: owner.session,
      variables: { id: asked },
    })
    return { data, errors }
  }

  expect(await show(id)).toEqual({ data: { accessToken: { description: 'mine' } } })
  for (const other of [
    foreign.id,
    crypto.randomUUID(),
    'no-such-token',
    '',
    '\0',
    id.toUpperCase(),
    `${id} `,
  ]) {
    expect(await show(other)).toEqual({ data: { accessToken: null } })
  }
})

const viewer = `{ viewer { kind account { uid login name } methods expiresAt token { ${tokenFields} } } }`

test('the viewer of a request without a credential is nobody', async () => {
  expect((await graphql(viewer)).data).toEqual({ viewer: null })
})

test('the viewer of a session is the account, which may call everything', async () => {
  const { session, uid, login } = await anAccount()
  const { data } = await graphql(viewer, { as: session })
  expect(data.viewer).toEqual({
    kind: 'SESSION',
    account: { uid, login, name: login.split('@')[0] },
    methods: apiMethods.map(({ id }) => id),
    expiresAt: null,
    token: null,
  })
})

test('the viewer of a token is the token, whatever it may call', async () => {
  const { id, value, owner } = await aToken({ methods, description: 'CI', expiresAt: '31-12-2030' })
  const { data } = await graphql(viewer, { as: value })
  expect(data.viewer).toMatchObject({
    kind: 'TOKEN',
    account: { uid: owner.uid, login: owner.login },
    expiresAt: '2030-12-31T23:59:59.999Z',
    token: {
      id,
      description: 'CI',
      apiSet: { name: 'CUSTOM' },
      methods,
      expiresAt: '2030-12-31T23:59:59.999Z',
    },
  })
  const callable = apiMethods.filter((method) => method.access === 'public' || method.access === 'caller')
  expect(data.viewer.methods.toSorted()).toEqual([...methods, ...callable.map((method) => method.id)].sort())
})

test('a token is refused from the moment that its date has come, by the database’s clock', async () => {
  const { id, value, owner } = await aToken({ methods })
  const answersOf = async () => [
    (await graphql('{ viewer { kind } }', { as: value })).status,
    (await rest('environment/control/rest/stopenv', { envName: 'shop', session: value })).body.result,
  ]
  const there = [200, 11]
  const refused = [401, 702]

  await sql`update tokens set expires_at = now() + interval '1 hour' where id = ${id}`
  expect(await answersOf()).toEqual(there)
  await sql`update tokens set expires_at = now() where id = ${id}`
  expect(await answersOf()).toEqual(refused)
  expect(await list(owner.session, { state: 'EXPIRED' })).toHaveLength(1)

  // Edited, it lives again, without a new value.
  await graphql(
    `
      mutation ($id: ID!, $password: String!) {
        editTokens(edits: { id: $id, expiresAt: "31-12-2030" }, password: $password) {
          id
        }
      }
    `,
    { as: owner.session, variables: { id, password: owner.password } },
  )
  expect(await answersOf()).toEqual(there)
})

test('an expired token can be edited without bringing it back to life', async () => {
  const { id, owner } = await aToken({ methods })
  await sql`update tokens set expires_at = now() where id = ${id}`
  const { data } = await graphql(
    `
      mutation ($id: ID!, $password: String!) {
        editTokens(edits: { id: $id, description: "old" }, password: $password) {
          description
          state
        }
      }
    `,
    { as: owner.session, variables: { id, password: owner.password } },
  )
  expect(data.editTokens).toEqual([{ description: 'old', state: 'EXPIRED' }])
})

test('a token that points to no method set opens nothing', async () => {
  const { id, value } = await aToken({ methods })
  await sql`alter table tokens drop constraint if exists tokens_method_set_method_sets_hash_fk`
  await sql`update tokens set method_set = 'gone' where id = ${id}`
  expect((await graphql('{ viewer { kind } }', { as: value })).status).toBe(401)
})
