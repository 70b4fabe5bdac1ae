import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { anonymous } from './access/caller.ts'
import { newNote } from './access/request-note.ts'
import type { SessionCookie } from './accounts/context.ts'
import { sessionCallerFinder } from './accounts/session-caller.ts'
import { SessionUseRecorder } from './accounts/session-use.ts'
import { twoFactorSecrets } from './accounts/two-factor-secret.ts'
import { DenialRecorder } from './activity/record-denials.ts'
import { authenticate, type CallerFinders, type Credentials } from './authenticate.ts'
import type { Config, PlatformSettings } from './config.ts'
import type { Connections, Database } from './database/connect.ts'
import { isMigrated } from './database/migrate.ts'
import type { SealedColumn } from './database/rotate-secrets.ts'
import { sweepRegularly } from './database/sweep.ts'
import { databaseAway } from './database/unavailable.ts'
import type { OperationContext, RequestPart } from './graphql/context.ts'
import { timeForAnswer } from './graphql/deadline.ts'
import { createGraphqlApi } from './graphql/handler.ts'
import { createSchema, fieldsByMethod } from './graphql/schema.ts'
import {
  asksByItself,
  bearerOf,
  cookieOf,
  originReader,
  sessionCookie,
  shownAccountOf,
} from './http/credentials.ts'
import { serveHealth } from './http/health.ts'
import { servePages } from './http/pages.ts'
import { createMetrics, type Metrics } from './http/metrics.ts'
import { reporter } from './http/report.ts'
import { createServer } from './http/server.ts'
import { methodSetReader } from './methods/method-sets.ts'
import { withOwnMethods } from './platform/own-methods.ts'
import { platformSecrets } from './platform/upstream/secrets.ts'
import { createSandbox } from './platform/sandbox/sandbox.ts'
import { createLegacyRest } from './rest/handler.ts'
import { createSealer } from './sealing.ts'
import { tokenCallerFinder } from './tokens/token-caller.ts'
import { UsageRecorder } from './tokens/usage.ts'

/** Everything in the database that is encrypted and has to be readable again. */
export const sealedColumns: readonly SealedColumn[] = [twoFactorSecrets, ...platformSecrets]

export interface App {
  server: FastifyInstance
  /** Set where the settings ask for them. */
  metrics: Metrics | undefined
  /** Answers "not ready" from now on, while still serving. */
  retire(): void
  /**
   * Lets the requests under way finish, writes what is gathered in memory, and stops.
   * @param patience after which those that have not finished are cut off. Milliseconds
   */
  close(patience?: number): Promise<void>
}

/** How long a stop waits for requests, so that what comes after them fits into the time that it may take. Milliseconds. */
const longestFinish = 7_000

const noCookie: SessionCookie = { wanted: false, set: () => {}, clear: () => {} }

