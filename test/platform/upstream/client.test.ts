import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createPlainServer, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { ApiError } from '../../../src/errors.ts'
import { createClient, type UpstreamClient } from '../../../src/platform/upstream/client.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-'))
const [keyFile, certificateFile] = [join(folder, 'key.pem'), join(folder, 'ca.pem')]
execFileSync(
  'openssl',
  [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '1',
  ].concat([
    '-keyout',
    keyFile,
    '-out',
    certificateFile,
    '-subj',
    '/CN=platform',
    '-addext',
    'subjectAltName=IP:127.0.0.1',
  ]),
  { stdio: 'ignore' },
)

const certificates = readFileSync(certificateFile, 'utf8')

const answered: string[] = []
const server = createServer({ key: readFileSync(keyFile), cert: certificates }, (request, response) => {
  answered.push(request.url!)
  response.end('{"result":0}')
})
/** Connections that are broken off before TLS is through, so that nothing can have been sent. */
let unlucky = 0
let connections = 0
server.on('connection', (socket: Socket) => {
  connections += 1
  if (unlucky > 0) {
    unlucky -= 1
    socket.destroy()
  }
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`

const settings = { url, timeout: 5_000, slowTimeout: 5_000, callsPerAccount: 8, answerLimit: 1024 }
const notes: object[] = []
const clients: UpstreamClient[] = []
function aClient(options: { certificates?: string; url?: string } = {}) {
  const client = createClient({ ...settings, certificates: undefined, ...options }, (note) =>
    notes.push(note),
  )
  clients.push(client)
  return client
}
const post = (client: UpstreamClient, isRead: boolean, body: string | AsyncIterable<Uint8Array> = 'a=1') =>
  client.post('/x/rest/y', { contentType: 'text/plain', body }, { limit: 5_000, isRead, isSlow: false })

beforeEach(() => {
  unlucky = connections = answered.length = notes.length = 0
})
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()))
  server.close()
  rmSync(folder, { recursive: true })
})

test('a certificate that nobody vouches for is refused, and trusted with a CA of its own', async () => {
  await expect(post(aClient(), false)).rejects.toMatchObject({
    code: 'PLATFORM_UNAVAILABLE',
    message: expect.stringContaining('nothing was sent'),
  })
  expect(answered).toEqual([])
  expect(notes).toEqual([
    { path: '/x/rest/y', code: expect.stringContaining('SELF_SIGNED_CERT'), sent: false },
  ])

  const { status, body } = await post(aClient({ certificates }), false)
  expect([status, await text(body)]).toEqual([200, '{"result":0}'])
  expect(answered).toEqual(['/1.0/x/rest/y'])
})

test('a certificate for another host is refused', async () => {
  const elsewhere = url.replace('127.0.0.1', 'localhost')
  await expect(post(aClient({ certificates, url: elsewhere }), false)).rejects.toMatchObject({
    code: 'PLATFORM_UNAVAILABLE',
  })
  expect(answered).toEqual([])
})

test('only a read is sent again, once, and only when nothing of it was sent', async () => {
  unlucky = 1
  expect((await post(aClient({ certificates }), true)).status).toBe(200)
  expect(connections).toBe(2)

  unlucky = 9
  connections = 0
  await expect(post(aClient({ certificates }), true)).rejects.toMatchObject({ code: 'PLATFORM_UNAVAILABLE' })
  expect(connections).toBe(2)

  connections = 0
  await expect(post(aClient({ certificates }), false)).rejects.toThrow('nothing was sent')
  expect(connections).toBe(1)
  expect(answered).toHaveLength(1)
})

test('whether a call may still leave is asked when there is a connection for it', async () => {
  const open: ServerResponse[] = []
  const plain = createPlainServer((_request, response) => open.push(response))
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
  const client = aClient({ url: `http://127.0.0.1:${(plain.address() as AddressInfo).port}` })
  const how = { limit: 5_000, isRead: true, isSlow: false }
  const form = { contentType: 'text/plain', body: '' }
  const many = Array.from({ length: 128 }, () => client.post('/x/rest/y', form, how))
  await expect.poll(() => open.length).toBe(128)

  let asked = 0
  const late = client.post('/x/rest/y', form, {
    ...how,
    mayLeave: () => {
      asked += 1
      return Promise.reject(new ApiError('UNAUTHENTICATED', 'No more.'))
    },
  })
  await new Promise(setImmediate)
  expect(asked).toBe(0)
  for (const response of open) response.end('{"result":0}')
  for (const answer of await Promise.all(many)) await text(answer.body)
  await expect(late).rejects.toThrow('No more.')
  expect(asked).toBe(1)
  expect(open).toHaveLength(128)
  plain.close()
})
