import type { FastifyReply } from 'fastify'
import { ApiError, errorCodes } from '../errors.ts'
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
      error: String(reply.error ?? error.message),
    }
  return {
    result: errorCodes[error.code].rest,
    error: error.message,
    source: 'latchkey',
    ...(retryAfter && { retryAfter }),
  }
}

/** Sends a platform's answer on as it came. */
export function sendForwarded(reply: FastifyReply, { status, body }: ForwardedAnswer): FastifyReply {
  return withHeaders(reply.code(status)).send(body)
}

/** Sends an answer: HTTP 200 whatever its result, because old clients take anything else for a broken line. */
export function sendEnvelope(reply: FastifyReply, envelope: Envelope, status = 200): FastifyReply {
  return withHeaders(reply.code(status)).send(textOf(envelope))
}

function withHeaders(reply: FastifyReply) {
  return reply
    .header('content-type', 'application/json;charset=UTF-8')
    .header('cache-control', 'no-store, private')
    .header('pragma', 'no-cache')
}

/** Without null members. Few answers have one, and looking at each member takes longer than all the rest. */
function textOf(envelope: Envelope): string {
  const text = JSON.stringify(envelope)
  if (!text.includes('null')) return text
  return JSON.stringify(envelope, (_name, value: unknown) => (value === null ? undefined : value))
}
