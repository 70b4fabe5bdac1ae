import { describe, expect, test } from 'vitest'
import { sendRaw } from '../rest/send-raw.ts'
import { startTestServer } from '../support/server.ts'

const { url, graphql, sql, anAccount, aToken } = await startTestServer()

const json = { 'content-type': 'application/json' }

async function send(
  path: string,
  options: { verb?: string; headers?: Record<string, string>; body?: string } = {},
) {
  const { status, headers, text } = await sendRaw(url, path, options)
  return { status, headers, body: text === '' ? undefined : JSON.parse(text) }
}

const post = (body: string, headers: Record<string, string> = {}) =>
  send('/graphql', { verb: 'POST', headers: { ...json, ...headers }, body })

describe('a query by GET', async () => {
  const owner = await anAccount()
  const query = `/graphql?query=${encodeURIComponent('{ account { uid } }')}`
  const authorization = `Bearer ${owner.session}`

  test.each<Record<string, string>>([
    { 'apollo-require-preflight': 'true' },
    { 'x-apollo-operation-name': 'Account' },
    json,
  ])('works with a header that a browser asks about first: %j', async (header) => {
    const { status, body } = await send(query, { headers: { authorization, ...header } })
    expect(status).toBe(200)
    expect(body).toEqual({ data: { account: { uid: owner.uid } } })
  })

  test('is refused without', async () => {
    const { status, body } = await send(query, { headers: { authorization } })
    expect(status).toBe(400)
    expect(body.errors[0].message).toContain('CSRF')
    expect(body).not.toHaveProperty('data')
  })

  test.each([
    ['a percent sign that is no escape', '100%', 200],
    ['UTF-8', 'B%C3%BCro', 200],
    ['another encoding', 'B%FCro', 400],
  ])('has its escapes in UTF-8: %s', async (_what, search, status) => {
    const path = `/graphql?query={apiMethods(search:%22${search}%22){name}}`
    const answer = await send(path, { headers: { 'apollo-require-preflight': 'true' } })
    expect(answer.status).toBe(status)
    if (status === 400) expect(answer.body.errors[0].extensions.code).toBe('BAD_USER_INPUT')
    else expect(answer.body).toEqual({ data: { apiMethods: [] } })
  })

  test('cannot be a mutation', async () => {
    const mutation = `/graphql?query=${encodeURIComponent('mutation { signOut }')}`
    const headers = { authorization, 'apollo-require-preflight': 'true' }
    expect((await send(mutation, { headers })).status).toBe(405)
    expect((await send(query, { headers })).body.data.account.uid).toBe(owner.uid)
  })
})

describe('a mutation', async () => {
  const { session } = await anAccount()
  const signOut = '{"query":"mutation { signOut }"}'

  test.each([
    ['application/x-www-form-urlencoded', `query=${encodeURIComponent('mutation { signOut }')}`],
    ['application/x-www-form-urlencoded', signOut],
    ['text/plain', signOut],
    [
      'multipart/form-data; boundary=X',
      '--X\r\nContent-Disposition: form-data; name="query"\r\n\r\nmutation { signOut }\r\n--X--\r\n',
    ],
  ])('is refused as %s, which a page of another site could send', async (type, body) => {
    for (const extra of [undefined, { 'apollo-require-preflight': 'true' }]) {
      const headers = { 'content-type': type, authorization: `Bearer ${session}`, ...extra }
      const answer = await send('/graphql', { verb: 'POST', headers, body })
      expect(answer.status).toBe(415)
      expect(answer.body.errors[0].extensions.code).toBe('UNSUPPORTED_MEDIA_TYPE')
    }
    const { data } = await graphql('{ viewer { kind } }', { as: session })
    expect(data.viewer.kind).toBe('SESSION')
  })

  test.each(['PUT', 'PATCH', 'DELETE'])('is refused by %s', async (verb) => {
    const headers = { ...json, authorization: `Bearer ${session}` }
    const { status, headers: answered, body } = await send('/graphql', { verb, headers, body: signOut })
    expect([status, answered.allow]).toEqual([405, 'GET, POST'])
    expect(body.errors[0].extensions.code).toBe('METHOD_NOT_ALLOWED')
  })
})

