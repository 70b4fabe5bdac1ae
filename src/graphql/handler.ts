import type { IncomingMessage, ServerResponse } from 'node:http'
import { ApolloServer, type ApolloServerPlugin, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import { ApiError, type ErrorCode, errorCodes } from '../errors.ts'
import { newNote } from '../access/request-note.ts'
import { compiledQueries } from './compiled-queries.ts'
import type { OperationContext } from './context.ts'
import { type Door, type Doorway, pathOf } from '../doors/door.ts'
import { asApiError, queryNotUtf8 } from '../doors/faults.ts'
import { rootOf, showError } from './errors.ts'
import { limits, mostProblems, mostTokens } from './limits.ts'
import { readJson } from './read-json.ts'
import { hasUtf8Escapes } from '../doors/utf8.ts'
import { headerList, writeAnswer } from '../doors/write-answer.ts'

/** What the door needs to know about the house. */
export interface GraphqlDoor extends Doorway {
  schema: GraphQLSchema
  /** Finds out who a request speaks for. @throws ApiError */
  contextOf(request: IncomingMessage, response: ServerResponse): Promise<OperationContext>
  /** Is told of a fault of ours in the request of that id. */
  report(requestId: string, error: unknown): void
}

export interface GraphqlApi {
  /** Takes every request to `/graphql`. */
  take: Door
  stop(): Promise<void>
}

/** The GraphQL API at `/graphql`. */
export async function createGraphqlApi({
  schema,
  contextOf,
  report,
  headers,
  admit,
  done,
}: GraphqlDoor): Promise<GraphqlApi> {
  /** Apollo shows an error without saying whose it is. */
  const requestIds = new WeakMap<object, string>()
  const belongsTo = (error: unknown, requestId: string) => {
    const root = rootOf(error)
    if (typeof root === 'object' && root !== null) requestIds.set(root, requestId)
  }
  const reportFault = (error: unknown) => {
    const requestId = (typeof error === 'object' && error && requestIds.get(error)) || crypto.randomUUID()
    report(requestId, error)
    return requestId
  }

  const noting: ApolloServerPlugin<OperationContext> = {
    requestDidStart: async () => ({
      didResolveOperation: async ({ contextValue: { note }, operation }) => {
        if (!operation) return
        const { operation: kind, name } = operation
        note.operation = name ? `${kind} ${name.value}` : kind
      },
      didEncounterErrors: async ({ contextValue, errors }) => {
        for (const error of errors) belongsTo(error, contextValue.note.requestId)
      },
      willSendResponse: async ({ contextValue, response: { body } }) => {
        if (body.kind !== 'single') return
        const [error] = body.singleResult.errors ?? []
        if (error) contextValue.note.error = String(error.extensions?.code)
      },
    }),
  }

  const apollo = new ApolloServer<OperationContext>({
    schema,
    introspection: true,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: mostTokens },
    validationRules: limits,
    validationOptions: { maxErrors: mostProblems },
    formatError: (formatted, error) => showError(formatted, error, reportFault),
    // The landing page would load scripts from elsewhere; GraphiQL is served by the server itself.
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      unavailable,
      noting,
      compiledQueries(schema, (error, { note }) => {
        belongsTo(error, note.requestId)
        return showError(error.toJSON(), error, reportFault)
      }),
    ],
  })
  await apollo.start()

  const common = { ...headers, 'cache-control': 'no-store' }
  const jsonHeaders = headerList({ ...common, 'content-type': json })

  const take: Door = (request, response) => {
    if (!isHere(request)) return false
    request.note = newNote(request.requestId, 'graphql')
    void handle(request, response)
    return true
  }

  async function handle(request: IncomingMessage, response: ServerResponse) {
    try {
      const verb = request.method!
      refuseVerb(verb, response)
      const body: unknown = withoutBody.has(verb) ? undefined : await readJson(request)
      const turn = admit(request)
      if (turn) await turn
      const answer = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method: verb, headers: headersOf(request), search: searchOf(request), body },
        context: () => findContext(request, response),
      })
      write(response, answer)
    } catch (thrown) {
      refuse(request, response, thrown)
    } finally {
      done(request)
    }
  }

  async function findContext(request: IncomingMessage, response: ServerResponse) {
    try {
      return await contextOf(request, response)
    } catch (thrown) {
      throw refusal(noteError(request, thrown))
    }
  }

  function write(response: ServerResponse, { status = 200, headers: more, body }: HTTPGraphQLResponse) {
    if (body.kind !== 'complete') throw new Error('An answer in pieces, which no operation has')
    const isPlain = more.size === 1 && more.get('content-type') === json
    const list = isPlain ? jsonHeaders : headerList({ ...common, ...Object.fromEntries(more) })
    writeAnswer(response, status, list, body.string)
  }

  function refuse(request: IncomingMessage, response: ServerResponse, thrown: unknown) {
    const error = noteError(request, thrown)
    const shown = { errors: [showError({ message: '' }, error, reportFault)] }
    // An answer that failed on its way out leaves room for no other.
    if (response.headersSent) return void response.destroy()
    if (error instanceof ApiError && error.details.retryAfter) {
      response.setHeader('retry-after', String(error.details.retryAfter))
    }
    const status = error instanceof ApiError ? errorCodes[error.code].http : 500
    writeAnswer(response, status, jsonHeaders, JSON.stringify(shown))
  }

  function noteError(request: IncomingMessage, thrown: unknown) {
    const error = asApiError(thrown)
    belongsTo(error, request.requestId)
    request.note!.error = error instanceof ApiError ? error.code : 'INTERNAL_SERVER_ERROR'
    return error
  }

  return { take, stop: () => apollo.stop() }
}

