import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { cutSlowClients } from '../../src/http/slow-clients.ts'

/**
 * A server with time-outs for the impatient. By itself it reads what it is sent and answers with as much as the path
 * says.
 */
async function aServer(
  answer = (request: IncomingMessage, response: ServerResponse) => {
    request.resume().on('end', () => response.end(Buffer.alloc(Number(request.url!.slice(1)))))
  },
) {
  const server = createServer({ keepAliveTimeout: 60_000 }, answer)
  const exchanges = cutSlowClients(server, { window: 400, leastBytes: 4_000, checkEvery: 50 })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    exchanges.stop()
    server.closeAllConnections()
    server.close()
  })
  return { exchanges, port: (server.address() as AddressInfo).port }
}

function open(port: number): Socket {
  return connect(port, '127.0.0.1').on('error', () => {})
}

/** By whatever way the connection ends. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => void socket.once('close', () => resolve()))
}

test('a body that hardly moves is cut', async () => {
  const { port } = await aServer()
  const socket = open(port)
  socket.write('POST /0 HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n')
  const drip = setInterval(() => socket.write('x'), 20)
  await closed(socket)
  clearInterval(drip)
})

test('a body that hardly moves is cut after its answer too', async () => {
  const { port, exchanges } = await aServer((_request, response) => void response.end('early'))
  const socket = open(port)
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n')
  const drip = setInterval(() => socket.write('x'), 20)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(answer.toString()).toContain('early')
  await closed(socket)
  clearInterval(drip)
  await expect.poll(() => exchanges.size).toBe(0)
})

test('what comes after an answer is let by, for as long as it moves, and the next request is taken', async () => {
  const { port, exchanges } = await aServer((request, response) => {
    // As a parser leaves it that has failed.
    request.once('data', () => {
      request.pause()
      response.end('early')
    })
    request.resume()
  })
  const socket = open(port)
  let text = ''
  socket.on('data', (piece) => (text += String(piece)))
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n')
  for (let sent = 0; sent < 60_000; sent += 2_000) {
    socket.write(Buffer.alloc(2_000))
    await delay(50)
  }
  await expect.poll(() => exchanges.size).toBe(0)
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx')
  await expect.poll(() => text.split('early')).toHaveLength(3)
})

test('who has an answer is not waited for when the server closes', async () => {
  const { port, exchanges } = await aServer((_request, response) => void response.end('early'))
  const socket = open(port)
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n')
  await once(socket, 'data')
  exchanges.farewell()
  await closed(socket)
})

test('a body that moves is taken, however long it takes', async () => {
  const { port } = await aServer()
  const socket = open(port)
  socket.write('POST /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 60000\r\n\r\n')
  const started = performance.now()
  for (let sent = 0; sent < 60_000; sent += 2_000) {
    socket.write(Buffer.alloc(2_000))
    await delay(50)
  }
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(answer.toString()).toMatch(/^HTTP\/1.1 200/)
  expect(performance.now() - started).toBeGreaterThan(1_200)
})

test('a client that does not read its answer is cut, and one that does is not', async () => {
  const { port, exchanges } = await aServer()
  const size = 20_000_000
  const idle = open(port).pause()
  idle.write(`GET /${size} HTTP/1.1\r\nHost: x\r\n\r\n`)
  const reader = open(port)
  let read = 0
  reader.on('data', (data) => (read += data.length))
  reader.write(`GET /${size} HTTP/1.1\r\nHost: x\r\n\r\n`)
  await expect.poll(() => read).toBeGreaterThan(size)
  await expect.poll(() => exchanges.size, { timeout: 3_000 }).toBe(0)
  idle.resume()
  await once(idle, 'close')
  expect(reader.destroyed).toBe(false)
  reader.destroy()
})

/** Has the time of the checks stand still, but for what the test lets pass. */
function stopTime() {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
}

test('a client is not cut while nobody reads what it sends, and is when it is waited for again', async () => {
  stopTime()
  const arrived: IncomingMessage[] = []
  const { port } = await aServer((request) => void arrived.push(request.pause()))
  const socket = open(port)
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\nx')
  await expect.poll(() => arrived.length).toBe(1)

  vi.advanceTimersByTime(2_000)
  const [request] = arrived
  expect(request!.socket.destroyed).toBe(false)

  request!.resume()
  vi.advanceTimersByTime(350)
  expect(request!.socket.destroyed).toBe(false)
  vi.advanceTimersByTime(100)
  expect(request!.socket.destroyed).toBe(true)
})

test('a client is not cut while it has all of the answer that is there', async () => {
  stopTime()
  const answers: ServerResponse[] = []
  const { port } = await aServer((_request, response) => {
    response.write('first')
    answers.push(response)
  })
  const socket = open(port)
  let text = ''
  socket.on('data', (piece) => (text += String(piece)))
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await expect.poll(() => text).toContain('first')

  vi.advanceTimersByTime(2_000)
  answers[0]!.end('last')
  await expect.poll(() => text).toContain('last')
})
