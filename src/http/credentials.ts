import type { IncomingMessage, ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import proxyAddr from '@fastify/proxy-addr'
import { parse, serialize } from 'cookie'
import type { Origin } from '../access/caller.ts'
import type { SessionCookie } from '../accounts/context.ts'
import { ApiError } from '../errors.ts'

/** Longer ones are cut before they are stored. */
const longestUserAgent = 255

/**
 * The credential of the Authorization header.
 * @param hasOther whether the request has a credential elsewhere. Then a header of another scheme is passed over: tools
 *   that have a login for a host, in `.netrc` say, add one by themselves
 * @throws ApiError `AMBIGUOUS_CREDENTIALS` for two such headers, `UNAUTHENTICATED` for another scheme
 */
export function bearerOf({ headers, rawHeaders }: IncomingMessage, hasOther = false): string | undefined {
  if (headers.authorization === undefined) return undefined
  let number = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]!.toLowerCase() === 'authorization') number += 1
  }
  if (number > 1)
    throw new ApiError('AMBIGUOUS_CREDENTIALS', 'The request has two Authorization headers. Send one.')

  const [, credential] = /^Bearer +([^\s,]+) *$/i.exec(headers.authorization) ?? []
  if (credential === undefined) {
    if (hasOther && !/^Bearer(?: |$)/i.test(headers.authorization)) return undefined
    throw new ApiError(
      'UNAUTHENTICATED',
      'The Authorization header is not understood. Send "Authorization: Bearer " and the session or token.',
    )
  }
  return credential
}

/**
 * Tells where a request came from. The address is that of the connection, unless a proxy that is trusted names another.
 * @param trustProxy addresses or networks of proxies whose `X-Forwarded-For` is believed
 */
export function originReader(trustProxy: string[]): (request: IncomingMessage) => Origin {
  const isTrusted = trustProxy.length ? proxyAddr.compile(trustProxy) : undefined
  return (request) => ({
    address: isTrusted ? addressBehind(request, isTrusted) : request.socket.remoteAddress,
    userAgent: request.headers['user-agent']?.slice(0, longestUserAgent),
  })
}

/**
 * The nearest address that is no trusted proxy's. Some proxies write the port as well, which a client has a new one of
 * for each connection; what is no address at all is not taken for one.
 */
function addressBehind(request: IncomingMessage, isTrusted: (address: string, hop: number) => boolean) {
  let nearest = request.socket.remoteAddress
  for (const [hop, written] of proxyAddr.all(request).entries()) {
    const address = withoutPort(written)
    if (!isIP(address)) return nearest
    nearest = address
    if (!isTrusted(address, hop)) return nearest
  }
  return nearest
}

/** `192.0.2.1:4711` and `[2001:db8::1]:4711`, without what is no part of the address. */
function withoutPort(written: string) {
  const [, v6, v4] = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/.exec(written) ?? []
  return v6 ?? v4 ?? written
}

/** Over https the name itself makes browsers insist on a secure cookie of this very host. */
function cookieName(isSecure: boolean): string {
  return isSecure ? '__Host-latchkey_session' : 'latchkey_session'
}

/** The session that a browser keeps for the dashboard. */
export function cookieOf({ headers }: IncomingMessage, isSecure: boolean): string | undefined {
  return headers.cookie === undefined ? undefined : parse(headers.cookie)[cookieName(isSecure)]
}

/** The account that the page which sends the cookie shows, by its number. */
export function shownAccountOf({ headers }: IncomingMessage): string | undefined {
  return headers['latchkey-account'] as string | undefined
}

/** Whether the page asks because it is time to, and not because somebody has done something. */
export function asksByItself({ headers }: IncomingMessage): boolean {
  return headers['latchkey-poll'] !== undefined
}

/** The cookie in which the dashboard keeps its session. No script can read it, and no other site can send it. */
export function sessionCookie(
  request: IncomingMessage,
  response: ServerResponse,
  isSecure: boolean,
): SessionCookie {
  const attributes = { path: '/', httpOnly: true, sameSite: 'strict', secure: isSecure } as const
  const send = (value: string, limits?: { expires: Date; maxAge: number }) => {
    // What goes on after its answer, because it took too long, has nobody to hand a cookie to.
    if (response.headersSent) return
    response.setHeader('set-cookie', serialize(cookieName(isSecure), value, { ...attributes, ...limits }))
  }
  return {
    wanted: request.headers['latchkey-session'] === 'cookie',
    set: (session) => send(session),
    clear: () => {
      if (cookieOf(request, isSecure) !== undefined) send('', { expires: new Date(0), maxAge: 0 })
    },
  }
}
