import { availableParallelism } from 'node:os'
import { createRequire } from 'node:module'
import { defineConfig } from 'vitest/config'

/** Node and the bundler would each load a copy of graphql, and GraphQL refuses objects of another copy. */
const graphql = { find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }

const build = 'test/support/global-build.ts'
const postgres = 'test/support/global-postgres.ts'
const embedded = 'test/support/global-embedded.ts'
const browserTests = 'test/**/*.browser.test.ts'
/** Of vitest.long.config.ts. */
const longTests = 'test/**/*.long.test.ts'

/** Tests wait for a database more than they compute, so even two cores take more than the one file at a time that is usual. */
const atOnce = Math.max(3, availableParallelism() - 1)

const shared = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // What is waited for comes in milliseconds, but not on every machine.
  expect: { poll: { timeout: 20_000 } },
  setupFiles: ['test/support/each-file.ts'],
  // What a worker has loaded serves all of its files: loading it takes longer than most of them.
  isolate: false,
}

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: [graphql] },
        test: {
          ...shared,
          name: 'postgres',
          maxWorkers: atOnce,
          include: ['test/**/*.test.ts'],
          exclude: [browserTests, longTests],
          globalSetup: [build, postgres],
        },
      },
      {
        resolve: { alias: [graphql] },
        test: {
          ...shared,
          name: 'embedded',
          maxWorkers: atOnce,
          include: ['test/**/*.test.ts'],
          // What does not touch a database, or brings its own, need not run twice.
          exclude: [
            browserTests,
            longTests,
            'test/{crash,database,methods,dashboard}/**',
            'test/{graphql,http}/**',
            'test/platform/upstream/**',
            'test/{architecture,deploy,main}.test.ts',
          ],
          globalSetup: [build, embedded],
          // A worker serves one project, so that projects do not take turns.
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve: { alias: [graphql] },
        test: {
          ...shared,
          name: 'browser',
          include: [browserTests],
          globalSetup: [build, postgres],
          // After the others and one at a time: a browser and a server have a core each.
          sequence: { groupOrder: 2 },
          maxWorkers: 1,
        },
      },
    ],
  },
})
