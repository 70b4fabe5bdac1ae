import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { ApiError } from '../../errors.ts'
import type { Reply } from '../platform.ts'
import { brokenOff, type Incoming } from './client.ts'
import { createMask, maskText } from './mask.ts'

/** Answers up to this size are read whole before any of them is handed on, so that a broken one is noticed. Bytes. */
const readWhole = 1024 * 1024

/** An answer of the platform, without the secrets that were in it. */
export type Answer =
  | { kind: 'whole'; status: number; text: Buffer; reply: Reply }
  /** Too large to look at as a whole. The stream ends with an error if the rest is no good. */
  | { kind: 'long'; status: number; body: Readable }

export interface AnswerOptions {
  /** What must not be in it. */
  secrets: readonly string[]
  /** Most bytes that are taken. */
  limit: number
  /** How long a long one may take. Milliseconds. */
  patience: number
}

/**
 * Reads the beginning of an answer, or all of it.
 * @throws ApiError `PLATFORM_ANSWER_UNREADABLE`, `PLATFORM_UNAVAILABLE`, `PLATFORM_TIMEOUT`
 */
export async function readAnswer(incoming: Incoming, options: AnswerOptions): Promise<Answer> {
  const { status, body } = incoming
  if (status >= 300 && status < 400) {
    body.destroy()
    throw unreadable(
      'It answered with a redirect, which is not followed. Tell your operator to check PLATFORM_URL.',
    )
  }
  const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  const read: Buffer[] = []
  let size = 0
  while (size <= readWhole) {
    const { value, done } = await pieces.next().catch((error: unknown) => {
      throw brokenOff(error)
    })
    if (done) return whole(status, Buffer.concat(read), options)
    read.push(value)
    size += value.length
    refuseOversize(size, options, body)
  }
  const beginning = Buffer.concat(read)
  if (!/^\s*\{/.test(beginning.toString('latin1', 0, 1024))) {
    body.destroy()
    throw noAnswer(status)
  }
  incoming.extend(options.patience)
  return { kind: 'long', status, body: Readable.from(checked(beginning, pieces, body, options)) }
}

function whole(status: number, text: Buffer, { secrets }: AnswerOptions): Answer {
  const masked = maskText(text, secrets)
  return { kind: 'whole', status, text: masked, reply: parseReply(status, masked) }
}

/** An answer as an object. @throws ApiError as `readAnswer` */
export async function replyOf(answer: Answer): Promise<Reply> {
  if (answer.kind === 'whole') return answer.reply
  return parseReply(answer.status, await buffer(answer.body))
}

function parseReply(status: number, text: Buffer): Reply {
  let parsed: unknown
  try {
    parsed = JSON.parse(text.toString('utf8'))
  } catch {
    throw noAnswer(status)
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw noAnswer(status)
  return parsed as Reply
}

/** Hands on a long answer without its secrets, and fails where it is too long or ends in the middle. */
async function* checked(
  beginning: Buffer,
  rest: AsyncIterator<Buffer>,
  body: Readable,
  options: AnswerOptions,
): AsyncGenerator<Buffer> {
  const mask = createMask(options.secrets)
  const nesting = followNesting()
  let size = 0
  try {
    for (let piece = beginning; ;) {
      size += piece.length
      refuseOversize(size, options, body)
      nesting.read(piece)
      const ready = mask.next(piece)
      if (ready.length) yield ready
      const { value, done } = await rest.next().catch((error: unknown) => {
        throw brokenOff(error)
      })
      if (done) break
      piece = value
    }
    if (!nesting.isComplete()) throw unreadable('It ended in the middle of its answer. Try again.')
    yield mask.end()
  } finally {
    body.destroy()
  }
}

/** Follows how deep in brackets a JSON text is, so that one which was cut off is told from a whole one. */
function followNesting() {
  let depth = 0
  let inText = false
  let escaped = false
  return {
    read(piece: Buffer) {
      for (const byte of piece) {
        if (escaped) escaped = false
        else if (inText) {
          if (byte === 0x5c) escaped = true
          else if (byte === 0x22) inText = false
        } else if (byte === 0x22) inText = true
        else if (byte === 0x7b || byte === 0x5b) depth += 1
        else if (byte === 0x7d || byte === 0x5d) depth -= 1
      }
    },
    isComplete: () => depth === 0 && !inText,
  }
}

function refuseOversize(size: number, { limit }: AnswerOptions, body: Readable) {
  if (size <= limit) return
  body.destroy()
  throw unreadable(`It is larger than ${Math.floor(limit / 1024 / 1024)} MB. Ask for less at once.`)
}

function noAnswer(status: number) {
  // What stands before the platform says so where the platform itself is away.
  if (status >= 502 && status <= 504) {
    return new ApiError(
      'PLATFORM_UNAVAILABLE',
      `The platform is not there at the moment (HTTP status ${status}). Try again in a few seconds.`,
      { retryAfter: 5 },
    )
  }
  return unreadable(
    status === 200
      ? 'It is not JSON. Tell your operator to check PLATFORM_URL.'
      : `It is not JSON, with HTTP status ${status}. Try again later, or tell your operator.`,
  )
}

function unreadable(why: string) {
  return new ApiError('PLATFORM_ANSWER_UNREADABLE', `The platform's answer cannot be read. ${why}`)
}
