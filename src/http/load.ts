import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { ApiError } from '../errors.ts'

/** Who sends or takes fewer bytes in a window is cut: 4 KB a second, which a body of the usual size never reaches. */
const slowness = { window: 25_000, leastBytes: 100_000, checkEvery: 1_000 }

/** Connections, whatever they do. Each takes some memory and a file descriptor. */
const mostConnections = 10_000

/** Time-outs of Node for what comes before a request is there. Milliseconds; by itself it looks twice a minute only. */
export const arrivalTimeouts = { headersTimeout: 25_000, connectionsCheckingInterval: 2_000 }

/**
 * Answers 503 while there is more to do than can be done in time, so that what is taken is answered, and hangs up on
 * clients that hold a request open by sending or reading next to nothing.
 *
 * It hooks in by `preHandler`, when a body that is not an upload has been read: many that arrive together are counted
 * only then. What answers a request without Fastify's hooks must ask `isFull` itself.
 * @param most requests under way that have arrived whole; those that arrive cost nothing yet
 */
export function limitLoad(app: FastifyInstance, most: number): { isFull(): boolean } {
  const load = watchLoad(app.server, slowness)
  const isFull = () => load.working() >= most
  app.server.maxConnections = mostConnections
  app.addHook('onClose', () => load.stop())
  app.addHook('preHandler', (request, reply, done) => {
    const isCounted = !hasBody(request.raw) || request.raw.readableEnded
    const others = load.working() - (isCounted ? 1 : 0)
    if (others < most || request.url === '/healthz') return done()
    void reply.header('retry-after', '1')
    done(new ApiError('OVERLOADED', 'The server is busy. Try again in 1 second.', { retryAfter: 1 }))
  })
  return { isFull }
}

interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  isWorking: boolean
  /** Begin of the present window, and the bytes at that time. */
  since: number
  bytes: number
}

/** Keeps count of the requests of a server, and cuts slow ones. */
export function watchLoad(server: Server, { window, leastBytes, checkEvery }: typeof slowness) {
  const exchanges = new Set<Exchange>()
  let working = 0

  const watch = (request: IncomingMessage, response: ServerResponse) => {
    const exchange = { request, response, isWorking: false, since: performance.now(), bytes: 0 }
    exchanges.add(exchange)
    const work = () => {
      if (!exchanges.has(exchange)) return
      exchange.isWorking = true
      working += 1
    }
    if (hasBody(request)) {
      exchange.bytes = request.socket.bytesRead
      request.once('end', work)
    } else work()
    response.once('close', () => {
      exchanges.delete(exchange)
      if (exchange.isWorking) working -= 1
    })
  }
  server.prependListener('request', watch)

  const timer = setInterval(() => {
    const now = performance.now()
    for (const exchange of exchanges) {
      const { request, response } = exchange
      const isArriving = !request.complete
      const isLeaving = response.headersSent && !response.writableFinished
      const bytes = isArriving ? request.socket.bytesRead : request.socket.bytesWritten
      // Work takes the time that it takes.
      if (!isArriving && !isLeaving) Object.assign(exchange, { since: now, bytes })
      if (now - exchange.since < window) continue
      if (bytes - exchange.bytes < leastBytes) request.socket.destroy()
      Object.assign(exchange, { since: now, bytes })
    }
  }, checkEvery).unref()

  return {
    working: () => working,
    stop: async () => {
      clearInterval(timer)
      server.off('request', watch)
    },
  }
}

function hasBody({ headers }: IncomingMessage) {
  return (
    headers['transfer-encoding'] !== undefined ||
    (headers['content-length'] !== undefined && headers['content-length'] !== '0')
  )
}
