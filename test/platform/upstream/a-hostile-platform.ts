import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll } from 'vitest'
import { usedSecret } from '../../support/secrets.ts'

export interface Received {
  path: string
  headers: IncomingMessage['headers']
  parameters: URLSearchParams
  body: Buffer
}

/** How the platform answers the methods that a test gives it. */
export type Behaviour = (received: Received, response: ServerResponse, request: IncomingMessage) => unknown

/**
 * A platform that signs anyone in whose password is `right` or looks like one of its tokens, asks for the code 123456 where the login begins with
 * `careful`, has no tokens of its own unless told to, and treats every other method as a test says.
 */
export async function startHostilePlatform() {
  const received: Received[] = []
  const uids = new Map<string, number>()
  const platform = {
    url: '',
    received,
    behaviour: ((_received, response) => response.end('{"result":0}')) as Behaviour,
    /** Given out last. */
    session: '',
    /** Reads a body by itself, at its own pace. */
    streams: false,
    signedOut: [] as string[],
    /** Its answer to any code of a second factor, instead of the right one. */
    codeResult: undefined as number | undefined,
    /** The methods that it gives to tokens, if it has tokens. */
    tokenMethods: undefined as string[] | undefined,
  }

  const server = createServer((request, response) => {
    void (async () => {
      const path = request.url!
      const body = platform.streams && path.includes('/uploader/') ? Buffer.alloc(0) : await buffer(request)
      const parameters = new URLSearchParams(body.toString())
      const got = { path, headers: request.headers, parameters, body }
      received.push(got)
      const send = (reply: object) => response.end(JSON.stringify(reply))
      switch (path.slice(path.lastIndexOf('/') + 1)) {
        case 'signin': {
          if (!/^(right|[0-9a-f]{40})$/.test(parameters.get('password')!)) {
            return send({ result: 701, error: `authentication failed: ${parameters.get('password')}` })
          }
          const login = parameters.get('login')!
          if (!uids.has(login)) uids.set(login, 5000 + uids.size)
          platform.session = usedSecret(randomBytes(20).toString('hex'))
          const restricted = login.startsWith('careful') && { accessType: 1, requiredAuthCheck: { type: 0 } }
          return send({
            result: 0,
            session: platform.session,
            uid: uids.get(login),
            email: login,
            name: 'Someone',
            ...restricted,
          })
        }
        case 'verify2facode':
          return send({ result: platform.codeResult ?? (parameters.get('code') === '123456' ? 0 : 701) })
        case 'signout':
          platform.signedOut.push(parameters.get('session')!)
          return send({ result: 0 })
        case 'gettokenapilist':
          if (platform.tokenMethods) {
            return send({ result: 0, tokenPermissions: platform.tokenMethods.map((method) => ({ method })) })
          }
          return send({ result: 5, error: 'no such method' })
        case 'createtoken':
          return send({ result: 5, error: 'no such method' })
        default:
          return platform.behaviour(got, response, request)
      }
    })().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  platform.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  return Object.assign(platform, { server })
}
