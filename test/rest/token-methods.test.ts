import { describe, expect, test } from 'vitest'
import { apiSets, findApiSet } from '../../src/methods/api-sets.ts'
import { findMethod, grantableMethods } from '../../src/methods/catalogue.ts'
import { startTestServer, type TestAccount } from '../support/server.ts'

const { rest, sql, anAccount, aToken } = await startTestServer()

const stop = 'environment.control.StopEnv'
const start = 'environment.control.StartEnv'

const time = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
const item = (method: string) => ({
  id: method,
  method,
  isSafe: findMethod(method)!.effect === 'read',
  isCollaborationAccessible: false,
})

async function call(owner: TestAccount, name: string, parameters: Record<string, string> = {}) {
  const { session, password } = owner
  const { status, body } = await rest(`users/authentication/rest/${name.toLowerCase()}`, {
    session,
    password,
    ...parameters,
  })
  expect(status).toBe(200)
  return body
}

const methodsOf = (token: { apiListItems: { method: string }[] }) =>
  token.apiListItems.map(({ method }) => method)

const opens = async (session: string) =>
  (await rest('environment/control/rest/stopenv', { session, envName: 'nowhere' })).body.result === 11

describe('CreateToken', () => {
  test('answers the token with its value as key', async () => {
    const owner = await anAccount()
    const body = await call(owner, 'CreateToken', { description: 'nightly', apiList: stop })

    expect(body).toEqual({
      result: 0,
      token: {
        id: expect.any(String),
        description: 'nightly',
        key: expect.stringMatching(/^lk_[0-9A-Za-z]{49}$/),
        createdOn: time,
        isSystem: false,
        tokenTemplate: { id: 0, name: 'Custom' },
        apiListItems: [item(stop)],
      },
    })
    expect(await opens(body.token.key)).toBe(true)
  })

  test.each([
    ['a JSON array', `["${start}", "${stop}"]`],
    ['an array in single quotes', `['${start}', '${stop}']`],
    ['values between commas', `${start}, ${stop}`],
    ['values between semicolons', `${start};${stop};`],
    ['short namespaces', `env.control.StartEnv,env.control.StopEnv`],
    ['the same one twice', `${start},${stop},${start}`],
  ])('takes apiList as %s', async (_form, apiList) => {
    const { token } = await call(await anAccount(), 'CreateToken', { description: 'list', apiList })
    expect(methodsOf(token)).toEqual([start, stop])
  })

  test.each([
    '[',
    '["a"',
    '{"a":1}',
    '[1,{"a":2}]',
    '[]',
    ';',
    'no.such.Method',
    `${stop}x`,
    stop.toLowerCase(),
  ])('refuses apiList %s', async (apiList) => {
    const owner = await anAccount()
    const body = await call(owner, 'CreateToken', { description: 'list', apiList })
    expect(body).toMatchObject({ result: 3, error: expect.any(String) })
    expect((await call(owner, 'GetTokens')).apiTokens).toEqual([])
  })

  test.each(apiSets.map((set, index) => [set.displayName, String(index + 1), set] as const))(
    'takes the template %s by its name, in any case, or its number %s',
    async (displayName, number, { methods }) => {
      const owner = await anAccount()
      for (const tokenTemplate of [displayName, displayName.toLowerCase(), number]) {
        const { token } = await call(owner, 'CreateToken', { description: 'set', tokenTemplate })
        expect(token.tokenTemplate).toEqual({ id: Number(number), name: displayName })
        expect(methodsOf(token)).toEqual(methods)
      }
    },
  )

  test('takes the template Custom together with apiList', async () => {
    const parameters = { description: 'custom', tokenTemplate: 'custom', apiList: stop }
    const { token } = await call(await anAccount(), 'CreateToken', parameters)
    expect([token.tokenTemplate.name, methodsOf(token)]).toEqual(['Custom', [stop]])
  })

  test.each(['Everything', '0', '5', '-1', '__proto__'])(
    'refuses the template %s and names those there are',
    async (tokenTemplate) => {
      const body = await call(await anAccount(), 'CreateToken', { description: 'x', tokenTemplate })
      expect(body).toMatchObject({ result: 3, error: expect.stringContaining('Maven Plugin') })
    },
  )

  test('takes expiresAt as the protocol writes it, in UTC, and gives it back', async () => {
    const owner = await anAccount()
    const parameters = { description: 'until', apiList: stop, expiresAt: '2099-02-28 13:14:15' }
    const { token } = await call(owner, 'CreateToken', parameters)

    expect(token.expiresAt).toBe('2099-02-28 13:14:15')
    const [row] = await sql`select expires_at from tokens where id = ${token.id}`
    expect(row!.expires_at).toEqual(new Date('2099-02-28T13:14:15Z'))
  })

  test.each(['2020-01-01 00:00:00', '2099-02-30 00:00:00', '2101-01-01 00:00:00', 'soon', '1'])(
    'refuses expiresAt %s',
    async (expiresAt) => {
      const body = await call(await anAccount(), 'CreateToken', {
        description: 'x',
        apiList: stop,
        expiresAt,
      })
      expect(body).toMatchObject({ result: 3, error: expect.stringContaining('dd-mm-yyyy') })
    },
  )

  test.each([
    ['description', { apiList: stop }],
    ['password', { description: 'x', apiList: stop, password: '' }],
  ])('names %s when it is missing', async (name, parameters) => {
    const body = await call(await anAccount(), 'CreateToken', parameters)
    expect(body).toMatchObject({
      result: 3,
      error: expect.stringContaining(`invalid parameter [${name}]: it is missing`),
    })
  })

  test('needs the methods, or a template', async () => {
    const body = await call(await anAccount(), 'CreateToken', { description: 'x' })
    expect(body).toMatchObject({ result: 3, error: expect.any(String) })
  })

  test('refuses a wrong password', async () => {
    const owner = await anAccount()
    const body = await call(owner, 'CreateToken', {
      description: 'x',
      apiList: stop,
      password: 'a wrong one',
    })
    expect(body.result).toBe(801)
    expect((await call(owner, 'GetTokens')).apiTokens).toEqual([])
  })

  test('refuses a method that no token may hold, by its name', async () => {
    const apiList = 'users.authentication.CreateToken'
    const body = await call(await anAccount(), 'CreateToken', { description: 'x', apiList })
    expect(body).toMatchObject({ result: 3, error: expect.stringContaining(apiList) })
  })
})

