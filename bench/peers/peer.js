import { createServer } from 'node:http'

/**
 * What the servers beside ours have in common: they take orders by messages, and tell their port.
 * @param {import('node:http').RequestListener} listener
 * @param {Record<string, (argument: any) => unknown>} [commands]
 */
export function runPeer(listener, commands = {}) {
  const server = createServer({ keepAliveTimeout: 72_000 }, listener)
  const listen = () =>
    new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)))
  answerMessages({ listen, answer, ...commands })
}

/** @param {Record<string, (argument: any) => unknown>} commands */
export function answerMessages(commands) {
  process.on('message', async ({ id, command, argument }) => {
    try {
      process.send({ id, result: await commands[command](argument) })
    } catch (error) {
      process.send({ id, error: error.stack })
    }
  })
  process.once('disconnect', () => process.exit(0))
}

let status = 200
let headers = {}
let body = ''

/** Settles what every request is answered with from now on. */
function answer(/** @type {{ status: number, body: string }} */ given) {
  status = given.status
  body = given.body
  headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) }
}

/** @param {import('node:http').ServerResponse} response */
export function send(response) {
  response.writeHead(status, headers)
  response.end(body)
}

/** Calls back when the whole request is there. @param {import('node:http').IncomingMessage} request */
export function whenRead(request, callback) {
  if (request.method === 'GET') return callback()
  request.resume()
  request.on('end', callback)
}
