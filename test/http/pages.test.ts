import { execFile } from 'node:child_process'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { servePages } from '../../src/http/pages.ts'
import { securityHeaders } from '../../src/http/security-headers.ts'

const script = fileURLToPath(new URL('../../scripts/build.js', import.meta.url))

let app: FastifyInstance

beforeAll(async () => {
  await promisify(execFile)(process.execPath, [script, '--if-stale', '--quiet', 'graphiql', 'dashboard'])
  app = await serverOf()
}, 180_000)

afterAll(() => app?.close())

async function serverOf(options?: { root: string | URL }) {
  const server = Fastify()
  server.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of Object.entries(securityHeaders(false))) {
      if (!reply.hasHeader(name)) void reply.header(name, value)
    }
  })
  await server.register(servePages, options ?? {})
  return server
}

/** Every address that the markup points to. */
function addressesIn(html: string) {
  return [...html.matchAll(/\b(?:src|href)="([^"]*)"/g)].map((match) => match[1]!)
}

describe('the dashboard', () => {
  test.each([
    '/',
    '/sign-in',
    '/environments',
    '/settings',
    '/settings/tokens?new',
    '/docs',
    '/docs/methods/environment.control.StopEnv',
    '/sign-in/',
    '/environments/',
    '/settings/',
  ])('is one page for every screen: %s', async (path) => {
    const reply = await app.inject(path)

    expect(reply.statusCode).toBe(200)
    expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(reply.headers['cache-control']).toBe('no-cache')
    expect(reply.body).toContain('<title>Latchkey</title>')
  })

  test('is not at addresses that are none of its screens', async () => {
    for (const path of ['/nothing', '/environments/nothing', '/signin']) {
      expect((await app.inject(path)).statusCode, path).toBe(404)
    }
  })

  test.each(['/nope', '/environments/nothing', '/signin?a=b'])(
    'says in its own words to a browser that there is no page: %s',
    async (path) => {
      const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8'
      const reply = await app.inject({ url: path, headers: { accept: browser } })

      expect(reply.statusCode).toBe(404)
      expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(reply.headers['cache-control']).toBe('no-store')
      expect(reply.headers['content-security-policy']).toContain("script-src 'self'")
      expect(reply.body).toContain('<title>Latchkey</title>')
    },
  )

  test.each([undefined, '*/*', 'application/json', 'application/json, text/html;q=0.5', 'image/*,*/*;q=0.8'])(
    'is not shown to a program that asks for an address that is none of its screens: Accept %s',
    async (accept) => {
      const reply = await app.inject({ url: '/nope', headers: accept === undefined ? {} : { accept } })
      expect(reply.statusCode).toBe(404)
      expect(reply.headers['content-type']).toContain('application/json')
    },
  )

  test('may run and load its own files and nothing else', async () => {
    const { headers, body } = await app.inject('/')

    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    )
    expect(body).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/)
  })

  test('has every asset that it refers to, for ever the same', async () => {
    const addresses = addressesIn((await app.inject('/settings/tokens')).body).filter(
      (it) => !it.startsWith('data:'),
    )

    expect(addresses.length).toBeGreaterThan(1)
    for (const address of addresses) {
      expect(address).toMatch(/^\/assets\/[\w.-]+$/)
      const asset = await app.inject(address)
      expect(asset.statusCode, address).toBe(200)
      expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    }
  })

  test('says 404 in plain words to an asset that is not there, and keeps to its folder', async () => {
    const reply = await app.inject('/assets/none.js')
    expect([reply.statusCode, reply.body]).toEqual([404, 'Not found\n'])
    expect(reply.headers['cache-control']).toBe('no-store')

    for (const path of ['/assets/..%2findex.html', '/assets/..%2f..%2f..%2fpackage.json', '/assets/']) {
      expect((await app.inject(path)).statusCode, path).toBeGreaterThanOrEqual(400)
    }
  })
})

