import type { Readable } from 'node:stream'
import { rootCertificates } from 'node:tls'
import { Agent, type Dispatcher } from 'undici'
import type { PlatformSettings } from '../../config.ts'
import { ApiError } from '../../errors.ts'
import { Turns } from '../../turns.ts'
import { createBreaker } from './breaker.ts'

/** How long a connection may take to come about, TLS included. Milliseconds. */
const connectTimeout = 5_000

/** Connections of one process, for calls. What waits for one waits within its time limit. */
const mostConnections = 128

/** What is sent: a form, whole or in pieces. */
export interface Form {
  contentType: string
  body: string | AsyncIterable<Uint8Array>
}

/** An answer whose body is still to come. */
export interface Incoming {
  status: number
  body: Readable
  /** Gives the rest of the body this long, instead of what is left of the time limit. Milliseconds. */
  extend(milliseconds: number): void
}

/** Sends calls to the platform over connections that stay open. */
export interface UpstreamClient {
  /**
   * Posts a form and waits for the head of the answer.
   * @param path from the root of the platform's API: `/environment/control/rest/stopenv`
   * @param options.limit how long the whole call may take, in milliseconds
   * @param options.isRead whether it changes nothing, so that it may be sent again when it never left
   * @param options.isSlow a call that takes long says nothing about the platform's health
   * @param options.mayLeave is asked when a connection is free for the call, which is not sent where it throws
   * @throws ApiError `PLATFORM_UNAVAILABLE`, `PLATFORM_TIMEOUT`, and what `mayLeave` throws
   */
  post(
    path: string,
    form: Form,
    options: { limit: number; isRead: boolean; isSlow: boolean; mayLeave?: () => Promise<void> },
  ): Promise<Incoming>
  /** Waits for nothing: calls under way break off. */
  close(): Promise<void>
}

/** Told of what kept a call from being answered; never of what was in it. */
export type Note = (problem: { path: string; code: string; sent: boolean }) => void

export function createClient(
  { url, certificates, slowTimeout }: PlatformSettings,
  note: Note,
): UpstreamClient {
  const base = new URL(url)
  const prefix = `${base.pathname.replace(/\/$/, '')}/1.0`
  const agent = new Agent({
    connections: mostConnections,
    pipelining: 1,
    connect: {
      timeout: connectTimeout,
      ...(certificates && { ca: [...rootCertificates, certificates] }),
    },
  })
  const dispatcher = agent.compose(tellWhenSent)
  const breaker = createBreaker()
  /** In front of undici's own line, in which nobody could be asked whether a call may still leave. */
  const lines = new Turns({
    atOnce: mostConnections,
    longestQueue: Infinity,
    longestWait: slowTimeout,
    refusal: () => new Overdue(),
  })

  return {
    post(path, form, { limit, isRead, isSlow, mayLeave }) {
      return breaker.run(
        async () => {
          try {
            return await send(path, form, limit, mayLeave)
          } catch (error) {
            if (!(isRead && typeof form.body === 'string' && error instanceof Unsent)) throw error
            return await send(path, form, limit, mayLeave)
          }
        },
        (error) =>
          error instanceof ApiError && (error.code === 'PLATFORM_UNAVAILABLE' || !isSlow) && isAway(error),
      )
    },
    close: () => agent.destroy(),
  }

  async function send(
    path: string,
    { contentType, body }: Form,
    limit: number,
    mayLeave?: () => Promise<void>,
  ): Promise<Incoming> {
    const deadline = new AbortController()
    let timer = setTimeout(() => deadline.abort(new Overdue()), limit)
    let sent = false
    let hasLine = false
    try {
      await lines.begin(limit)
      hasLine = true
      await mayLeave?.()
      // Redirects are not followed: undici leaves that to whoever asks for it.
      const response = await dispatcher.request({
        origin: base.origin,
        path: prefix + path,
        method: 'POST',
        headers: { 'content-type': contentType, accept: 'application/json', 'user-agent': 'latchkey' },
        body: body as Dispatcher.DispatchOptions['body'],
        headersTimeout: limit,
        bodyTimeout: limit,
        signal: deadline.signal,
        onSent: () => (sent = true),
      } as Dispatcher.RequestOptions)
      response.body.once('close', () => {
        clearTimeout(timer)
        lines.end()
      })
      // Whoever reads is told where it broke off; a body that nobody wants breaks off too, and that is nobody's fault.
      response.body.on('error', (error) => {
        const code = codeOf(error)
        if (!(error instanceof ApiError) && code !== 'UND_ERR_ABORTED') note({ path, code, sent })
      })
      return {
        status: response.statusCode,
        body: response.body,
        extend: (milliseconds) => {
          clearTimeout(timer)
          timer = setTimeout(() => deadline.abort(new Overdue()), milliseconds)
        },
      }
    } catch (error) {
      clearTimeout(timer)
      if (hasLine) lines.end()
      // Not the platform's doing: the client broke off while it sent its file, or sent what is not taken.
      if (error instanceof ApiError) throw error
      const code = codeOf(error)
      note({ path, code, sent })
      throw deadline.signal.aborted || /TIMEOUT/.test(code) ? tooSlow(sent, error) : away(sent, error)
    }
  }
}

/** What broke off in the middle of a body, in the words of an error. */
export function brokenOff(error: unknown): ApiError {
  return /TIMEOUT/.test(codeOf(error)) ? tooSlow(true, error) : away(true, error)
}

/** The time limit of a call is over. */
class Overdue extends Error {
  readonly code = 'TIMEOUT'
}

/** Nothing of the call left this machine. */
class Unsent extends ApiError {}

interface OptionsWithOnSent {
  onSent?(): void
}

/** Calls `onSent` of the options when the first byte of a request is about to be written to a connection. */
const tellWhenSent: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  const telling: Dispatcher.DispatchHandler = {
    onRequestStart: (...args) => {
      ;(options as OptionsWithOnSent).onSent?.()
      handler.onRequestStart?.(...args)
    },
    onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
    onResponseStart: (...args) => handler.onResponseStart?.(...args),
    onResponseData: (...args) => handler.onResponseData?.(...args),
    onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
    onResponseError: (...args) => handler.onResponseError?.(...args),
  }
  return dispatch(options, telling)
}

function away(sent: boolean, cause: unknown): ApiError {
  const error = sent
    ? new ApiError(
        'PLATFORM_UNAVAILABLE',
        'The platform broke off before it answered. See whether the call was done before you send it again.',
        { retryAfter: 5 },
      )
    : new Unsent(
        'PLATFORM_UNAVAILABLE',
        'The platform cannot be reached; nothing was sent to it. Try again in a few seconds.',
        { retryAfter: 5 },
      )
  error.cause = cause
  return error
}

function tooSlow(sent: boolean, cause: unknown): ApiError {
  if (!sent) return away(false, cause)
  const error = new ApiError(
    'PLATFORM_TIMEOUT',
    'The platform did not answer in time. See whether the call was done before you send it again.',
  )
  error.cause = cause
  return error
}

function isAway({ code }: ApiError) {
  return code === 'PLATFORM_UNAVAILABLE' || code === 'PLATFORM_TIMEOUT'
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error ? String(error.code) : error.name
}