describe('GetTokens', () => {
  test('lists the tokens without their values', async () => {
    const owner = await anAccount()
    const first = await aToken({ methods: [stop], description: 'first' }, owner)
    const second = await aToken({ apiSet: 'MAVEN_PLUGIN', description: 'second' }, owner)
    await aToken({ methods: [stop] })

    const body = await call(owner, 'GetTokens')
    expect(body).toEqual({
      result: 0,
      apiTokens: [
        {
          id: second.id,
          description: 'second',
          createdOn: time,
          isSystem: false,
          tokenTemplate: { id: expect.any(Number), name: 'Maven Plugin' },
          apiListItems: findApiSet('MAVEN_PLUGIN').methods.map(item),
        },
        {
          id: first.id,
          description: 'first',
          createdOn: time,
          isSystem: false,
          tokenTemplate: { id: 0, name: 'Custom' },
          apiListItems: [item(stop)],
        },
      ],
    })
    expect(JSON.stringify(body)).not.toContain(first.value.slice(3))
  })

  test('lists those that are asked for', async () => {
    const owner = await anAccount()
    const tokens = [await aToken({ methods: [stop] }, owner), await aToken({ methods: [stop] }, owner)]
    await aToken({ methods: [stop] }, owner)
    const foreign = await aToken({ methods: [stop] })
    const listed = async (ids: string) =>
      (await call(owner, 'GetTokens', { ids })).apiTokens.map(({ id }: { id: string }) => id)

    const ids = tokens.map(({ id }) => id)
    expect((await listed(ids.join(','))).sort()).toEqual([...ids].sort())
    expect((await listed(JSON.stringify(ids))).sort()).toEqual([...ids].sort())
    expect(await listed(foreign.id)).toEqual([])
    expect(await listed('*')).toHaveLength(3)
  })

  test('tells when a token was last used', async () => {
    const owner = await anAccount()
    const { value } = await aToken({ methods: [stop] }, owner)
    await opens(value)

    await expect.poll(async () => (await call(owner, 'GetTokens')).apiTokens[0].lastUsed).toEqual(time)
  })
})

