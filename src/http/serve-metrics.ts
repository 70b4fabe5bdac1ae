import cluster from 'node:cluster'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AggregatorRegistry, Registry } from 'prom-client'
import { nameSettings } from './name-settings.ts'

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
  await nameSettings('METRICS_', once(server, 'listening'))
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

/** A metric with its values, as workers answer the first process. The library declares its type as a number: it is a word. */
interface Metric {
  type: string
}

/**
 * In the first process: the numbers of all workers, put together. What a worker had counted when it was last asked
 * stays counted after its end, since a counter that falls is read as one that began again.
 */
export function metricsOfWorkers(): () => Promise<string> {
  const registry = new AggregatorRegistry()
  const present = new Map<number, Metric[]>()
  let past: Metric[] = []
  cluster.on('message', (worker, answer: { type?: string; metrics?: Metric[][] }) => {
    if (answer.type === 'prom-client:getMetricsRes' && answer.metrics)
      present.set(worker.id, answer.metrics.flat())
  })
  return async () => {
    await registry.clusterMetrics()
    const gone = [...present].filter(([id]) => !cluster.workers?.[id])
    for (const [id] of gone) present.delete(id)
    if (gone.length > 0) past = await countedBy([past, ...gone.map(([, metrics]) => metrics)])
    return AggregatorRegistry.aggregate([past, ...present.values()]).metrics()
  }
}

/** What only grows, of several processes together. */
async function countedBy(processes: Metric[][]): Promise<Metric[]> {
  const all = await AggregatorRegistry.aggregate(processes).getMetricsAsJSON()
  return (all as unknown as Metric[]).filter(({ type }) => type === 'counter' || type === 'histogram')
}
