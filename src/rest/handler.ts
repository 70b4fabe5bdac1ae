import fastifyMultipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Credentials } from '../authenticate.ts'
import { ApiError, errorCodes } from '../errors.ts'
import '../graphql/noted-request.ts'
import { newNote } from '../access/request-note.ts'
import type { OperationContext } from '../graphql/context.ts'
import { asApiError } from '../graphql/errors.ts'
import type { GraphQLSchema } from 'graphql'
import { ForwardedAnswer } from '../platform/forwarded-answer.ts'
import { prepareOperations } from './operations.ts'
import { type Part, readParts } from './read-parts.ts'
import { hasSession, readRequest } from './read-request.ts'
import { errorEnvelope, type Envelope, sendEnvelope, sendForwarded } from './reply.ts'
import { findRoute, type Route } from './route.ts'
import { scriptAddresses } from './script-addresses.ts'

/** What the door needs to know about the house. */
export interface RestDoor {
  schema: GraphQLSchema
  /** Finds out who a request speaks for. @throws ApiError */
  contextOf(request: FastifyRequest, credentials: Credentials): Promise<OperationContext>
  /** What the Authorization header carries. @throws ApiError */
  bearerOf(request: FastifyRequest): string | undefined
  /** Is told of a fault of ours in a request; returns the id to find it by. */
  report(request: FastifyRequest, error: unknown): string
  /** Largest upload that is kept here while it is dealt with, in bytes. */
  uploadLimit: number
  /** Whether there is a platform behind, to which requests are passed on and whose answers are sent on as they come. */
  sendsOn: boolean
  /** Whether the addresses are there, and whether they take the credential as a parameter. */
  mode: 'on' | 'header-only' | 'off'
}

/** Faults that lie in the transport, and are told by the HTTP status too. */
const transportFaults = new Set([404, 405, 413, 415, 503])

/** Puts the platform's old REST addresses in front of the schema. */
export async function serveRest(app: FastifyInstance, door: RestDoor): Promise<void> {
  const call = prepareOperations(door.schema)

  const handle = async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      if (door.mode === 'off') throw switchedOff()
      const route = findRoute(pathOf(request))
      if (!route) throw notThere()
      request.note!.methods.push(route.method.id)
      refuseVerb(request, reply, route)
      const answered = await answer(request, route)
      if (answered instanceof ForwardedAnswer) return sendForwarded(reply, answered)
      return sendEnvelope(reply, answered)
    } catch (error) {
      return sendError(reply, error, (fault) => door.report(request, fault))
    }
  }

  async function answer(request: FastifyRequest, route: Route): Promise<Envelope | ForwardedAnswer> {
    const cleanUp: (() => Promise<void>)[] = []
    try {
      return await callMethod(request, route, cleanUp)
    } finally {
      for (const step of cleanUp) await step()
    }
  }

  async function callMethod(
    request: FastifyRequest,
    { method, script }: Route,
    cleanUp: (() => Promise<void>)[],
  ): Promise<Envelope | ForwardedAnswer> {
    const uploadLimit = method.parameters.some(({ type }) => type === 'file') ? door.uploadLimit : 0
    const bearer = door.bearerOf(request)
    const mayPass = door.sendsOn
      ? (before: readonly Part[]) => bearer !== undefined || hasSession(request, before)
      : undefined
    const parts = request.isMultipart() ? await readParts(request, uploadLimit, cleanUp, mayPass) : []
    const { session, parameters } = readRequest(request, method, parts, door.sendsOn)
    if (session !== undefined && door.mode === 'header-only') throw notAsParameter()
    if (session !== undefined && bearer !== undefined) {
      throw new ApiError(
        'AMBIGUOUS_CREDENTIALS',
        'The request has two credentials, the parameter session and an Authorization header. Send one of them.',
      )
    }
    const credential = session ?? bearer
    const context = await door.contextOf(request, { explicit: credential })
    try {
      if (!script) return await call(context, method, parameters)
      const given = script.parameters(inLowerCase(parameters))
      // Its answer is made into another, so it is read here.
      return script.reply((await call({ ...context, sendsOn: false }, method, given)) as Envelope) as Envelope
    } catch (error) {
      if (error instanceof ApiError && error.code === 'UNAUTHENTICATED' && credential === undefined) {
        throw missingCredential(method.id, door.mode)
      }
      throw error
    }
  }

  await app.register(async (rest) => {
    await rest.register(fastifyMultipart, { attachFieldsToBody: false })
    rest.addHook('onRequest', (request, _reply, done) => {
      request.note = newNote(request.id, 'rest')
      done()
    })
    // Forms are handed on as the text that they came in: there is an own view here of doubled parameters.
    rest.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, done) => {
        done(null, body)
      },
    )
    rest.addContentTypeParser('*', (request, _payload, done) => done(refusalOfBody(request)))

    for (const url of ['/1.0', '/1.0/*', '/users/authentication/rest/signout', ...scriptAddresses]) {
      rest.all(url, handle)
    }
  })
}

