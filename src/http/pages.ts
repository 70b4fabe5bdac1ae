import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, RouteHandler } from 'fastify'
import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the build leaves the pages: the same place from `src/http` and from `dist/http`. */
const builtPages = new URL('../../dist/public/', import.meta.url)

const graphiqlPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self' blob:",
  // Monaco positions its lines with inline styles, and GraphiQL's style sheet carries its fonts.
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const dashboardPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** Addresses of the dashboard's screens: all of them are its one page. An address that is none of them is not found. */
const screens = ['/', '/sign-in', '/environments', '/settings', '/docs']
const screensWithParts = ['/settings/*', '/docs/*']

/**
 * The pages for people: the dashboard at `/`, and GraphiQL at `/graphiql`. Each states its own
 * Content-Security-Policy, which takes the place of the server's.
 */
export async function servePages(app: FastifyInstance, options: { root?: string | URL } = {}) {
  const root = folder(options.root ?? builtPages)

  await app.register(serveDashboard, { root: join(root, 'dashboard') })
  await app.register(serveBuiltPage, {
    prefix: '/graphiql',
    root: join(root, 'graphiql'),
    policy: graphiqlPolicy,
  })
}

/** The page at the address of every screen, and its assets at `/assets/`. */
async function serveDashboard(app: FastifyInstance, { root }: { root: string }) {
  await app.register(serveBuiltAssets, { prefix: '/assets', root })
  await app.register(fastifyStatic, { root, serve: false, cacheControl: false, preCompressed: true })

  const isBuilt = () => existsSync(join(root, 'index.html'))
  const screen: RouteHandler = (_request, reply) => {
    reply.header('content-security-policy', dashboardPolicy).header('cache-control', 'no-cache')
    return isBuilt() ? reply.sendFile('index.html') : notFound(reply, root)
  }
  for (const path of [...screens, ...screensWithParts]) app.get(path, screen)
  for (const path of screens.slice(1)) app.get(`${path}/`, screen)

  // The page says to people that there is nothing, with a way on; programs are told as everywhere.
  app.get('*', ({ headers }, reply) => {
    reply.header('vary', 'accept')
    if (!prefersPage(headers.accept) || !isBuilt()) return reply.callNotFound()
    reply.code(404).header('content-security-policy', dashboardPolicy).header('cache-control', 'no-store')
    return reply.sendFile('index.html', { etag: false, lastModified: false })
  })
}

/** Whether a client would rather have a page than JSON, as browsers would where people go to an address. */
function prefersPage(accept = '*/*'): boolean {
  const ranges = accept.split(',').map((range) => {
    const [type, ...parameters] = range.toLowerCase().split(';')
    const weight = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean)
    return { type: type!.trim(), weight: Number(weight ?? 1) }
  })
  const weightOf = (wanted: string) =>
    Math.max(0, ...ranges.filter(({ type }) => type === wanted || type === '*/*').map(({ weight }) => weight))
  return weightOf('text/html') > weightOf('application/json')
}

async function serveBuiltAssets(app: FastifyInstance, { root }: { root: string }) {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('content-security-policy', dashboardPolicy)
  })
  await app.register(fastifyStatic, {
    root: join(root, 'assets'),
    index: false,
    dotfiles: 'ignore',
    preCompressed: true,
    suppressWarning: true,
    maxAge: '365d',
    immutable: true,
  })
  app.setNotFoundHandler((_request, reply) => notFound(reply, root))
}

/** One page as vite builds it: an index.html that is asked for anew each time, and assets that never change. */
async function serveBuiltPage(app: FastifyInstance, { root, policy }: { root: string; policy: string }) {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('content-security-policy', policy)
  })

  await app.register(fastifyStatic, {
    root,
    index: false,
    dotfiles: 'ignore',
    preCompressed: true,
    // Without a build there is no folder; the answer below says so to the one who wants the page.
    suppressWarning: true,
    cacheControl: false,
    setHeaders(reply, path) {
      // An asset has the hash of its content in its name.
      const immutable = path.startsWith(join(root, 'assets') + sep)
      reply.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  app.get('/', (_request, reply) => reply.sendFile('index.html'))

  app.setNotFoundHandler((_request, reply) => notFound(reply, root))
}

function notFound(reply: FastifyReply, root: string) {
  reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store')
  return existsSync(join(root, 'index.html'))
    ? reply.code(404).send('Not found\n')
    : reply.code(503).send('This page is not built yet. Run npm run build\n')
}

function folder(root: string | URL) {
  return root instanceof URL ? fileURLToPath(root) : root
}
