// A proxy that remembers what was accepted, for 20 ms: what a server with a cache would do. The checker must find it.
import { Agent, request as ask } from 'node:http'
import { runPeer } from './peer.js'

const port = Number(process.env.TARGET_PORT)
const agent = new Agent({ keepAlive: true })
const lifetime = 20
const remembered = new Map()

runPeer((request, response) => {
  const known = request.method === 'GET' ? remembered.get(request.url) : undefined
  if (known && known.until > performance.now()) return reply(response, known)

  const options = {
    host: '127.0.0.1',
    port,
    agent,
    method: request.method,
    path: request.url,
    headers: request.headers,
  }
  const forwarded = ask(options, async (answer) => {
    const chunks = await answer.toArray()
    const made = {
      status: answer.statusCode,
      body: Buffer.concat(chunks),
      until: performance.now() + lifetime,
    }
    if (request.method === 'GET' && made.body.includes('"result":0')) remembered.set(request.url, made)
    reply(response, made)
  })
  request.pipe(forwarded)
})

function reply(response, { status, body }) {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
}