/** Puts the parts together. This is the one file that knows them all. */
export async function createApp(config: Config, connections: Connections, log: Logger): Promise<App> {
  const { db, sql, background } = connections
  const metrics = config.metrics && createMetrics(connections.load)
  const isSecure = config.publicUrl?.startsWith('https:') ?? false
  const report = reporter(log, metrics?.countOutage)
  const warn = (error: unknown) => log.warn({ err: error }, 'use not recorded')

  const readMethods = methodSetReader(sql)
  const countBatches = (lookup: 'session' | 'token') =>
    metrics && ((keys: number) => metrics.countBatch(lookup, keys))
  const sessionUse = new SessionUseRecorder(background, warn)
  const finders: CallerFinders = {
    session: sessionCallerFinder(
      sql,
      readMethods,
      config.session,
      sessionUse.record,
      countBatches('session'),
    ),
    token: tokenCallerFinder(sql, readMethods, countBatches('token')),
  }
  const schema = createSchema()
  const usage = new UsageRecorder(background, warn)
  const denials = new DenialRecorder(background, warn)
  const sweeper = sweepRegularly(
    background,
    { sessionIdle: config.session.idle, activity: config.activityKept },
    (error) => log.warn({ err: error }, 'not swept'),
  )
  const upstream = config.platform && (await connectUpstream(config, config.platform, db, log))
  const shared: Omit<OperationContext, keyof RequestPart> = {
    db,
    recordUse: usage.record,
    recordDenial: denials.record,
    fieldOf: fieldsByMethod(schema),
    legacyRest: config.legacyRest,
    sessionLimits: config.session,
    wrongPasswordsPerAddress: config.wrongPasswordsPerAddress,
    sealer: createSealer(config.secretKeys),
    tokenPolicy: { prefix: config.tokenPrefix, maxTokensPerAccount: config.maxTokensPerAccount },
    platform: withOwnMethods(upstream?.platform ?? createSandbox(db, { uploadLimit: config.uploadLimit })),
    identity: upstream?.identity,
    links: upstream?.links,
    // It ends each call by its own time limits.
    platformTime: config.platform ? 2 * config.platform.slowTimeout : 0,
  }
  const blank: OperationContext = {
    ...shared,
    caller: anonymous,
    lookAgain: () => Promise.resolve(anonymous),
    hasBegun: false,
    origin: { address: undefined, userAgent: undefined },
    note: newNote('', 'rest'),
    place: undefined,
    cookie: noCookie,
    verifiesLater: false,
    sendsOn: false,
    deadline: 0,
  }
  const contextFor = async (
    credentials: Credentials,
    {
      origin,
      note,
      place,
      cookie,
      verifiesLater,
      sendsOn,
    }: Omit<RequestPart, 'caller' | 'lookAgain' | 'hasBegun' | 'deadline'>,
  ): Promise<OperationContext> => {
    const deadline = (place?.since ?? performance.now()) + timeForAnswer
    const caller = await authenticate(finders, credentials)
    note.caller = caller.kind
    // V8 copies one object whole in a hundredth of the time that it takes to put one together from several.
    const context = { ...blank }
    context.caller = caller
    context.lookAgain = () => authenticate(finders, credentials)
    context.origin = origin
    context.note = note
    context.place = place
    context.cookie = cookie
    context.verifiesLater = verifiesLater
    context.sendsOn = sendsOn
    context.deadline = deadline
    return context
  }

  const originOf = originReader(config.trustProxy)
  const { server, doors, doorway } = createServer({
    log,
    report,
    isSecure,
    corsOrigins: config.corsOrigins,
    requestsAtOnce: config.requestsAtOnce,
    onAnswer: metrics?.countAnswer,
  })
  const graphql = await createGraphqlApi({
    ...doorway,
    schema,
    report,
    contextOf: (request, response) =>
      contextFor(
        {
          explicit: bearerOf(request),
          cookie: cookieOf(request, isSecure),
          account: shownAccountOf(request),
          asksByItself: asksByItself(request),
        },
        {
          origin: originOf(request),
          note: request.note!,
          place: request.place,
          cookie: sessionCookie(request, response, isSecure),
          verifiesLater: false,
          sendsOn: false,
        },
      ),
  })
  const rest = createLegacyRest({
    ...doorway,
    schema,
    bearerOf,
    mode: config.legacyRest,
    uploadLimit: config.uploadLimit,
    sendsOn: upstream !== undefined,
    report,
    contextOf: (request, credentials) =>
      // Cookies mean nothing here: neither are they read, nor is one set.
      contextFor(credentials, {
        origin: originOf(request),
        note: request.note!,
        place: request.place,
        cookie: noCookie,
        verifiesLater: true,
        sendsOn: true,
      }),
  })
  doors.push(graphql.take, rest.take)
  let retired = false
  await serveHealth(
    server,
    async () => !retired && (await isMigrated(connections)),
    (requestId, error) => report(requestId, databaseAway(error)),
  )
  await servePages(server)
  await rest.serveMultipart(server)

  return {
    server,
    metrics,
    retire: () => {
      retired = true
    },
    close: async (patience = longestFinish) => {
      const cut = setTimeout(() => {
        log.warn('requests under way are cut off')
        server.server.closeAllConnections()
      }, patience)
      await server.close()
      clearTimeout(cut)
      await graphql.stop()
      await upstream?.close()
      await sweeper.stop()
      await sessionUse.close()
      await usage.close()
      await denials.close()
    },
  }
}

/** Loaded only here: without a platform, a start need not wait for an HTTP client. */
async function connectUpstream(config: Config, platform: PlatformSettings, db: Database, log: Logger) {
  const { connectPlatform } = await import('./platform/upstream/connect.ts')
  const sealer = createSealer(config.secretKeys)
  // An embedded database has its key file; with another, the settings were refused without a key.
  if (!sealer) throw new Error('Cannot start:\n- SECRET_KEY is needed with PLATFORM_URL')
  return connectPlatform(platform, { db, log, sealer })
}
