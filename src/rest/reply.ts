import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import { ApiError, errorCodes, withoutCredentials } from '../errors.ts'
import { asApiError } from '../doors/faults.ts'
import { closeUnlessRead, headerList, writeAnswer } from '../doors/write-answer.ts'
import { ForwardedAnswer } from '../platform/forwarded-answer.ts'
import type { Reply } from '../platform/platform.ts'

/** An answer of the old protocol. `result` is 0, or the error's code. */
export type Envelope = { result: number } & Reply

/** The envelope of an error: always with a sentence that says what to do. */
export function errorEnvelope(error: ApiError): Envelope {
  const { reply, retryAfter, attemptsLeft } = error.details
  if (reply)
    return {
      source: 'platform',
      ...reply,
      // A platform's result may be anything, and a client expects a number.
      result: Number.isFinite(Number(reply.result)) ? Number(reply.result) : errorCodes[error.code].rest,
      error: withoutCredentials(String(reply.error ?? error.message)),
    }
  return {
    result: errorCodes[error.code].rest,
    error: withoutCredentials(error.message),
    source: 'latchkey',
    ...(retryAfter && { retryAfter }),
    ...(attemptsLeft !== undefined && { attemptsLeft }),
  }
}

/** Writes the answers of the old protocol. */
export interface Replies {
  /** HTTP 200 whatever the result, because old clients take anything else for a broken line. */
  send(response: ServerResponse, answer: Envelope | ForwardedAnswer): void
  /**
   * Sends an error in an envelope. What is no ApiError is a fault of ours.
   * @param report is given such a fault, or why the database is away, and returns the id to find it by
   */
  refuse(
    request: IncomingMessage,
    response: ServerResponse,
    thrown: unknown,
    report: (fault: unknown) => string,
  ): void
}

/** Faults that lie in the transport, and are told by the HTTP status too. */
const transportFaults = new Set([404, 405, 413, 415, 503])

/** @param common headers of every answer */
export function createReplies(common: Readonly<Record<string, string>>): Replies {
  const headers = headerList({
    ...common,
    'content-type': 'application/json;charset=UTF-8',
    'cache-control': 'no-store, private',
    pragma: 'no-cache',
  })

  return {
    send(response, answer) {
      if (!(answer instanceof ForwardedAnswer)) return writeAnswer(response, 200, headers, textOf(answer))
      const { status, body } = answer
      if (Buffer.isBuffer(body)) return writeAnswer(response, status, headers, body)
      closeUnlessRead(response)
      response.writeHead(status, [...headers])
      const { note } = response.req
      // Before the response is closed for it, which is when the note is read.
      body.once('error', (error) => {
        if (note && error instanceof ApiError) note.error = error.code
      })
      // Where one side breaks off, the other is broken off too: there is nothing else that could still be said.
      pipeline(body, response, () => {})
    },

    refuse(request, response, thrown, report) {
      const cause = asApiError(thrown)
      if (request.note) request.note.error = cause instanceof ApiError ? cause.code : 'INTERNAL_SERVER_ERROR'
      const error = cause instanceof ApiError ? cause : internal(report(cause))
      if (error.code === 'DATABASE_UNAVAILABLE') report(error)
      // An answer that failed on its way out leaves room for no other.
      if (response.headersSent) return void response.destroy()
      if (error.details.retryAfter) response.setHeader('retry-after', String(error.details.retryAfter))
      writeAnswer(response, statusOf(error), headers, textOf(errorEnvelope(error)))
    },
  }
}

function statusOf({ code }: ApiError) {
  const { http } = errorCodes[code]
  return transportFaults.has(http) && (http !== 404 || code === 'METHOD_NOT_FOUND') ? http : 200
}

function internal(requestId: string) {
  return new ApiError(
    'INTERNAL_SERVER_ERROR',
    `Internal error. Tell your operator the request id ${requestId}.`,
  )
}

/** Without null members. Few answers have one, and looking at each member takes longer than all the rest. */
function textOf(envelope: Envelope): string {
  const text = JSON.stringify(envelope)
  if (!text.includes('null')) return text
  return JSON.stringify(envelope, (_name, value: unknown) => (value === null ? undefined : value))
}
