import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { homePage, homePagePolicy } from './home-page.ts'

/** Where the build leaves the pages: the same place from `src/http` and from `dist/http`. */
export const builtPages = new URL('../../dist/public/', import.meta.url)

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

/**
 * The pages for people: `/`, and GraphiQL at `/graphiql`. Each route states its own Content-Security-Policy, which
 * takes the place of the server's.
 */
export async function servePages(app: FastifyInstance, options: { root?: string | URL } = {}) {
  const root = folder(options.root ?? builtPages)

  app.get('/', (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', homePagePolicy)
      .header('cache-control', 'no-cache')
      .send(homePage),
  )

  await app.register(serveBuiltPage, {
    prefix: '/graphiql',
    root: join(root, 'graphiql'),
    policy: graphiqlPolicy,
  })
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

  app.setNotFoundHandler((_request, reply) => {
    reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store')
    return existsSync(join(root, 'index.html'))
      ? reply.code(404).send('Not found\n')
      : reply.code(503).send('This page is not built yet. Run npm run build\n')
  })
}

function folder(root: string | URL) {
  return root instanceof URL ? fileURLToPath(root) : root
}
