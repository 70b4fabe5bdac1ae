import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from './config.ts'
import { onHangUp } from './hang-up.ts'
import { metricsOfWorkers, serveMetrics } from './http/serve-metrics.ts'
import {
  addressOf,
  announce,
  listen,
  longestStop,
  openDatabase,
  type RunningServer,
  type Say,
} from './serve.ts'

/** What the first process tells the others. */
const stopMessage = 'stop'

/** A worker that ends by itself is replaced, but not faster than this. Milliseconds. */
const pause = 500

/**
 * Serves with several processes on one port. This one opens the database and looks after the others, which do the
 * work and share nothing but the database.
 */
export async function serveWithWorkers(config: Config, say: Say): Promise<RunningServer> {
  const database = await openDatabase(config, say)
  if (config.workers > availableParallelism()) {
    say(`WORKERS is ${config.workers}, more than the ${availableParallelism()} cores of this machine.`)
  }
  let stopping = false
  let started = false
  let metrics: Awaited<ReturnType<typeof serveMetrics>> | undefined
  const workers = new Set<Worker>()
  const serving = new WeakSet<Worker>()
  const start = () => {
    const worker = cluster.fork({ DATABASE_URL: database.url, ...asSettings(database.secretKeys) })
    workers.add(worker)
    worker.once('listening', () => serving.add(worker))
    worker.once('exit', (code, signal) => {
      workers.delete(worker)
      if (stopping || !started) return
      say(`A worker ended by itself (${signal ?? code}). It is replaced.`)
      // Not `ref: false`: where all have ended, nothing else keeps this process.
      void delay(pause).then(() => stopping || start())
    })
    return worker
  }

  const stop = async () => {
    stopping = true
    await Promise.all(
      [...workers].map(async (worker) => {
        const ended = once(worker, 'exit')
        // One that only starts has nothing to finish, and may not hear yet.
        if (!serving.has(worker)) worker.process.kill('SIGKILL')
        else if (worker.isConnected()) worker.send(stopMessage)
        await ended
      }),
    )
    await metrics?.stop()
    await database.close()
  }

  try {
    const first = start()
    const [address] = (await Promise.race([
      once(first, 'listening'),
      once(first, 'exit').then(() =>
        Promise.reject(new Error('The first worker ended. Its reason is above.')),
      ),
    ])) as [{ address: string; port: number; addressType: number }]
    started = true
    const url = addressOf({ ...address, family: address.addressType })
    for (let number = 1; number < config.workers; number++) start()
    metrics = config.metrics && (await serveMetrics(config.metrics, metricsOfWorkers()))
    announce(config.publicUrl ?? url, metrics?.url, say)
    let stopped: Promise<void> | undefined
    return { url, metricsUrl: metrics?.url, stop: () => (stopped ??= stop()) }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The first process has read the key file, if that is where the key is; workers have it from their environment. */
function asSettings([present, ...previous]: string[]) {
  return present === undefined ? {} : { SECRET_KEY: present, PREVIOUS_SECRET_KEYS: previous.join(',') }
}

/**
 * What a worker does: it serves until it is told to stop, or the first process is gone, and then finishes what is
 * under way.
 */
export async function work(config: Config): Promise<void> {
  // A signal of the terminal reaches all processes; the first one says when to stop.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => {})
  onHangUp(() => {})
  const starting = listen({ ...config, databaseUrl: config.databaseUrl! })
  const end = () => {
    setTimeout(() => process.exit(1), longestStop).unref()
    void starting.then((server) => server.stop()).finally(() => process.exit(0))
  }
  // From the beginning: it may be told to stop as soon as it listens.
  process.on('message', (message) => message === stopMessage && end())
  const worker = cluster.worker!
  worker.once('disconnect', () => {
    // Or else Node ends it now.
    worker.exitedAfterDisconnect = true
    end()
  })
  await starting
}
