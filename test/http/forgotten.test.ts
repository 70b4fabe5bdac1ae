import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { limitLoad } from '../../src/http/load.ts'
import { cutSlowClients } from '../../src/http/slow-clients.ts'
import { collectQuickly, oldGeneration } from '../support/heap.ts'

/** A server that notes of each request what ours notes, and remembers nothing. */
async function aServer() {
  const server = createServer((request, response) => {
    Object.assign(request, { ballast: new Array(4_000).fill(undefined) })
    response.on('close', () => load.release(request))
    const answer = () => {
      response.end('answer')
      load.done(request)
    }
    void Promise.resolve(load.admit(request)).then(answer, answer)
  })
  const load = limitLoad(server, 1_000)
  const exchanges = cutSlowClients(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    exchanges.stop()
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

test('a request that was answered is forgotten by the next quick collection', async () => {
  const port = await aServer()
  const sockets = Array.from({ length: 32 }, () => connect(port, '127.0.0.1'))
  /** On each connection one after the other. */
  const send = (number: number) =>
    Promise.all(
      sockets.map(async (socket, index) => {
        for (let sent = 0; sent < number; sent++) {
          socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
          await once(socket, 'data')
          if (index === 0) collectQuickly()
        }
      }),
    )
  await send(20)
  // What the server keeps is old from now on.
  for (let times = 0; times < 3; times++) collectQuickly()
  const before = oldGeneration()
  await send(100)
  // They had 100 MB.
  expect(oldGeneration() - before).toBeLessThan(5_000_000)
  for (const socket of sockets) socket.destroy()
})