describe('EditToken', () => {
  test('changes what is given and leaves the rest', async () => {
    const owner = await anAccount()
    const { id, value } = await aToken(
      { methods: [stop], description: 'before', expiresAt: '2099-01-01 00:00:00' },
      owner,
    )

    const { result, token } = await call(owner, 'EditToken', { id, description: 'after', apiList: '' })
    expect(result).toBe(0)
    expect(token).toEqual({
      id,
      description: 'after',
      expiresAt: '2099-01-01 00:00:00',
      createdOn: time,
      isSystem: false,
      tokenTemplate: { id: 0, name: 'Custom' },
      apiListItems: [item(stop)],
    })
    expect(await opens(value)).toBe(true)
  })

  test('takes methods away at once', async () => {
    const owner = await anAccount()
    const { id, value } = await aToken({ methods: [stop] }, owner)

    const { token } = await call(owner, 'EditToken', { id, apiList: `['${start}']` })
    expect(methodsOf(token)).toEqual([start])
    expect(await opens(value)).toBe(false)
  })

  test('a template replaces the methods', async () => {
    const owner = await anAccount()
    const { id } = await aToken({ methods: [stop] }, owner)
    const { token } = await call(owner, 'EditToken', { id, tokenTemplate: 'IDE Plugins' })
    expect(token.tokenTemplate.name).toBe('IDE Plugins')
    expect(methodsOf(token)).toEqual(findApiSet('IDE_PLUGINS').methods)
  })

  test('an expiry is cleared by the word never, and left alone by nothing', async () => {
    const owner = await anAccount()
    const { id } = await aToken({ methods: [stop], expiresAt: '2099-01-01 00:00:00' }, owner)
    expect((await call(owner, 'EditToken', { id, expiresAt: '' })).token.expiresAt).toBe(
      '2099-01-01 00:00:00',
    )
    const { result, token } = await call(owner, 'EditToken', { id, expiresAt: 'Never' })
    expect(result).toBe(0)
    expect(token).not.toHaveProperty('expiresAt')
  })

  test('does not know the tokens of others', async () => {
    const { id, value } = await aToken({ methods: [stop] })
    const stranger = await anAccount()
    for (const unknown of [id, '00000000-0000-4000-8000-000000000000', 'x']) {
      expect(await call(stranger, 'EditToken', { id: unknown, apiList: start })).toMatchObject({
        result: 5,
        error: expect.stringContaining(unknown),
      })
    }
    expect(await opens(value)).toBe(true)
  })

  test('needs the id and the password', async () => {
    const owner = await anAccount()
    const { id } = await aToken({ methods: [stop] }, owner)
    expect(await call(owner, 'EditToken', { description: 'x' })).toMatchObject({
      result: 3,
      error: expect.stringContaining('[id]'),
    })
    expect(await call(owner, 'EditToken', { id, description: 'x', password: '' })).toMatchObject({
      result: 3,
      error: expect.stringContaining('[password]'),
    })
    expect((await call(owner, 'EditToken', { id, description: 'x', password: 'a wrong one' })).result).toBe(
      801,
    )
  })
})

describe('RegenerateToken', () => {
  test.each(['id', 'ids'])('gives the token named in %s a new value', async (parameter) => {
    const owner = await anAccount()
    const { id, value } = await aToken({ methods: [stop], description: 'kept' }, owner)

    const { result, token } = await call(owner, 'RegenerateToken', { [parameter]: id })
    expect(result).toBe(0)
    expect(token).toMatchObject({ id, description: 'kept', apiListItems: [item(stop)] })
    expect(token.key).toMatch(/^lk_[0-9A-Za-z]{49}$/)
    expect(token.key).not.toBe(value)
    expect([await opens(value), await opens(token.key)]).toEqual([false, true])
  })

  test('takes one token at a time, because the answer has room for one value', async () => {
    const owner = await anAccount()
    const tokens = [await aToken({ methods: [stop] }, owner), await aToken({ methods: [stop] }, owner)]

    const body = await call(owner, 'RegenerateToken', { ids: tokens.map(({ id }) => id).join(',') })
    expect(body).toMatchObject({ result: 3, error: expect.stringContaining('one') })
    for (const { value } of tokens) expect(await opens(value)).toBe(true)
  })

  test('needs the id and the password', async () => {
    const owner = await anAccount()
    const { id, value } = await aToken({ methods: [stop] }, owner)
    expect((await call(owner, 'RegenerateToken')).error).toContain('[id]')
    expect((await call(owner, 'RegenerateToken', { id, password: '' })).error).toContain('[password]')
    expect((await call(owner, 'RegenerateToken', { id, password: 'a wrong one' })).result).toBe(801)
    expect(await opens(value)).toBe(true)
  })
})

