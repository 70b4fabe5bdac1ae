import type { IncomingMessage, ServerResponse } from 'node:http'
import fastifyMultipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import { accountOf } from '../access/account-of.ts'
import { newNote } from '../access/request-note.ts'
import { isAnyToken } from '../access/token-form.ts'
import type { Credentials } from '../authenticate.ts'
import { ApiError } from '../errors.ts'
import type { OperationContext } from '../graphql/context.ts'
import { type Door, type Doorway, pathOf } from '../doors/door.ts'
import { bodyLimit, bodyTooLarge, bodyUnreadable } from '../doors/faults.ts'
import { isMultipart } from '../doors/read-text.ts'
import type { ApiMethod } from '../methods/catalogue.ts'
import { inNamesOf, invalidParameter } from '../methods/invalid-parameter.ts'
import type { ForwardedAnswer } from '../platform/forwarded-answer.ts'
import { prepareOperations } from './operations.ts'
import { LargeForms, largestForm } from './large-forms.ts'
import { readForm } from './read-form.ts'
import { type Part, readParts, tooLarge } from './read-parts.ts'
import { hasSession, type LegacyRequest, readRequest, sessionIn } from './read-request.ts'
import { createReplies, type Envelope } from './reply.ts'
import { findRoute, isLegacy, type Route } from './route.ts'
import { scriptAddresses } from './script-addresses.ts'

/** What the door needs to know about the house. */
export interface RestDoor extends Doorway {
  schema: GraphQLSchema
  /** Finds out who a request speaks for. @throws ApiError */
  contextOf(request: IncomingMessage, credentials: Credentials): Promise<OperationContext>
  /**
   * What the Authorization header carries.
   * @param hasOther whether there is a credential elsewhere, beside which a header of another scheme means nothing
   * @throws ApiError
   */
  bearerOf(request: IncomingMessage, hasOther: boolean): string | undefined
  /** Is told of a fault of ours in a request; returns the id to find it by. */
  report(requestId: string, error: unknown): string
  /** Largest upload that is kept here while it is dealt with, in bytes. */
  uploadLimit: number
  /** Whether there is a platform behind, to which requests are passed on and whose answers are sent on as they come. */
  sendsOn: boolean
  /** Whether the addresses are there, and whether they take the credential as a parameter. */
  mode: 'on' | 'header-only' | 'off'
}

export interface LegacyRest {
  /** Takes every request to one of the addresses, but for those with a multipart form. */
  take: Door
  /** Puts the same addresses on a Fastify server, for those, and for spellings that only a router takes for one of them. */
  serveMultipart(app: FastifyInstance): Promise<void>
}

