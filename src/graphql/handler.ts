import { ApolloServer, type ApolloServerPlugin } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import fastifyCookie from '@fastify/cookie'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import { ApiError, type ErrorCode, errorCodes } from '../errors.ts'
import { newNote } from '../access/request-note.ts'
import { compiledQueries } from './compiled-queries.ts'
import type { OperationContext } from './context.ts'
import { asApiError, rootOf, showError } from './errors.ts'
import './noted-request.ts'
import { limits, mostProblems, mostTokens } from './limits.ts'

/** What the door needs to know about the house. */
export interface GraphqlDoor {
  schema: GraphQLSchema
  /** Finds out who a request speaks for. @throws ApiError */
  contextOf(request: FastifyRequest, reply: FastifyReply): Promise<OperationContext>
  /** Is told of a fault of ours in the request of that id. */
  report(requestId: string, error: unknown): void
}

/** Puts the GraphQL API at `/graphql`. */
export async function serveGraphql(
  app: FastifyInstance,
  { schema, contextOf, report }: GraphqlDoor,
): Promise<void> {
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
        const { operation: kind, name } = operation!
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
  app.addHook('onClose', () => apollo.stop())

  await app.register(async (door) => {
    await door.register(fastifyCookie)
    door.addContentTypeParser(
      'application/json',
      { parseAs: 'string' },
      door.getDefaultJsonParser('error', 'error'),
    )
    door.addHook('onRequest', async (request, reply) => {
      request.note = newNote(request.id, 'graphql')
      reply.header('cache-control', 'no-store')
    })
    door.setErrorHandler((thrown, request, reply) => {
      const error = asApiError(thrown)
      belongsTo(error, request.id)
      request.note!.error = error instanceof ApiError ? error.code : 'INTERNAL_SERVER_ERROR'
      const status = error instanceof ApiError ? errorCodes[error.code].http : 500
      reply.code(status).type('application/json; charset=utf-8')
      return reply.send(JSON.stringify({ errors: [showError({ message: '' }, error, reportFault)] }))
    })

    const verbs = ['GET', 'POST', 'OPTIONS']
    door.route<{ Reply: string }>({
      url: '/graphql',
      method: verbs,
      handler: fastifyApolloHandler(apollo, {
        context: async (request, reply) => {
          try {
            return await contextOf(request, reply)
          } catch (thrown) {
            const error = asApiError(thrown)
            belongsTo(error, request.id)
            request.note!.error = error instanceof ApiError ? error.code : 'INTERNAL_SERVER_ERROR'
            throw refusal(error)
          }
        },
      }),
    })
    door.route({
      url: '/graphql',
      method: door.supportedMethods.filter((verb) => verb !== 'HEAD' && !verbs.includes(verb)),
      handler: (_request, reply) => {
        reply.header('allow', 'GET, POST')
        throw new ApiError(
          'METHOD_NOT_ALLOWED',
          'GraphQL takes POST, and GET for queries. Send the operation by POST.',
        )
      },
    })
  })
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
