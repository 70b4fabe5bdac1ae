import { createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { hostFinder, readAddress } from '../../src/database/hosts.ts'

test.each([
  ['postgres://u:p@one:1/db', [['one', 1]], 'postgres://u:p@one:1/db?target_session_attrs=primary'],
  [
    'postgres://u:p%40@one:1,two:2,three/db?sslmode=require&target_session_attrs=read-write',
    [
      ['one', 1],
      ['two', 2],
      ['three', 5432],
    ],
    'postgres://u:p%40@one:1/db?sslmode=require&target_session_attrs=primary',
  ],
  [
    'postgresql://[::1]:1,127.0.0.1:2/db',
    [
      ['::1', 1],
      ['127.0.0.1', 2],
    ],
    'postgresql://[::1]:1/db?target_session_attrs=primary',
  ],
  ['postgres:///db', [['localhost', 5432]], 'postgres:///db?target_session_attrs=primary'],
])('the address %s leads to its hosts, and to the primary among them only', (address, hosts, url) => {
  const read = readAddress(address)
  expect(read.hosts).toEqual(hosts.map(([host, port]) => ({ host, port })))
  expect(read.url).toBe(url)
})

test.each([
  'postgres://u:p@one:port/db',
  'postgres://u:p@one:1,two:99999/db',
  'postgres://u:100%@one/db',
  'nonsense',
])('the address %s is refused with what it should look like, and without itself', (address) => {
  expect(() => readAddress(address)).toThrow(/^DATABASE_URL cannot be read\. It must be an address such as/)
})

test.each([
  ['postgres://u:secret@one/db?sslmode=verify-full&sslrootcert=/ca.pem', /sslrootcert.+NODE_EXTRA_CA_CERTS/],
  ['postgres://u:secret@one/db?sslcert=/me.pem', /sslcert.+password/],
  ['postgres://u:secret@one/db?channel_binding=require', /channel_binding.+sslmode=verify-full/],
  ['postgres://u:secret@/db?host=/var/run/postgresql', /host.+postgres:\/\/user:password@host/],
])('the address %s has a parameter that is not taken, which is said with what to do', (address, text) => {
  expect(() => readAddress(address)).toThrow(text)
  expect(() => readAddress(address)).not.toThrow(/secret/)
})

async function aHost() {
  const server = createServer((socket) => socket.on('error', () => {}).resume())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  return { server, host: '127.0.0.1', port: (server.address() as AddressInfo).port }
}

test('hosts are tried in turn, and one that is down is passed over', async () => {
  const [one, down, two] = await Promise.all([aHost(), aHost(), aHost()])
  down.server.close()
  const find = hostFinder([one, down, two])
  const ports: number[] = []
  for (let count = 0; count < 4; count++) {
    const socket = (await find()) as Socket & { port: number }
    ports.push(socket.port)
    socket.destroy()
  }
  expect(ports).toEqual([one.port, two.port, one.port, two.port])
})