describe('DeleteTokens', () => {
  test.each([',', ';', '", "'])('removes a list (%s)', async (separator) => {
    const owner = await anAccount()
    const tokens = [await aToken({ methods: [stop] }, owner), await aToken({ methods: [stop] }, owner)]
    const kept = await aToken({ methods: [stop] }, owner)
    const list = tokens.map(({ id }) => id).join(separator)
    const ids = separator.includes('"') ? `["${list}"]` : list

    expect(await call(owner, 'DeleteTokens', { ids })).toEqual({ result: 0 })
    for (const { value } of tokens) expect(await opens(value)).toBe(false)
    expect(await opens(kept.value)).toBe(true)
  })

  test('removes every token of the account with *', async () => {
    const owner = await anAccount()
    const tokens = [await aToken({ methods: [stop] }, owner), await aToken({ methods: [start] }, owner)]
    const foreign = await aToken({ methods: [stop] })

    expect(await call(owner, 'DeleteTokens', { ids: '*' })).toEqual({ result: 0 })
    expect(await opens(tokens[0]!.value)).toBe(false)
    expect((await call(owner, 'GetTokens')).apiTokens).toEqual([])
    expect(await opens(foreign.value)).toBe(true)
    expect(await call(owner, 'DeleteTokens', { ids: '*' })).toEqual({ result: 0 })
  })

  test('with * is done for everyone who asks at the same time', async () => {
    const owner = await anAccount()
    const { value } = await aToken({ methods: [stop] }, owner)
    await aToken({ methods: [start] }, owner)
    const { session, password } = owner
    const removeAll = async () => {
      for (;;) {
        const parameters = { session, password, ids: '*' }
        const { status, body } = await rest('users/authentication/rest/deletetokens', parameters)
        // Guesses at one password wait for each other, and who has waited for too long comes again.
        if (status !== 503) return body
      }
    }

    expect(await Promise.all(Array.from({ length: 8 }, removeAll))).toEqual(Array(8).fill({ result: 0 }))
    expect(await opens(value)).toBe(false)
    const removed = await sql`
      select token_description from activity where account_id = ${owner.id} and action = 'token.removed'`
    expect(removed).toHaveLength(2)
  })

  test('with * asks for the password where there is no token either', async () => {
    const owner = await anAccount()
    const wrong = await call(owner, 'DeleteTokens', { ids: '*', password: 'a wrong one' })
    expect(wrong).toMatchObject({ result: 801, attemptsLeft: 9 })
  })

  test('removes all of the list or nothing', async () => {
    const owner = await anAccount()
    const { id, value } = await aToken({ methods: [stop] }, owner)
    const foreign = await aToken({ methods: [stop] })

    const body = await call(owner, 'DeleteTokens', { ids: `${id},${foreign.id}` })
    expect(body).toMatchObject({ result: 5, error: expect.stringContaining(foreign.id) })
    expect([await opens(value), await opens(foreign.value)]).toEqual([true, true])
  })

  test('needs ids and the password', async () => {
    const owner = await anAccount()
    const { id, value } = await aToken({ methods: [stop] }, owner)
    for (const ids of ['', ';', '[]']) {
      expect(await call(owner, 'DeleteTokens', { ids })).toMatchObject({
        result: 3,
        error: expect.stringContaining('[ids]'),
      })
    }
    expect((await call(owner, 'DeleteTokens', { ids: id, password: '' })).error).toContain('[password]')
    expect((await call(owner, 'DeleteTokens', { ids: '*', password: 'a wrong one' })).result).toBe(801)
    expect(await opens(value)).toBe(true)
  })
})

test('GetTokenApiList lists what a token may hold, or what fits a search', async () => {
  const owner = await anAccount()
  const all = await call(owner, 'GetTokenApiList')
  expect(all).toMatchObject({ result: 0, behavior: 0 })
  expect(all.tokenPermissions).toEqual(grantableMethods.map(item))

  const { tokenPermissions } = await call(owner, 'GetTokenApiList', { search: 'stopenv' })
  expect(tokenPermissions[0]).toEqual(item(stop))
  expect(tokenPermissions.length).toBeLessThan(10)
  expect((await call(owner, 'GetTokenApiList', { search: 'createtoken' })).tokenPermissions).toEqual([])
})

test('GetTokenTemplates lists the sets with their methods', async () => {
  const { result, templates } = await call(await anAccount(), 'GetTokenTemplates')
  expect(result).toBe(0)
  expect(templates).toEqual(
    apiSets.map(({ displayName, methods }, index) => ({
      id: index + 1,
      name: displayName,
      apiListItems: methods.map(item),
    })),
  )
  expect(templates.map(({ name }: { name: string }) => name).sort()).toEqual([
    'Extended Access',
    'IDE Plugins',
    'Marketplace',
    'Maven Plugin',
  ])
})

test('no token may see or manage tokens, whatever it holds', async () => {
  const { id, value, owner } = await aToken({ apiSet: 'EXTENDED_ACCESS' })
  const asToken = { ...owner, session: value }
  for (const [name, parameters] of [
    ['CreateToken', { description: 'x', apiList: stop }],
    ['EditToken', { id, description: 'x' }],
    ['RegenerateToken', { id }],
    ['DeleteTokens', { ids: id }],
    ['DeleteTokens', { ids: '*' }],
    ['GetTokens', {}],
    ['GetTokenApiList', {}],
    ['GetTokenTemplates', {}],
  ] as const) {
    expect(await call(asToken, name, parameters)).toMatchObject({
      result: 8202,
      error: expect.stringContaining(`users.authentication.${name}`),
    })
  }
  const { apiTokens } = await call(owner, 'GetTokens')
  expect(apiTokens).toEqual([expect.objectContaining({ id, description: 'for a test' })])
  expect(await opens(value)).toBe(true)
})