const json = 'application/json; charset=utf-8'

/** Apollo answers these; what it has to say to the last two is how it is done rightly. */
const verbs = new Set(['GET', 'POST', 'HEAD', 'OPTIONS'])

const withoutBody = new Set(['GET', 'HEAD'])

function refuseVerb(verb: string, response: ServerResponse) {
  if (verbs.has(verb)) return
  response.setHeader('allow', 'GET, POST')
  throw new ApiError(
    'METHOD_NOT_ALLOWED',
    'GraphQL takes POST, and GET for queries. Send the operation by POST.',
  )
}

/** Whether a request is for `/graphql`, in whatever case or encoding it is written. */
function isHere(request: IncomingMessage) {
  if (request.url === '/graphql') return true
  const path = pathOf(request)
  if (!path.includes('%')) return path.length === '/graphql'.length && path.toLowerCase() === '/graphql'
  try {
    return decodeURI(path).toLowerCase() === '/graphql'
  } catch {
    return false
  }
}

function headersOf({ headers }: IncomingMessage) {
  const map = new HeaderMap()
  for (const name in headers) {
    const value = headers[name]
    if (value) map.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  return map
}

/** What a GET asks. Nothing of an address is read with any other verb. */
function searchOf({ method, url }: IncomingMessage) {
  const at = method === 'GET' ? url!.indexOf('?') : -1
  if (at < 0) return ''
  const search = url!.slice(at)
  if (!hasUtf8Escapes(search)) throw queryNotUtf8()
  return search
}

/** An operation that came to nothing because the server is not in a state to answer says so by its HTTP status too. */
const unavailable: ApolloServerPlugin<OperationContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response: { body, http } }) => {
      // Nothing but nulls, where fields may be null, is nothing too.
      if (
        body.kind !== 'single' ||
        Object.values(body.singleResult.data ?? {}).some((value) => value !== null)
      )
        return
      const error = body.singleResult.errors?.find(({ extensions }) => unavailableCodes.has(extensions?.code))
      if (!error) return
      const { code, retryAfter } = error.extensions!
      http.status = errorCodes[code as ErrorCode].http
      if (http.status === 503) http.headers.set('retry-after', String(retryAfter ?? 1))
    },
  }),
}
const unavailableCodes = new Set<unknown>(
  Object.keys(errorCodes).filter((code) => [503, 504].includes(errorCodes[code as ErrorCode].http)),
)

/** A request that is refused as a whole, before its operation runs, has the HTTP status of its error. */
function refusal(error: unknown) {
  if (!(error instanceof ApiError)) return error
  const { http } = errorCodes[error.code]
  const headers = new Map<string, string>()
  if (http === 401) headers.set('www-authenticate', 'Bearer error="invalid_token"')
  if (error.details.retryAfter) headers.set('retry-after', String(error.details.retryAfter))
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { code: error.code, http: { status: http, headers } },
  })
}
