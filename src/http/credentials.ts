import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Origin } from '../access/caller.ts'
import type { SessionCookie } from '../accounts/context.ts'
import { ApiError } from '../errors.ts'

/** Longer ones are cut before they are stored. */
const longestUserAgent = 255

/**
 * The credential of the Authorization header.
 * @throws ApiError `AMBIGUOUS_CREDENTIALS` for two such headers, `UNAUTHENTICATED` for another scheme
 */
export function bearerOf(request: FastifyRequest): string | undefined {
  const { rawHeaders } = request.raw
  let number = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]!.toLowerCase() === 'authorization') number += 1
  }
  if (number === 0) return undefined
  if (number > 1)
    throw new ApiError('AMBIGUOUS_CREDENTIALS', 'The request has two Authorization headers. Send one.')

  const [, credential] = /^Bearer +([^\s,]+) *$/i.exec(request.headers.authorization ?? '') ?? []
  if (credential === undefined) {
    throw new ApiError(
      'UNAUTHENTICATED',
      'The Authorization header is not understood. Send "Authorization: Bearer " and the session or token.',
    )
  }
  return credential
}

/** Where a request came from. The address is that of the connection, unless a proxy that is trusted names another. */
export function originOf(request: FastifyRequest): Origin {
  return { address: request.ip, userAgent: request.headers['user-agent']?.slice(0, longestUserAgent) }
}

/** Over https the name itself makes browsers insist on a secure cookie of this very host. */
export function cookieName(isSecure: boolean): string {
  return isSecure ? '__Host-latchkey_session' : 'latchkey_session'
}

/** The cookie in which the dashboard keeps its session. No script can read it, and no other site can send it. */
export function sessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  isSecure: boolean,
): SessionCookie {
  const name = cookieName(isSecure)
  const attributes = { path: '/', httpOnly: true, sameSite: 'strict', secure: isSecure } as const
  return {
    wanted: request.headers['latchkey-session'] === 'cookie',
    set: (session) => void reply.setCookie(name, session, attributes),
    clear: () => {
      if (request.cookies[name] !== undefined) void reply.clearCookie(name, attributes)
    },
  }
}
