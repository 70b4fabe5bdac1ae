import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  fastify,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  LogController,
} from 'fastify'
import type { Logger } from 'pino'
import type { RequestNote } from '../access/request-note.ts'
import { ApiError, withoutCredentials } from '../errors.ts'
import { type Door, type Doorway, pathOf } from '../doors/door.ts'
import { bodyLimit } from '../doors/faults.ts'
import { closeUnlessRead } from '../doors/write-answer.ts'
import { createReplies } from '../rest/reply.ts'
import { crossOrigin } from './cross-origin.ts'
import { limitLoad } from './load.ts'
import { refuseUnreadable } from './refuse-unreadable.ts'
import type { Report } from './report.ts'
import { securityHeaders } from './security-headers.ts'
import { arrivalTimeouts, cutSlowClients } from './slow-clients.ts'

export interface ServerOptions {
  log: Logger
  report: Report
  /** Whether users reach the server over https. */
  isSecure: boolean
  /** Origins whose pages may read answers. */
  corsOrigins: string[]
  /** Requests that are worked on, or wait to be, at the most; the next are told to come again. */
  requestsAtOnce: number
  /** Is told of every request, and how long it took. */
  onAnswer?: (note: RequestNote | undefined, outcome: string, seconds: number) => void
}

/** Answered however much there is to do: who runs the server must not take it for dead, or take it out of service. */
const asksAfterUs = new Set(['/healthz', '/readyz'])

export interface Front {
  /** What answers all that no door takes: pages, health, unknown addresses. */
  server: FastifyInstance
  /** Asked one after the other, before the server. */
  doors: Door[]
  /** What each door is handed. */
  doorway: Doorway
}

/** How long a request may take to arrive: an upload over a slow line needs its time. `slow-clients.ts` cuts slower ones. */
const requestTimeout = 3_600_000

/**
 * A server with everything that all of its answers share: limits, headers, the log. The doors stand before Fastify,
 * because what that does for requests of any kind takes longer than all that a door has to do.
 */
export function createServer({
  log,
  report,
  isSecure,
  corsOrigins,
  requestsAtOnce,
  onAnswer,
}: ServerOptions): Front {
  const headers = securityHeaders(isSecure)
  const allowOrigin = corsOrigins.length ? crossOrigin(corsOrigins, headers) : undefined
  const doors: Door[] = []

  /** Once an answer is out, or its client is gone. */
  function close(this: ServerResponse) {
    const { req } = this
    load.release(req)
    // One that we broke off ourselves is not the client's doing.
    if (this.writableFinished || this.errored) tell(req, this.statusCode)
    else leave(req)
  }

  /** Once its client is gone. A door goes on with what it has begun, and only then it is known how that ended. */
  function leave(request: IncomingMessage) {
    if (!request.note || request.note.isDone) tell(request, clientGone)
  }

  function done(request: IncomingMessage) {
    load.done(request)
    request.note!.isDone = true
    if (request.socket.destroyed) tell(request, clientGone)
  }

  /** Once for each request. */
  function tell(request: IncomingMessage, status: number) {
    const { note, arrivedAt } = request
    if (note?.isTold) return
    if (note) note.isTold = true
    const milliseconds = performance.now() - arrivedAt
    const outcome = note?.error ?? outcomeOf(status)
    onAnswer?.(note, outcome, milliseconds / 1_000)
    if (log.isLevelEnabled('info')) log.info(accessLine(request, status, outcome, milliseconds), 'request')
  }

  const app = fastify({
    // The multipart plugin logs the headers at its most talkative level, and with them the credential.
    loggerInstance: log.child({}, { redact: ['busboyOptions.headers'] }) as FastifyBaseLogger,
    // Its own request log has the query, in which old clients send their credential.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit,
    return503OnClosing: false,
    routerOptions: { caseSensitive: false, maxParamLength: 500 },
    genReqId: (request) => (request.requestId ??= crypto.randomUUID()),
    clientErrorHandler: refuseUnreadable,
    serverFactory: (others) =>
      createHttpServer(
        { ...arrivalTimeouts, requestTimeout, keepAliveTimeout: 72_000 },
        (request, response) => {
          request.requestId = crypto.randomUUID()
          request.arrivedAt = performance.now()
          response.on('close', close)
          if (allowOrigin?.(request, response)) return
          for (const door of doors) if (door(request, response)) return
          others(request, response)
        },
      ),
    frameworkErrors: (error, _request, reply) => {
      refuse(reply, error)
    },
  })
  const load = limitLoad(app.server, requestsAtOnce, leave)
  const exchanges = cutSlowClients(app.server)
  app.addHook('preClose', (done) => {
    exchanges.farewell()
    done()
  })
  app.addHook('onClose', async () => exchanges.stop())
  app.addHook('preHandler', async ({ raw }) => {
    if (!asksAfterUs.has(raw.url!)) await load.admit(raw)
  })
  // Each door says which bodies it reads.
  app.removeAllContentTypeParsers()
  // Where a page has set one of them itself, that one holds.
  app.addHook('onSend', (request, reply, payload, done) => {
    load.done(request.raw)
    closeUnlessRead(reply.raw)
    for (const name in headers) if (!reply.hasHeader(name)) reply.header(name, headers[name])
    // What a page has set may have it already: Fastify shows a page what stands in the raw answer.
    const vary = reply.raw.getHeader('vary')
    const ofPage = String(reply.getHeader('vary'))
    if (vary !== undefined && !ofPage.startsWith(String(vary)))
      reply.header('vary', `${String(vary)}, ${ofPage}`)
    done(null, payload)
  })

  const replies = createReplies(headers)
  function refuse(reply: FastifyReply, error: unknown) {
    const { raw } = reply.request
    reply.hijack()
    load.done(raw)
    replies.refuse(raw, reply.raw, error, (fault) => report(raw.requestId, fault))
    return reply
  }
  app.setErrorHandler((error, _request, reply) => refuse(reply, error))
  app.setNotFoundHandler((_request, reply) => {
    const where = new ApiError(
      'METHOD_NOT_FOUND',
      'There is nothing at this address. The GraphQL API is at /graphql, GraphiQL at /graphiql.',
    )
    return refuse(reply, where)
  })
  return { server: app, doors, doorway: { headers, admit: load.admit, done } }
}

/** In the log, in place of the status of an answer that nobody waited for; nginx writes the same. */
const clientGone = 499

function outcomeOf(status: number) {
  if (status === clientGone) return 'CLIENT_GONE'
  return status < 400 ? 'OK' : 'REFUSED'
}

/** One line for each request. It has nothing that a caller made up, but for what masks and limits let through. */
function accessLine(request: IncomingMessage, status: number, outcome: string, milliseconds: number) {
  const { requestId, method, note } = request
  return {
    requestId,
    verb: method,
    path: masked(pathOf(request), 200),
    status,
    milliseconds: Math.round(milliseconds * 100) / 100,
    door: note?.door,
    caller: note?.caller,
    method: note?.methods.length ? note.methods.join(' ') : undefined,
    operation: note?.operation === undefined ? undefined : masked(note.operation, 100),
    outcome,
  }
}

function masked(text: string, longest: number) {
  return withoutCredentials(text).slice(0, longest)
}
