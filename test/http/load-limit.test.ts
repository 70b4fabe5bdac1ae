import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { newNote } from '../../src/access/request-note.ts'
import { type Admission, limitLoad } from '../../src/http/load.ts'

/** A server that works on requests as the limit allows. */
async function aServer(
  work: (request: IncomingMessage, response: ServerResponse, load: Admission) => void,
  most = 1_000,
) {
  const happened: string[] = []
  const server = createServer((request, response) => {
    happened.push(`came ${request.url!.slice(1)}`)
    response.on('close', () => {
      happened.push(`left ${request.url!.slice(1)}`)
      load.release(request)
    })
    if (request.url!.startsWith('/door')) request.note = newNote('id', 'rest')
    const begin = () => {
      happened.push(`began ${request.url!.slice(1)}`)
      work(request, response, load)
    }
    const refuse = () => {
      happened.push(`refused ${request.url!.slice(1)}`)
      response.writeHead(503).end()
    }
    try {
      const turn = load.admit(request)
      if (turn) turn.then(begin, refuse)
      else begin()
    } catch {
      refuse()
    }
  })
  const load: Admission = limitLoad(server, most)
  server.on('connection', () => happened.push('connected'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const open = async () => {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    await once(socket, 'connect')
    return socket.resume()
  }
  return {
    happened,
    open,
    port,
    load,
    count: (what: string) => happened.filter((text) => text.startsWith(what)).length,
  }
}

const get = (path: string | number) => `GET /${path} HTTP/1.1\r\nHost: x\r\n\r\n`

const busyFor = (milliseconds: number) => {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}

test('a request waits while many are worked on, and begins when one of them is done', async () => {
  const held: ServerResponse[] = []
  const { happened, open, count } = await aServer((_request, response) => held.push(response))
  const socket = await open()
  for (let index = 0; index < 128; index++) (await open()).write(get(index))
  await expect.poll(() => held.length).toBe(128)

  socket.write(get('next'))
  await expect.poll(() => count('came next')).toBe(1)
  expect(happened).not.toContain('began next')
  held[0]!.end()
  await expect.poll(() => happened.at(-1)).toMatch(/^(began|refused) next$/)
  expect(happened.at(-1)).toBe('began next')
})

test('who has waited for half a second is told to come again; who hangs up makes room', async () => {
  const held: ServerResponse[] = []
  const { happened, open, count } = await aServer((_request, response) => held.push(response), 130)
  for (let index = 0; index < 128; index++) (await open()).write(get(index))
  await expect.poll(() => held.length).toBe(128)

  ;(await open()).write(get('a'))
  const gone = await open()
  gone.write(get('b'))
  await expect.poll(() => count('came')).toBe(130)
  gone.destroy()
  await expect.poll(() => count('left b')).toBe(1)
  ;(await open()).write(get('c'))
  await expect.poll(() => count('came c')).toBe(1)
  expect(happened).not.toContain('refused c')
  // A third one is more than the server has under way, and need not wait to hear of it.
  ;(await open()).write(get('d') + get('e'))
  await expect.poll(() => happened).toEqual(expect.arrayContaining(['refused a', 'refused c']))
  expect(held).toHaveLength(128)
})

test('requests that a client has sent at once, and will not hear of, are over with its connection', async () => {
  const { happened, open, count } = await aServer(() => {}, 5)
  const socket = await open()
  socket.write([1, 2, 3, 4, 5].map(get).join(''))
  await expect.poll(() => count('began')).toBe(5)
  socket.destroy()
  await expect.poll(() => count('left')).toBeGreaterThan(0)
  ;(await open()).write([6, 7, 8, 9, 10].map(get).join(''))
  await expect.poll(() => happened).toContain('came 10')
  expect([count('began'), count('refused')]).toEqual([10, 0])
})

test('a form waits for its turn when it is there', async () => {
  const held: IncomingMessage[] = []
  const { happened, open, load } = await aServer((request) => {
    held.push(request)
    request.resume().once('end', () => void load.admit(request)?.then(() => happened.push('form began')))
  })
  for (let index = 0; index < 128; index++) (await open()).write(get(`door${index}`))
  await expect.poll(() => held.length).toBe(128)
  ;(await open()).write('POST /doorform HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1')
  await expect.poll(() => held.length).toBe(129)
  await expect.poll(() => held[128]!.readableEnded).toBe(true)
  expect(happened).not.toContain('form began')
  load.done(held[0]!)
  await expect.poll(() => happened).toContain('form began')
})

test('what a GET carries does not keep it from being counted', async () => {
  const { happened, open } = await aServer(() => {}, 1)
  ;(await open()).write('GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx')
  await expect.poll(() => happened).toContain('began a')
  ;(await open()).write(get('b'))
  await expect.poll(() => happened).toContain('refused b')
})

test('a client that hangs up leaves no place as long as its request is worked on', async () => {
  const begun: IncomingMessage[] = []
  const { happened, open, count, load } = await aServer((request) => begun.push(request))
  const sockets = []
  for (let index = 0; index < 128; index++) {
    const socket = await open()
    socket.write(get(`door${index}`))
    sockets.push(socket)
  }
  await expect.poll(() => begun.length).toBe(128)
  sockets[0]!.destroy()
  await expect.poll(() => count('left')).toBe(1)
  ;(await open()).write(get('early'))
  await expect.poll(() => happened).toContain('refused early')
  load.done(begun.find(({ url }) => url === '/door0')!)
  ;(await open()).write(get('late'))
  await expect.poll(() => happened).toContain('began late')
})

test('an answer that is made leaves its place to others, however slowly it is read', async () => {
  const { happened, open, count } = await aServer((request, response, load) => {
    response.write('begun')
    load.done(request)
  }, 130)
  for (let index = 0; index < 128; index++) (await open()).write(get(index))
  await expect.poll(() => count('began')).toBe(128)
  ;(await open()).write(get('a'))
  ;(await open()).write(get('b'))
  await expect.poll(() => happened).toEqual(expect.arrayContaining(['began a', 'began b']))
  // Together they take memory.
  ;(await open()).write(get('c'))
  await expect.poll(() => happened).toContain('refused c')
})

test('an upload that is passed on while it arrives is not counted before it is there, and not after it is over', async () => {
  const answers: ServerResponse[] = []
  let come = () => {}
  const { open, count } = await aServer((request, response) => {
    if (request.method === 'GET') return void response.end()
    const elsewhere = new Promise<void>((resolve) => (come = resolve))
    void request.place!.whileElsewhere(elsewhere).then(() => answers.push(response))
    request.resume()
  }, 1)
  const socket = await open()
  socket.write('POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n1')
  await expect.poll(() => count('began upload')).toBe(1)
  ;(await open()).write(get('a'))
  await expect.poll(() => count('left a')).toBe(1)
  socket.write('2')
  ;(await open()).write(get('b'))
  await expect.poll(() => count('left b')).toBe(1)
  come()
  await expect.poll(() => answers.length).toBe(1)
  ;(await open()).write(get('c'))
  await expect.poll(() => count('refused c')).toBe(1)
  answers[0]!.end()
  await expect.poll(() => count('left upload')).toBe(1)
  ;(await open()).write(get('d'))
  await expect.poll(() => count('left d')).toBe(1)
  expect(['a', 'b', 'd'].map((name) => count(`began ${name}`))).toEqual([1, 1, 1])
})

test('what was begun gets on before more is begun', async () => {
  const { happened, open } = await aServer(({ url }, response) => {
    busyFor(30)
    setImmediate(() => {
      happened.push(`done ${url!.slice(1)}`)
      response.end()
    })
  })
  const socket = await open()
  socket.write([1, 2, 3].map(get).join(''))
  await expect.poll(() => happened).toContain('done 3')
  expect(happened.indexOf('came 3')).toBeLessThan(happened.indexOf('done 1'))
  expect(happened.indexOf('done 1')).toBeLessThan(happened.indexOf('began 3'))
})

test('while clients connect, they are let in before what others ask is begun', async () => {
  const { happened, open, port, count } = await aServer((_request, response) => {
    busyFor(2)
    response.end()
  })
  const socket = await open()
  await expect.poll(() => count('connected')).toBe(1)
  const others = Array.from({ length: 20 }, () => connect(port, '127.0.0.1').on('error', () => {}))
  socket.write(Array.from({ length: 100 }, (_, index) => get(index)).join(''))
  // On a machine that is short of time some of them have waited for too long.
  await expect.poll(() => count('began') + count('refused')).toBe(100)
  // Ten of them fit into a turn.
  const before = happened.slice(0, happened.lastIndexOf('connected'))
  expect(before.filter((text) => text.startsWith('began')).length).toBeLessThan(60)
  for (const other of others) other.destroy()
})