describe('GraphiQL', () => {
  test.each(['/graphiql', '/graphiql/', '/graphiql?from=docs', '/graphiql/index.html'])(
    'is at %s, and never taken from a cache unasked',
    async (path) => {
      const reply = await app.inject(path)

      expect(reply.statusCode).toBe(200)
      expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(reply.headers['cache-control']).toBe('no-cache')
      expect(reply.body).toContain('<title>GraphiQL · Latchkey</title>')
    },
  )

  test('has a policy of its own, in place of the server’s', async () => {
    const policy = (await app.inject('/graphiql')).headers['content-security-policy']

    expect(policy).toBe(
      "default-src 'none'; script-src 'self'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; " +
        "font-src 'self' data:; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; " +
        "base-uri 'none'; form-action 'none'",
    )
  })

  test('names no foreign origin and has no inline script', async () => {
    const { body } = await app.inject('/graphiql')

    expect(addressesIn(body).length).toBeGreaterThan(2)
    for (const address of addressesIn(body)) expect(address).toMatch(/^\/graphiql\/assets\/[\w.-]+$/)
    for (const [, attributes, content] of body.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)) {
      expect(attributes).toContain('src=')
      expect(content).toBe('')
    }
    expect(body).not.toMatch(/\son\w+=/)
  })

  test('has every asset that it refers to, for ever the same', async () => {
    const { body } = await app.inject('/graphiql')

    for (const address of addressesIn(body)) {
      const asset = await app.inject(address)
      expect(asset.statusCode, address).toBe(200)
      expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable')
      expect(asset.headers['content-type']).toMatch(/^(application\/javascript|text\/css|image\/svg\+xml)/)
    }
  })

  test('has every chunk, worker and font that its scripts and style sheets refer to', async () => {
    const seen = new Set<string>()
    const pending = addressesIn((await app.inject('/graphiql')).body)
    for (let address = pending.pop(); address; address = pending.pop()) {
      if (seen.has(address)) continue
      seen.add(address)
      const asset = await app.inject(address)
      expect(asset.statusCode, address).toBe(200)
      if (!/\.(js|css)$/.test(address)) continue
      for (const [name] of asset.body.matchAll(/[\w.-]+-[\w-]{8}\.(js|css|ttf|svg|woff2)\b/g)) {
        pending.push(`/graphiql/assets/${name}`)
      }
    }

    expect([...seen].filter((address) => address.includes('.worker-'))).toHaveLength(3)
    expect([...seen].some((address) => address.endsWith('.ttf'))).toBe(true)
  })

  test('comes compressed to a browser that takes it', async () => {
    const address = addressesIn((await app.inject('/graphiql')).body).find((it) => it.endsWith('.js'))!
    const plain = await app.inject(address)
    const compressed = await app.inject({ url: address, headers: { 'accept-encoding': 'gzip, br' } })

    expect(compressed.headers['content-encoding']).toBe('gzip')
    expect(compressed.headers['content-type']).toBe(plain.headers['content-type'])
    expect(compressed.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(compressed.headers.vary).toMatch(/accept-encoding/i)
    expect(compressed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2)
  })

  test('answers HEAD without a body, and no other verb', async () => {
    const head = await app.inject({ method: 'HEAD', url: '/graphiql' })
    expect([head.statusCode, head.body]).toEqual([200, ''])

    for (const method of ['POST', 'PUT', 'DELETE'] as const) {
      expect((await app.inject({ method, url: '/graphiql' })).statusCode).toBe(404)
      expect((await app.inject({ method, url: '/' })).statusCode).toBe(404)
    }
  })

  test('says 404 in plain words to what is not there', async () => {
    const reply = await app.inject('/graphiql/assets/none.js')

    expect([reply.statusCode, reply.body]).toEqual([404, 'Not found\n'])
    expect(reply.headers['cache-control']).toBe('no-store')
  })

  test('gives out nothing but its own files', async () => {
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as AddressInfo

    // By a bare request: fetch and inject would tidy the path up before it is sent.
    for (const path of [
      '/graphiql/../../../package.json',
      '/graphiql/..%2f..%2f..%2fpackage.json',
      '/graphiql/%2e%2e/%2e%2e/%2e%2e/package.json',
      '/graphiql/assets/..%5c..%5c..%5cpackage.json',
      '/graphiql/assets/../../../.build/graphiql.stamp',
      '/graphiql//etc/passwd',
      '/graphiql/%00',
      '/graphiql/%',
    ]) {
      const { status, body } = await bareGet(port, path)
      expect(status, path).toBeGreaterThanOrEqual(400)
      expect(status, path).toBeLessThan(500)
      expect(body).not.toMatch(/latchkey"|root:/)
    }
  })
})

test('without a build, a page says how to make one', async () => {
  const bare = await serverOf({ root: new URL('./none/', import.meta.url) })

  for (const path of ['/', '/settings/tokens', '/graphiql']) {
    const reply = await bare.inject(path)
    expect(reply.statusCode, path).toBe(503)
    expect(reply.body).toContain('Run npm run build')
  }
  await bare.close()
})

function bareGet(port: number, path: string) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    httpRequest({ port, path, host: '127.0.0.1' }, (reply) => {
      let body = ''
      reply.on('data', (text) => (body += text))
      reply.on('end', () => resolve({ status: reply.statusCode!, body }))
    })
      .on('error', reject)
      .end()
  })
}
