import type { FastifyInstance } from 'fastify'
import { setTimeout as wait } from 'node:timers/promises'

/** A database that keeps silent for longer is not there. Milliseconds. */
const patience = 2_000

/**
 * Answers what runs the server: `/healthz` whether the process lives, without asking the database, and `/readyz`
 * whether it should be sent requests.
 * @param isReady whether the database is there and migrated, and the server is not about to stop
 * @param onError is told why that could not be found out
 */
export async function serveHealth(
  app: FastifyInstance,
  isReady: () => Promise<boolean>,
  onError: (requestId: string, error: unknown) => void,
): Promise<void> {
  app.get('/healthz', (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }))

  /** All who ask at once are told the same, because nothing else limits how many do. */
  let asking: Promise<boolean> | undefined
  const ask = (requestId: string) =>
    (asking ??= isReady()
      .catch((error: unknown) => {
        onError(requestId, error)
        return false
      })
      .finally(() => (asking = undefined)))

  app.get('/readyz', async ({ id }, reply) => {
    const ready = await Promise.race([ask(id), wait(patience, false, { ref: false })])
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: ready ? 'ready' : 'not ready' })
  })
}