describe('a charset', () => {
  const send = (type: string) => post('{"query":"{ viewer { kind } }"}', { 'content-type': type })

  test.each([
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'Application/JSON ; Charset = Utf-8 ; q=1',
    'application/json; charset=utf8;',
    'application/json; charset=US-ASCII',
    'application/json; charset=',
    'application/json; x="charset=utf-16"',
  ])('may be UTF-8 or a part of it: %s', async (type) => {
    expect(await send(type)).toMatchObject({ status: 200, body: { data: { viewer: null } } })
  })

  test.each([
    'application/json; charset=ISO-8859-1',
    'application/json;q=1;CHARSET="utf-16"',
    'application/json; charset=utf-8; charset=utf-7',
    'application/json; charset=utf-8x',
    'application/json; charset=utf-16le',
  ])('is nothing else: %s', async (type) => {
    const { status, body } = await send(type)
    expect(status).toBe(415)
    expect(body.errors[0]).toMatchObject({
      message: 'The content type names a charset that is not taken here. Send the body in UTF-8.',
      extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' },
    })
  })
})

describe("what cannot be run is the caller's to mend", () => {
  test.each([
    ['a syntax error', '{', 'GRAPHQL_PARSE_FAILED'],
    ['an empty document', '# nothing', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a missing argument', 'mutation { signIn { session } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a variable that is missing',
      'query ($name: String!) { environment(name: $name) { name } }',
      'BAD_USER_INPUT',
    ],
    [
      'two operations, and none is named',
      'query A { __typename } query B { __typename }',
      'OPERATION_RESOLUTION_FAILURE',
    ],
  ])('%s: 400', async (_what, query, code) => {
    const { status, body } = await post(JSON.stringify({ query }))
    expect(status).toBe(400)
    expect(body.errors[0].extensions.code).toBe(code)
    expect(body.errors[0].extensions).not.toHaveProperty('stacktrace')
  })

  test.each(['B', ''])('an operation that is not in the document, "%s": 400', async (operationName) => {
    const { status, body } = await post(JSON.stringify({ query: 'query A { __typename }', operationName }))
    expect(status).toBe(400)
    expect(body.errors[0].extensions.code).toBe('OPERATION_RESOLUTION_FAILURE')
  })

  test.each([
    ['null where an argument has a default', 'query ($n: Int) { activity(first: $n) { next } }', { n: null }],
    ['a subscription', 'subscription { nothing }', {}],
  ])('%s is bad input, as often as it is asked', async (_what, query, variables) => {
    const { session } = await anAccount()
    // From the second time on a query is compiled.
    for (const _ of ['first', 'second', 'third']) {
      const { body } = await post(JSON.stringify({ query, variables }), {
        authorization: `Bearer ${session}`,
      })
      expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT')
      expect(body.errors[0].message).not.toContain('Internal error')
    }
  })

  test('a document has at most 1000 tokens', async () => {
    const { session } = await anAccount()
    const ask = async (tokens: number) => {
      const ids = '"none" '.repeat(tokens - 12)
      const query = `{ accessTokens(ids: [${ids}]) { id } }`
      return post(JSON.stringify({ query }), { authorization: `Bearer ${session}` })
    }
    expect(await ask(1000)).toMatchObject({ status: 200, body: { data: { accessTokens: [] } } })
    const { status, body } = await ask(1001)
    expect(status).toBe(400)
    expect(body.errors[0]).toMatchObject({
      message: expect.stringContaining('1000 tokens'),
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    })
  })

  test.each([
    ['is no JSON', '{bad', 400, 'BAD_USER_INPUT'],
    ['is empty', '', 400, 'BAD_USER_INPUT'],
    ['reaches for the prototype', '{"query":"{viewer{kind}}","__proto__":{"x":1}}', 400, 'BAD_USER_INPUT'],
    [
      'is larger than 64 KB',
      JSON.stringify({ query: `{ viewer { kind } } #${'x'.repeat(65_536)}` }),
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    ['is several operations', '[{"query":"{viewer{kind}}"},{"query":"{viewer{kind}}"}]', 400, 'BAD_REQUEST'],
  ])('a body that %s', async (_what, text, status, code) => {
    const answer = await post(text)
    expect(answer.status).toBe(status)
    expect(answer.headers['content-type']).toMatch(/^application\/json/)
    expect(answer.body.errors[0].extensions.code).toBe(code)
  })

  test('a persisted query is not known', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } }
    const { body } = await post(JSON.stringify({ query: '{ viewer { kind } }', extensions }))
    expect(body.errors[0].extensions.code).toBe('PERSISTED_QUERY_NOT_SUPPORTED')
    expect(body).not.toHaveProperty('data')
  })
})

