import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { hasBody } from '../doors/read-text.ts'
import { Roster, type Rostered } from '../roster.ts'

/** Who sends or takes fewer bytes in a window is cut: 4 KB a second, which a body of the usual size never reaches. */
const usual = { window: 25_000, leastBytes: 100_000, checkEvery: 1_000 }

/** Connections, whatever they do. Each takes some memory and a file descriptor. */
const mostConnections = 10_000

/** Time-outs of Node for what comes before a request is there. Milliseconds; by itself it looks twice a minute only. */
export const arrivalTimeouts = { headersTimeout: 25_000, connectionsCheckingInterval: 2_000 }

interface Exchange extends Rostered {
  request: IncomingMessage
  response: ServerResponse
  /** Begin of the present window, and the bytes at that time. */
  since: number
  bytes: number
}

export interface Exchanges {
  /** How many requests have come and are not over: the whole of them, and of their answers. */
  readonly size: number
  /** Has every answer say that its connection ends with it, from now on. */
  farewell(): void
  stop(): void
}

/** Hangs up on clients that hold a request open by sending or reading next to nothing while the server waits for them. */
export function cutSlowClients(
  server: Server,
  { window, leastBytes, checkEvery }: typeof usual = usual,
): Exchanges {
  const exchanges = new Roster<Exchange>()
  let isClosing = false

  function watch(request: IncomingMessage, response: ServerResponse) {
    const bytes = hasBody(request) ? request.socket.bytesRead : 0
    const exchange = { at: -1, request, response, since: performance.now(), bytes }
    exchanges.add(exchange)
    if (isClosing) response.shouldKeepAlive = false
    response.on('close', () => {
      if (request.complete || request.socket.destroyed) return exchanges.remove(exchange)
      // It is answered, and the rest of it is let by.
      if (isClosing) request.socket.destroy()
      else request.resume()
    })
  }
  server.maxConnections = mostConnections
  server.prependListener('request', watch)

  const timer = setInterval(() => {
    const now = performance.now()
    for (const exchange of exchanges) {
      const { request, response } = exchange
      // Of several requests that a client has sent at once, Node says of the first alone that it is gone.
      if (request.socket.destroyed || (response.writableFinished && request.complete)) {
        exchanges.remove(exchange)
        continue
      }
      const isArriving = !request.complete
      const isLeaving = response.headersSent && !response.writableFinished
      const bytes = isArriving ? request.socket.bytesRead : request.socket.bytesWritten
      // Work takes the time that it takes, and so does a platform that takes or sends something piece by piece.
      const isWaitedFor = isArriving ? !request.isPaused() : isLeaving && request.socket.writableLength > 0
      if (!isWaitedFor) Object.assign(exchange, { since: now, bytes })
      if (now - exchange.since < window) continue
      if (bytes - exchange.bytes < leastBytes) request.socket.destroy()
      Object.assign(exchange, { since: now, bytes })
    }
  }, checkEvery).unref()

  return {
    get size() {
      return exchanges.size
    },
    farewell: () => {
      isClosing = true
      for (const { request, response } of exchanges) {
        response.shouldKeepAlive = false
        if (response.writableFinished && !request.complete) request.socket.destroy()
      }
    },
    stop: () => {
      clearInterval(timer)
      server.off('request', watch)
    },
  }
}
