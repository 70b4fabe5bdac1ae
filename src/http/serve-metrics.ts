import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AggregatorRegistry, Registry } from 'prom-client'

/** Where metrics are served: a port of its own, since they are for the operator and not for users. */
export interface MetricsAddress {
  host: string
  port: number
}

/** Serves the metrics at `/metrics`. @param read gives them as text */
export async function serveMetrics({ host, port }: MetricsAddress, read: () => Promise<string>) {
  const server = createServer((request, response) => {
    response.setHeader('cache-control', 'no-store').setHeader('x-content-type-options', 'nosniff')
    const isThere = request.url === '/metrics' && (request.method === 'GET' || request.method === 'HEAD')
    if (!isThere) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Metrics are at /metrics.\n')
      return
    }
    read().then(
      (text) => response.setHeader('content-type', Registry.PROMETHEUS_CONTENT_TYPE).end(text),
      () => response.writeHead(503, { 'content-type': 'text/plain' }).end('Not all workers answer.\n'),
    )
  })
  server.listen({ host, port })
  await once(server, 'listening')
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}/metrics`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** In a worker: answers the first process when it asks for the numbers. */
export function shareWithFirstProcess(registry: Registry): void {
  AggregatorRegistry.setRegistries([registry])
  void new AggregatorRegistry()
}

/** In the first process: the numbers of all workers, put together. */
export function metricsOfWorkers(): () => Promise<string> {
  const registry = new AggregatorRegistry()
  return () => registry.clusterMetrics()
}
