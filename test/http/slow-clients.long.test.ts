import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startTestServer } from '../support/server.ts'

const { url, anAccount } = await startTestServer()
const { port } = new URL(url)

/** Opens a connection, sends the beginning, then a byte now and then, and gives how long it was let do so. */
async function drip(beginning: string): Promise<number> {
  const started = performance.now()
  const socket = connect(Number(port), '127.0.0.1').on('error', () => {})
  socket.resume().write(beginning)
  const timer = setInterval(() => socket.write('a'), 500)
  onTestFinished(() => clearInterval(timer))
  await once(socket, 'close')
  clearInterval(timer)
  return performance.now() - started
}

test.concurrent.each([
  ['headers', 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: '],
  [
    'a body of GraphQL',
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{',
  ],
  [
    'a form',
    'POST /1.0/users/authentication/rest/signin HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\na=',
  ],
])('a client that drips %s is cut within 35 seconds', async (_what, beginning) => {
  expect(await drip(beginning)).toBeLessThan(35_000)
})

test.concurrent('an upload that takes 40 seconds and makes progress is taken', async () => {
  const { session } = await anAccount()
  const boundary = 'boundary'
  const part = (name: string, content: string, file = '') =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${content}`
  const head = `${part('fid', '1')}\r\n${part('session', session)}\r\n${part('file', '', '; filename="shop.war"')}`
  const tail = `\r\n--${boundary}--\r\n`
  const piece = 'x'.repeat(10_000)
  const pieces = 80
  const socket = connect(Number(port), '127.0.0.1')
  const length = head.length + pieces * piece.length + tail.length
  socket.write(
    `POST /1.0/storage/uploader/rest/upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: ${length}\r\n\r\n${head}`,
  )
  for (let sent = 0; sent < pieces; sent++) {
    socket.write(piece)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  socket.write(tail)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(answer.toString()).toContain('"result":0')
})
