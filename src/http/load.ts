import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { RequestNote } from '../access/request-note.ts'
import { ApiError } from '../errors.ts'
import '../graphql/noted-request.ts'

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
 * only then.
 * @param most requests under way that have arrived whole; those that arrive cost nothing yet
 */
export function limitLoad(app: FastifyInstance, most: number): void {
  const load = watchLoad(app.server, slowness)
  // Those that wait elsewhere are counted only when it matters: there may be many.
  const isFull = (beside: number) => {
    const working = load.working() - beside
    return working >= most && working - load.elsewhere() >= most
  }
  app.server.maxConnections = mostConnections
  app.addHook('onClose', () => load.stop())
  app.addHook('preHandler', (request, reply, done) => {
    const isCounted = !hasBody(request.raw) || request.raw.readableEnded
    if (request.note) load.note(request.raw, request.note)
    if (!isFull(isCounted ? 1 : 0) || request.url === '/healthz') return done()
    void reply.header('retry-after', '1')
    done(new ApiError('OVERLOADED', 'The server is busy. Try again in 1 second.', { retryAfter: 1 }))
  })
}

interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  isWorking: boolean
  note?: RequestNote
  /** Begin of the present window, and the bytes at that time. */
  since: number
  bytes: number
}

/** Keeps count of the requests of a server, and cuts slow ones. */
export function watchLoad(server: Server, { window, leastBytes, checkEvery }: typeof slowness) {
  const exchanges = new Map<IncomingMessage, Exchange>()
  let working = 0

  const watch = (request: IncomingMessage, response: ServerResponse) => {
    const exchange: Exchange = { request, response, isWorking: false, since: performance.now(), bytes: 0 }
    exchanges.set(request, exchange)
    const work = () => {
      if (!exchanges.has(request)) return
      exchange.isWorking = true
      working += 1
    }
    if (hasBody(request)) {
      exchange.bytes = request.socket.bytesRead
      request.once('end', work)
    } else work()
    response.once('close', () => {
      exchanges.delete(request)
      if (exchange.isWorking) working -= 1
    })
  }
  server.prependListener('request', watch)

  const timer = setInterval(() => {
    const now = performance.now()
    for (const exchange of exchanges.values()) {
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
    /** How many of them wait for a platform elsewhere. */
    elsewhere: () => {
      let count = 0
      for (const { isWorking, note } of exchanges.values()) if (isWorking && note?.elsewhere) count += 1
      return count
    },
    /** Says what is known of a request. */
    note: (request: IncomingMessage, note: RequestNote) => {
      const exchange = exchanges.get(request)
      if (exchange) exchange.note = note
    },
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
