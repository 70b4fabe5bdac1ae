// A test runner for Stryker: its runner of Vitest, on a thread that stays.
//
// Nearly all of the time of a mutant goes into loading modules and starting servers, and Vitest begins a thread for
// every run. Here modules and servers stay from one mutant to the next, and tests make accounts of their own.
//
// A mutant may leave the thread broken, a lock taken for ever say, and whatever comes next would seem to be noticed by
// the tests. So what fails on a used thread must pass there without the mutant, or it is tried again on a new thread.

import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin'
import { TestStatus } from '@stryker-mutator/api/test-runner'
import { strykerPlugins } from '@stryker-mutator/vitest-runner'
import { ThreadsPoolWorker } from 'vitest/node'

/** @type {ThreadsPoolWorker | undefined} */
let thread
/** How many runs of tests the thread has seen. */
let uses = 0

async function discardThread() {
  const old = thread
  thread = undefined
  uses = 0
  await old?.stop()
}

/** A worker of Vitest for one run. It starts the thread if there is none, and does not end it. */
class WarmWorker {
  name = 'warm'
  #options
  #config
  /** @type {[string, (message: unknown) => void][]} */
  #listeners = []

  constructor(options) {
    this.#options = options
  }

  async start() {
    if (thread) return
    thread = new ThreadsPoolWorker(this.#options)
    await thread.start()
    const started = thread
    started.on('exit', () => {
      if (thread === started) thread = undefined
    })
  }

  async stop() {
    for (const [event, listener] of this.#listeners) thread?.off(event, listener)
  }

  on(event, listener) {
    this.#listeners.push([event, listener])
    thread.on(event, listener)
  }

  off(event, listener) {
    thread?.off(event, listener)
  }

  send(message) {
    if (message.type === 'start') {
      this.#config = message.context.config
      if (uses++) return this.#answer('started')
    }
    if (message.type === 'stop') return this.#answer('stopped')
    // A thread takes the configuration when it starts, and the names of the tests to run are in it.
    if (message.type === 'run') message.context.config = this.#config
    thread?.send(message)
  }

  deserialize(data) {
    return data
  }

  #answer(type) {
    setImmediate(() => {
      for (const [event, listener] of this.#listeners)
        if (event === 'message') listener({ type, __vitest_worker_response__: true })
    })
  }
}

class WarmRunner {
  #vitest

  constructor(vitest) {
    this.#vitest = vitest
  }

  capabilities() {
    return this.#vitest.capabilities()
  }

  async init() {
    await this.#vitest.init()
    for (const { config } of this.#vitest.ctx.projects) {
      config.pool = 'warm'
      config.poolRunner = { name: 'warm', createPoolWorker: (options) => new WarmWorker(options) }
    }
  }

  async dryRun(options) {
    return this.#vitest.dryRun(options)
  }

  async mutantRun(options) {
    const isNew = uses === 0
    const result = await this.#vitest.mutantRun(options)
    if (isNew || (await this.#isCertain(result))) return result
    await discardThread()
    return this.#vitest.mutantRun(options)
  }

  async dispose() {
    await this.#vitest.dispose()
    await discardThread()
  }

  /** Whether the result is that of the mutant, and not of one before it. */
  async #isCertain(result) {
    // A file that cannot be loaded has no tests, and so none that fail.
    const files = this.#vitest.ctx.state.getFiles()
    if (result.status === 'survived') return files.every((file) => file.result?.state !== 'fail')
    if (result.status !== 'killed') return false

    this.#vitest.ctx.provide('activeMutant', undefined)
    const { status, tests } = await this.#vitest.run({ testIds: result.killedBy })
    const passed = new Set(tests?.filter((test) => test.status === TestStatus.Success).map(({ id }) => id))
    return status === 'complete' && result.killedBy.every((id) => passed.has(id))
  }
}

createWarmRunner.inject = ['$injector']
function createWarmRunner(injector) {
  return new WarmRunner(injector.injectFunction(strykerPlugins[0].factory))
}

const plugins = [declareFactoryPlugin(PluginKind.TestRunner, 'warm', createWarmRunner)]
export { plugins as strykerPlugins }
