import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { originReader } from '../../src/http/credentials.ts'

/** A request that came over a connection from 10.0.0.1. */
function requestFrom(forwardedFor?: string) {
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }
  return { headers, socket: { remoteAddress: '10.0.0.1' } } as unknown as IncomingMessage
}

test.each([
  ['there is none', undefined, '10.0.0.1'],
  ['the proxy names one', '192.0.2.1', '192.0.2.1'],
  ['the client made up others', '198.51.100.7, 192.0.2.1', '192.0.2.1'],
  ['another trusted proxy stands before', '192.0.2.1, 10.0.0.2', '192.0.2.1'],
  ['all are trusted', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
  ['the port is there too', '192.0.2.1:4711', '192.0.2.1'],
  ['the ports of all are there', '192.0.2.1:4711, 10.0.0.2:80', '192.0.2.1'],
  ['it is IPv6', '2001:db8::1', '2001:db8::1'],
  ['it is IPv6 in brackets', '[2001:db8::1]', '2001:db8::1'],
  ['it is IPv6 with a port', '[2001:db8::1]:4711', '2001:db8::1'],
  ['it is none', 'unknown', '10.0.0.1'],
  ['it is none before another proxy', 'unknown:1, 10.0.0.2', '10.0.0.2'],
])('an address that trusted proxies write is read where %s', (_where, forwardedFor, address) => {
  expect(originReader(['10.0.0.0/8'])(requestFrom(forwardedFor)).address).toBe(address)
})

test('without a trusted proxy the address is that of the connection', () => {
  expect(originReader([])(requestFrom('192.0.2.1')).address).toBe('10.0.0.1')
})
