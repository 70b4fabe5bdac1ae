import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { ApiError } from '../errors.ts'
import { hasBody } from '../graphql/read-text.ts'

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
 * What Fastify answers is counted by its `preHandler`, when a body that is not an upload has been read: many that arrive
 * together are counted only then.
 * @param most requests under way that have arrived whole; those that arrive cost nothing yet
 * @returns what a door calls at the same point. It throws ApiError `OVERLOADED`
 */
export function limitLoad(app: FastifyInstance, most: number): (request: IncomingMessage) => void {
  const load = watchLoad(app.server, slowness)
  // Those that wait elsewhere are counted only when it matters: there may be many.
  const isFull = (beside: number) => {
    const working = load.working() - beside
    return working >= most && working - load.elsewhere() >= most
  }
  const admit = (request: IncomingMessage) => {
    const isCounted = !hasBody(request) || request.readableEnded
    if (!isFull(isCounted ? 1 : 0)) return
    throw new ApiError('OVERLOADED', 'The server is busy. Try again in 1 second.', { retryAfter: 1 })
  }
  app.server.maxConnections = mostConnections
  app.addHook('preClose', (done) => {
    load.farewell()
    done()
  })
  app.addHook('onClose', () => load.stop())
  app.addHook('preHandler', async ({ raw }) => {
    if (raw.url !== '/healthz') admit(raw)
  })
  return admit
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
  const exchanges = new Map<IncomingMessage, Exchange>()
  let working = 0
  let isClosing = false

  function watch(request: IncomingMessage, response: ServerResponse) {
    const hasArrived = !hasBody(request)
    const bytes = hasArrived ? 0 : request.socket.bytesRead
    exchanges.set(request, { request, response, isWorking: hasArrived, since: performance.now(), bytes })
    if (isClosing) response.shouldKeepAlive = false
    if (hasArrived) working += 1
    else request.on('end', work)
    response.on('close', leave)
  }
  function work(this: IncomingMessage) {
    const exchange = exchanges.get(this)
    if (!exchange) return
    exchange.isWorking = true
    working += 1
  }
  function leave(this: ServerResponse) {
    if (exchanges.get(this.req)?.isWorking) working -= 1
    exchanges.delete(this.req)
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
      for (const { isWorking, request } of exchanges.values()) {
        if (isWorking && request.note?.elsewhere) count += 1
      }
      return count
    },
    /** Has every answer say that its connection ends with it, from now on. */
    farewell: () => {
      isClosing = true
      for (const { response } of exchanges.values()) response.shouldKeepAlive = false
    },
    stop: async () => {
      clearInterval(timer)
      server.off('request', watch)
    },
  }
}
