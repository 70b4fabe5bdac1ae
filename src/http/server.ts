import fastifyCors, { type FastifyCorsOptions } from '@fastify/cors'
import {
  fastify,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { Logger } from 'pino'
import type { RequestNote } from '../access/request-note.ts'
import { ApiError, withoutCredentials } from '../errors.ts'
import { bodyLimit } from '../graphql/errors.ts'
import { pathOf, sendError } from '../rest/handler.ts'
import { arrivalTimeouts, limitLoad } from './load.ts'
import { refuseUnreadable } from './refuse-unreadable.ts'
import { securityHeaders } from './security-headers.ts'

export interface ServerOptions {
  log: Logger
  /** Addresses or networks of proxies whose `X-Forwarded-For` is believed. */
  trustProxy: string[]
  /** Whether users reach the server over https. */
  isSecure: boolean
  /** Origins whose pages may read answers. */
  corsOrigins: string[]
  /** Requests under way at the most; the next are told to come again. */
  requestsAtOnce: number
  /** Is told of every answer, and how long it took. */
  onAnswer?: (note: RequestNote | null, outcome: string, seconds: number) => void
}

/** How long a request may take to arrive: an upload over a slow line needs its time. `load.ts` cuts slower ones. */
const requestTimeout = 3_600_000

/** A Fastify server with everything that all doors share: limits, headers, the log. */
export async function createServer({
  log,
  trustProxy,
  isSecure,
  corsOrigins,
  requestsAtOnce,
  onAnswer,
}: ServerOptions): Promise<FastifyInstance> {
  const app = fastify({
    // The multipart plugin logs the headers at its most talkative level, and with them the credential.
    loggerInstance: log.child({}, { redact: ['busboyOptions.headers'] }) as FastifyBaseLogger,
    // Its own request log has the query, in which old clients send their credential.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    trustProxy: trustProxy.length ? trustProxy : false,
    bodyLimit,
    requestTimeout,
    http: arrivalTimeouts,
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    return503OnClosing: false,
    routerOptions: { caseSensitive: false, maxParamLength: 500 },
    genReqId: () => crypto.randomUUID(),
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: (error, request, reply) => {
      void sendError(reply, error, (fault) => reportFault(log, request.id, fault))
    },
  })
  limitLoad(app, requestsAtOnce)
  // Each door says which bodies it reads.
  app.removeAllContentTypeParsers()
  const headers = securityHeaders(isSecure)
  app.decorate('answerHeaders', headers)
  // Where a page has set one of them itself, that one holds.
  app.addHook('onSend', (_request, reply, payload, done) => {
    for (const name in headers) if (!reply.hasHeader(name)) reply.header(name, headers[name])
    done(null, payload)
  })

  if (corsOrigins.length) await app.register(fastifyCors, corsOptions(new Set(corsOrigins)))

  app.decorateRequest('note', null)
  app.addHook('onResponse', (request, reply, done) => {
    const { note } = request
    const outcome = note?.error ?? (reply.statusCode < 400 ? 'OK' : 'REFUSED')
    onAnswer?.(note, outcome, reply.elapsedTime / 1_000)
    if (log.isLevelEnabled('info')) log.info(accessLine(request, reply, outcome), 'request')
    done()
  })

  app.setErrorHandler((error, request, reply) => {
    return sendError(reply, error, (fault) => reportFault(log, request.id, fault))
  })
  app.setNotFoundHandler((request, reply) => {
    const where = new ApiError(
      'METHOD_NOT_FOUND',
      'There is nothing at this address. The GraphQL API is at /graphql, GraphiQL at /graphiql.',
    )
    return sendError(reply, where, (fault) => reportFault(log, request.id, fault))
  })
  return app
}

/** One line for each request. It has nothing that a caller made up, but for what masks and limits let through. */
function accessLine(request: FastifyRequest, reply: FastifyReply, outcome: string) {
  const { note } = request
  return {
    requestId: request.id,
    verb: request.method,
    path: masked(pathOf(request), 200),
    status: reply.statusCode,
    milliseconds: Math.round(reply.elapsedTime * 100) / 100,
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

/**
 * Lets the pages of some origins send a credential of their own and read the answer. Never the visitor's cookie:
 * without `Access-Control-Allow-Credentials` a browser neither sends it nor shows the answer.
 */
function corsOptions(origins: Set<string>): FastifyCorsOptions {
  return {
    // An origin that is not of the list, and a request that names none, are treated as if there were no CORS.
    origin: (origin, done) => done(null, origin !== undefined && origins.has(origin) ? origin : false),
    credentials: false,
    strictPreflight: false,
    methods: ['GET', 'POST'],
    allowedHeaders: ['Authorization', 'Content-Type', 'Apollo-Require-Preflight', 'X-Apollo-Operation-Name'],
    exposedHeaders: ['Retry-After', 'WWW-Authenticate'],
    maxAge: 600,
  }
}

/**
 * Logs a fault of ours. Errors of the query builder carry the parameters of the query in their text, among them hashes
 * and passwords, so only what the database said about it is logged.
 * @returns the id to find it by
 */
export function reportFault(log: FastifyBaseLogger, requestId: string, fault: unknown): string {
  const isQuery = fault instanceof Error && fault.message.startsWith('Failed query:')
  log.error(
    { requestId, err: isQuery ? fault.cause : fault, query: isQuery ? queryOf(fault) : undefined },
    'fault',
  )
  return requestId
}

function queryOf(error: Error) {
  return 'query' in error ? error.query : undefined
}