/** Puts the platform's old REST addresses in front of the schema. */
export function createLegacyRest(door: RestDoor): LegacyRest {
  const call = prepareOperations(door.schema)
  const replies = createReplies(door.headers)
  const largeForms = new LargeForms()

  const take: Door = (request, response) => {
    if (!isLegacy(pathOf(request)) || isMultipart(request)) return false
    request.note = newNote(request.requestId, 'rest')
    void handle(request, response)
    return true
  }

  async function handle(request: IncomingMessage, response: ServerResponse) {
    let free: (() => void) | undefined
    try {
      const route = enter(request, response)
      const form = readForm(request, door.sendsOn ? { limit: largestForm, letIn } : undefined)
      const text = typeof form === 'string' ? form : await form
      const turn = door.admit(request)
      if (turn) await turn
      const given = readRequest(request, route.method, text, [], door.sendsOn)
      replies.send(response, await callMethod(request, route, given))
    } catch (error) {
      refuse(request, response, error)
    } finally {
      free?.()
      door.done(request)
    }

    async function letIn(beginning: string) {
      // The last parameter may go on.
      free = await makeRoom(request, beginning.slice(0, beginning.lastIndexOf('&') + 1))
    }
  }

  async function handleMultipart(request: FastifyRequest, reply: FastifyReply) {
    reply.hijack()
    const cleanUp: (() => Promise<void>)[] = []
    try {
      const route = enter(request.raw, reply.raw)
      let answered
      try {
        answered = await callWithParts(request, route, cleanUp)
      } finally {
        for (const step of cleanUp) await step()
      }
      replies.send(reply.raw, answered)
    } catch (error) {
      refuse(request.raw, reply.raw, error)
    } finally {
      door.done(request.raw)
    }
  }

  async function callWithParts(request: FastifyRequest, route: Route, cleanUp: (() => Promise<void>)[]) {
    const { method } = route
    const uploadLimit = method.parameters.some(({ type }) => type === 'file') ? door.uploadLimit : 0
    // The parameter may be among the parts.
    const bearer = door.bearerOf(request.raw, true)
    const mayPass = door.sendsOn
      ? (before: readonly Part[]) => bearer !== undefined || hasSession(request.raw, before)
      : undefined
    const length = Number(request.raw.headers['content-length'])
    const isLarge = door.sendsOn && uploadLimit === 0 && length > bodyLimit
    const isKnown = isLarge && mayPass!([])
    if (isKnown) {
      if (length > largestForm) throw bodyTooLarge(largestForm)
      const free = await makeRoom(request.raw, '')
      cleanUp.push(async () => free())
    }
    const limits = {
      file: uploadLimit,
      field: isKnown ? largestForm : bodyLimit,
      fieldTooLarge: () => (isLarge ? unknownSender() : tooLarge(bodyLimit)),
    }
    const parts = request.isMultipart() ? await readParts(request, limits, cleanUp, mayPass) : []
    const turn = door.admit(request.raw)
    if (turn) await turn
    const given = readRequest(request.raw, method, '', parts, door.sendsOn)
    return callMethod(request.raw, route, given)
  }

  /**
   * Makes room for a form beyond the usual size, of a sender who is known: others could hold it all with a few slow
   * lines.
   * @param beginning of the form, in which the credential may be
   * @returns what frees it
   * @throws ApiError
   */
  async function makeRoom(request: IncomingMessage, beginning: string): Promise<() => void> {
    await door.admit(request)
    const explicit = credentialOf(request, sessionIn(request, beginning))
    if (explicit === undefined) throw unknownSender()
    const { caller } = await door.contextOf(request, { explicit })
    if (request.destroyed) throw bodyUnreadable()
    return largeForms.makeRoom(accountOf(caller).id, Number(request.headers['content-length']))
  }

  /** The one credential of a request. @throws ApiError for two, and for a parameter where none is taken */
  function credentialOf(request: IncomingMessage, session: string | undefined): string | undefined {
    if (session !== undefined && door.mode === 'header-only') throw notAsParameter()
    const bearer = door.bearerOf(request, session !== undefined)
    if (session !== undefined && bearer !== undefined) {
      throw new ApiError(
        'AMBIGUOUS_CREDENTIALS',
        'The request has two credentials, the parameter session and an Authorization header. Send one of them.',
      )
    }
    return session ?? bearer
  }

  /** What is decided by the address alone. */
  function enter(request: IncomingMessage, response: ServerResponse): Route {
    if (door.mode === 'off') throw switchedOff()
    const route = findRoute(pathOf(request))
    if (!route) throw notThere()
    request.note!.methods.push(route.method.id)
    refuseVerb(request, response, route)
    return route
  }

  async function callMethod(
    request: IncomingMessage,
    { method, script }: Route,
    { session, parameters }: LegacyRequest,
  ): Promise<Envelope | ForwardedAnswer> {
    const credential = credentialOf(request, session)
    if (door.mode === 'header-only') refuseToken(method, parameters)
    const context = await door.contextOf(request, { explicit: credential })
    try {
      if (!script) return await call(context, method, parameters)
      const given = script.parameters(inLowerCase(parameters))
      // Its answer is made into another, so it is read here.
      return script.reply((await call({ ...context, sendsOn: false }, method, given)) as Envelope) as Envelope
    } catch (error) {
      if (error instanceof ApiError && error.code === 'UNAUTHENTICATED' && credential === undefined) {
        throw missingCredential(method, door.mode)
      }
      throw script && error instanceof ApiError ? inNamesOf(error, script.names) : error
    }
  }

  function refuse(request: IncomingMessage, response: ServerResponse, error: unknown) {
    replies.refuse(request, response, error, (fault) => door.report(request.requestId, fault))
  }

  async function serveMultipart(app: FastifyInstance) {
    await app.register(async (rest) => {
      await rest.register(fastifyMultipart, { attachFieldsToBody: false })
      rest.addHook('onRequest', (request, _reply, done) => {
        request.raw.note = newNote(request.raw.requestId, 'rest')
        done()
      })
      // With another spelling there is nothing at the address, whatever is sent there.
      rest.addContentTypeParser('*', (_request, _payload, done) => done(null))
      for (const url of ['/1.0', '/1.0/*', '/users/authentication/rest/signout', ...scriptAddresses]) {
        rest.all(url, handleMultipart)
      }
    })
  }

  return { take, serveMultipart }
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
  return invalidParameter(
    'session',
    'this server takes no credential as a parameter. Send "Authorization: Bearer " and the session or token',
  )
}

/** A token opens a session by two methods, as a parameter too. @throws ApiError */
function refuseToken({ id }: ApiMethod, parameters: Record<string, unknown>) {
  if (id === 'users.authentication.SigninByToken') throw notToSignIn('token')
  if (id !== 'users.authentication.Signin') return
  const { password } = inLowerCase(parameters)
  if (typeof password === 'string' && isAnyToken(password)) throw notToSignIn('password')
}

function notToSignIn(parameter: string) {
  return invalidParameter(
    parameter,
    'this server takes no token as a parameter. Send "Authorization: Bearer " and the token with each call, without signing in',
  )
}

function unknownSender() {
  return new ApiError(
    'PAYLOAD_TOO_LARGE',
    `The form is larger than ${bodyLimit / 1024} KB, and its beginning does not say who sends it. Send "Authorization: Bearer " and the session or token, or put session before the long parameter, in a form that is not multipart.`,
  )
}

function missingCredential({ id, access }: ApiMethod, mode: RestDoor['mode']) {
  const wanted = {
    grantable: `a session, or a token that holds ${id}`,
    caller: `a session, or any token, to call ${id}`,
    session: `a session: no token may call ${id}`,
    public: 'a session',
  }[access]
  if (mode !== 'header-only') return invalidParameter('session', `it is missing. Send ${wanted}`)
  return new ApiError(
    'BAD_USER_INPUT',
    `The credential is missing. Send "Authorization: Bearer " and ${wanted}.`,
    { parameter: 'session' },
  )
}

function refuseVerb(request: IncomingMessage, response: ServerResponse, { method, script }: Route) {
  const verbs: readonly string[] = script?.verbs ?? method.verbs
  if (verbs.includes(request.method!)) return
  response.setHeader('allow', verbs.join(', '))
  throw new ApiError(
    'METHOD_NOT_ALLOWED',
    `${method.id} takes ${verbs.join(' and ')} only. Send the request again that way.`,
  )
}

function inLowerCase(parameters: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name.toLowerCase(), value]))
}
