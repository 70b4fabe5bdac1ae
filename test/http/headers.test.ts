import { describe, expect, test } from 'vitest'
import { sendRaw } from '../rest/send-raw.ts'
import { startTestServer } from '../support/server.ts'

const everywhere = ['/', '/sign-in', '/docs', '/graphiql', '/graphql', '/healthz', '/nowhere', '/1.0/nowhere']

const signIn = ({ login, password }: { login: string; password: string }) =>
  JSON.stringify({
    query:
      'mutation ($login: String!, $password: String!) { signIn(login: $login, password: $password) { session } }',
    variables: { login, password },
  })
const keepCookie = { 'content-type': 'application/json', 'latchkey-session': 'cookie' }

describe('over http', async () => {
  const { url, anAccount } = await startTestServer()

  test.each(everywhere)('%s has the headers that keep a browser out of trouble', async (path) => {
    const { headers } = await sendRaw(url, path)
    const policy = headers['content-security-policy'] as string
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/script-src[^;]*(unsafe|\*|http|data:)/)
    expect(policy).not.toMatch(/default-src[^;]*(unsafe|\*)/)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    })
    expect(headers).not.toHaveProperty('strict-transport-security')
  })

  test('the cookie of a session is HttpOnly and SameSite', async () => {
    const answer = await sendRaw(url, '/graphql', {
      verb: 'POST',
      headers: keepCookie,
      body: signIn(await anAccount()),
    })
    const [cookie = ''] = answer.headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^latchkey_session=[0-9a-f]{40}; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(answer.headers['cache-control']).toBe('no-store')

    const signedOut = await sendRaw(url, '/graphql', {
      verb: 'POST',
      headers: { 'content-type': 'application/json', cookie: `x=1; ${cookie.split(';')[0]}` },
      body: '{"query":"mutation { signOut }"}',
    })
    expect(signedOut.headers['set-cookie']).toEqual([
      'latchkey_session=; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Strict',
    ])
  })
})

describe('over https', async () => {
  const { url, anAccount, graphql } = await startTestServer({ PUBLIC_URL: 'https://tokens.example.com' })

  test.each(everywhere)('%s tells the browser to stay there', async (path) => {
    const { headers } = await sendRaw(url, path)
    // Hosts below it may have no TLS.
    expect(headers['strict-transport-security']).toBe('max-age=31536000')
  })

  test('the cookie has the prefix that ties it to this very host', async () => {
    const owner = await anAccount()
    const answer = await sendRaw(url, '/graphql', { verb: 'POST', headers: keepCookie, body: signIn(owner) })
    const [cookie = ''] = answer.headers['set-cookie'] ?? []
    expect(cookie).toMatch(
      /^__Host-latchkey_session=[0-9a-f]{40}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    )

    const { data } = await graphql('{ viewer { kind } }', { headers: { cookie: cookie.split(';')[0]! } })
    expect(data.viewer.kind).toBe('SESSION')
    // The name without the prefix could have been set by a neighbour.
    const plain = await graphql('{ viewer { kind } }', {
      headers: { cookie: cookie.split(';')[0]!.slice(7) },
    })
    expect(plain.data.viewer).toBeNull()
  })
})

test('no answer that may hold a secret is kept', async () => {
  const { url, anAccount } = await startTestServer()
  const { session, login, password } = await anAccount()
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const answers = [
    await sendRaw(url, '/1.0/users/authentication/rest/signin', {
      verb: 'POST',
      headers: form,
      body: String(new URLSearchParams({ login, password })),
    }),
    await sendRaw(url, '/1.0/users/authentication/rest/createtoken', {
      verb: 'POST',
      headers: form,
      body: String(
        new URLSearchParams({ session, password, description: 'x', tokenTemplate: 'Maven Plugin' }),
      ),
    }),
    await sendRaw(url, '/graphql', { verb: 'POST', headers: keepCookie, body: signIn({ login, password }) }),
  ]
  for (const { status, headers } of answers) {
    expect(status).toBe(200)
    expect(headers['cache-control']).toContain('no-store')
  }
  expect(JSON.parse(answers[1]!.text).token.key).toMatch(/^lk_/)
})
