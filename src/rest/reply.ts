import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyReply } from 'fastify'
import { ApiError, errorCodes, withoutCredentials } from '../errors.ts'
import type { ForwardedAnswer } from '../platform/forwarded-answer.ts'
import type { Reply } from '../platform/platform.ts'

/** An answer of the old protocol. `result` is 0, or the error's code. */
export type Envelope = { result: number } & Reply

/** The envelope of an error: always with a sentence that says what to do. */
export function errorEnvelope(error: ApiError): Envelope {
  const { reply, retryAfter } = error.details
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
  }
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Headers of every answer. */
    answerHeaders: Readonly<Record<string, string>>
  }
}

const envelopeHeaders = {
  'content-type': 'application/json;charset=UTF-8',
  'cache-control': 'no-store, private',
  pragma: 'no-cache',
}

/** Sends a platform's answer on as it came. */
export function sendForwarded(reply: FastifyReply, { status, body }: ForwardedAnswer): FastifyReply {
  return reply.code(status).headers(envelopeHeaders).send(body)
}

/**
 * Sends an answer: HTTP 200 whatever its result, because old clients take anything else for a broken line. It is
 * written as a whole, past what Fastify does for answers of any kind, which takes longer than all that led to it.
 */
export function sendEnvelope(reply: FastifyReply, envelope: Envelope, status = 200): FastifyReply {
  const text = textOf(envelope)
  reply.hijack()
  reply.raw.writeHead(status, {
    ...reply.server.answerHeaders,
    ...envelopeHeaders,
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    'content-length': Buffer.byteLength(text),
  })
  reply.raw.end(text)
  return reply
}

/** Without null members. Few answers have one, and looking at each member takes longer than all the rest. */
function textOf(envelope: Envelope): string {
  const text = JSON.stringify(envelope)
  if (!text.includes('null')) return text
  return JSON.stringify(envelope, (_name, value: unknown) => (value === null ? undefined : value))
}
