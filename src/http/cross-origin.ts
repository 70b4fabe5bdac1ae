import type { IncomingMessage, ServerResponse } from 'node:http'
import { closeUnlessRead } from '../doors/write-answer.ts'

/** For an answer that the pages of an origin may read. */
const exposed = 'Retry-After, WWW-Authenticate'

/** For the question whether they may send more than a form. It may be remembered for so many seconds. */
const preflight = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers':
    'Authorization, Content-Type, Apollo-Require-Preflight, X-Apollo-Operation-Name',
  'access-control-max-age': '600',
  'content-length': '0',
}

/**
 * Lets the pages of some origins send a credential of their own and read the answer. Never the visitor's cookie:
 * without `Access-Control-Allow-Credentials` a browser neither sends it nor shows the answer. An origin that is not of
 * the list, and a request that names none, are treated as if there were no CORS.
 * @param headers of every answer
 * @returns sets the headers of an answer, and says whether it was the answer to a browser's question
 */
export function crossOrigin(origins: readonly string[], headers: Readonly<Record<string, string>>) {
  const allowed = new Set(origins)
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const { origin } = request.headers
    // Caches must not hand the answer for one origin to another.
    response.setHeader('vary', 'Origin')
    if (origin === undefined || !allowed.has(origin)) return false
    response.setHeader('access-control-allow-origin', origin)
    response.setHeader('access-control-expose-headers', exposed)
    if (request.method !== 'OPTIONS') return false
    closeUnlessRead(response)
    response.writeHead(204, { ...headers, ...preflight }).end()
    return true
  }
}