/** Some clients name a content type with nothing to send. */
function refusalOfBody(request: FastifyRequest) {
  if (request.headers['content-length'] === '0') return null
  return new ApiError(
    'UNSUPPORTED_MEDIA_TYPE',
    'The body has a content type that is not taken here. Send a form, as application/x-www-form-urlencoded or multipart/form-data.',
  )
}

/** Sends an error in the envelope of the old protocol. What is no ApiError is a fault of ours. */
export function sendError(
  reply: FastifyReply,
  thrown: unknown,
  report: (error: unknown) => string,
): FastifyReply {
  const error = asApiError(thrown)
  const { note } = reply.request
  if (note) note.error = error instanceof ApiError ? error.code : 'INTERNAL_SERVER_ERROR'
  if (!(error instanceof ApiError)) {
    const requestId = report(error)
    const internal = new ApiError(
      'INTERNAL_SERVER_ERROR',
      `Internal error. Tell your operator the request id ${requestId}.`,
    )
    return sendEnvelope(reply, errorEnvelope(internal))
  }
  const { http } = errorCodes[error.code]
  const isTransport = transportFaults.has(http) && (http !== 404 || error.code === 'METHOD_NOT_FOUND')
  if (error.details.retryAfter) void reply.header('retry-after', String(error.details.retryAfter))
  return sendEnvelope(reply, errorEnvelope(error), isTransport ? http : 200)
}

/** The path as it was sent, without the query. */
export function pathOf(request: FastifyRequest): string {
  const url = request.raw.url!
  const at = url.indexOf('?')
  return at < 0 ? url : url.slice(0, at)
}

function notThere() {
  return new ApiError(
    'METHOD_NOT_FOUND',
    'There is no method at this address. It has the form /1.0/environment/control/rest/stopenv; the query apiMethods lists all.',
  )
}

function switchedOff() {
  return new ApiError(
    'METHOD_NOT_FOUND',
    'The old REST addresses are switched off on this server. Use the GraphQL API at /graphql.',
  )
}

function notAsParameter() {
  return new ApiError(
    'BAD_USER_INPUT',
    'invalid parameter [session]: this server takes no credential as a parameter. Send "Authorization: Bearer " and the session or token.',
    { parameter: 'session' },
  )
}

function missingCredential(method: string, mode: RestDoor['mode']) {
  return new ApiError(
    'BAD_USER_INPUT',
    mode === 'header-only'
      ? `The credential is missing. Send "Authorization: Bearer " and a session, or a token that holds ${method}.`
      : `invalid parameter [session]: it is missing. Send a session, or a token that holds ${method}.`,
    { parameter: 'session' },
  )
}

function refuseVerb(request: FastifyRequest, reply: FastifyReply, { method, script }: Route) {
  const verbs: readonly string[] = script?.verbs ?? method.verbs
  if (verbs.includes(request.method)) return
  void reply.header('allow', verbs.join(', '))
  throw new ApiError(
    'METHOD_NOT_ALLOWED',
    `${method.id} takes ${verbs.join(' and ')} only. Send the request again that way.`,
  )
}

function inLowerCase(parameters: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name.toLowerCase(), value]))
}