describe('a request that is refused as a whole has the status of its error', () => {
  test.each(['a'.repeat(40), 'nobody'])('401 for the credential %s', async (credential) => {
    const { status, headers, body } = await post('{"query":"{ viewer { kind } }"}', {
      authorization: `Bearer ${credential}`,
    })
    expect(status).toBe(401)
    expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"')
    expect(body.errors[0].extensions).toMatchObject({ code: 'UNAUTHENTICATED', result: 702 })
    expect(JSON.stringify(body)).not.toContain(credential)
  })

  test('400 for two credentials', async () => {
    const { session } = await anAccount()
    const { status, body } = await post('{"query":"{ viewer { kind } }"}', {
      authorization: `Bearer ${session}`,
      cookie: `latchkey_session=${'a'.repeat(40)}`,
    })
    expect(status).toBe(400)
    expect(body.errors[0].extensions.code).toBe('AMBIGUOUS_CREDENTIALS')
  })
})

test('an operation that is denied is an error of its field, with the method that it takes', async () => {
  const { value } = await aToken({ methods: ['environment.control.StopEnv'] })
  const { status, data, errors } = await graphql('{ viewer { kind } environments { name } }', { as: value })
  expect(status).toBe(200)
  expect(data).toBeNull()
  expect(errors).toEqual([
    {
      message: expect.stringContaining('environment.control.GetEnvs'),
      locations: expect.anything(),
      path: ['environments'],
      extensions: {
        code: 'METHOD_NOT_PERMITTED',
        result: 8202,
        requiredMethod: 'environment.control.GetEnvs',
      },
    },
  ])
})

test('an error of the platform has its result code and its details', async () => {
  const { session } = await anAccount()
  const { errors } = await graphql('mutation { stopEnvironment(name: "nowhere") { name } }', { as: session })
  expect(errors![0]).toMatchObject({
    message: expect.stringContaining('nowhere'),
    extensions: { code: 'ENVIRONMENT_NOT_FOUND', result: 11 },
  })
})

test('the schema can be asked for', async () => {
  const { data, errors } = await graphql(
    '{ __schema { mutationType { fields { name } } directives { name } } __type(name: "AccessToken") { kind } }',
  )
  expect(errors).toBeUndefined()
  expect(data.__schema.mutationType.fields).toContainEqual({ name: 'generateTokens' })
  expect(data.__type).toEqual({ kind: 'OBJECT' })
})

test('no answer is kept by anybody', async () => {
  for (const body of ['{"query":"{ viewer { kind } }"}', '{bad']) {
    const { headers } = await post(body)
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    expect(headers).not.toHaveProperty('access-control-allow-origin')
  }
})

test('a fault of ours is told by a request id, and nothing else', async () => {
  const { session } = await anAccount()
  await sql`alter table objects rename to objects_elsewhere`
  try {
    const { status, data, errors } = await graphql(
      'mutation { callMethod(method: "data.base.GetObjects", parameters: { type: "JDeploy" }) }',
      { as: session },
    )
    expect(status).toBe(200)
    expect(data).toBeNull()
    expect(errors).toEqual([
      {
        message: expect.stringMatching(/^Internal error\. .* [0-9a-f-]{36}\.$/),
        path: ['callMethod'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) },
      },
    ])
    expect(errors![0]!.message).toContain(errors![0]!.extensions.requestId)
  } finally {
    await sql`alter table objects_elsewhere rename to objects`
  }
})

test('a fault of ours while finding out who asks is no 401', async () => {
  const { value } = await aToken({ methods: ['users.account.GetUserInfo'] })
  await sql`alter table accounts rename column login to login_elsewhere`
  try {
    const { status, errors } = await graphql('{ account { uid } }', { as: value })
    expect(status).toBe(503)
    expect(errors![0]!.extensions.code).toBe('DATABASE_UNAVAILABLE')
  } finally {
    await sql`alter table accounts rename column login_elsewhere to login`
  }
})
