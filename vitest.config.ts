import { availableParallelism } from 'node:os'
import { createRequire } from 'node:module'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

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

/** What starts processes, one after the other, and would else be the last to end: the runner takes large files for slow. */
const slow = [
  'main',
  'crash/kill',
  'workers',
  'hang-up',
  'platform/upstream/two-processes',
  'database/rotate-secrets',
]

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = slow.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`))
      return place === -1 ? slow.length : place
    }
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}

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
    sequence: { sequencer: SlowFirst },
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
          // It is another version of PostgreSQL, so what is done with a database runs twice: by GraphQL, by the old
          // addresses and by the addresses of scripts. What does not touch a database, brings its own, or looks at a
          // door or the gate, need not. The start and each step of the tables are test/{main,database}, which bring it.
          exclude: [
            browserTests,
            longTests,
            'test/{crash,database,methods,dashboard}/**',
            'test/{graphql,http}/**',
            'test/platform/upstream/**',
            'test/{architecture,config,deploy,hang-up,main,roster,sealing,turns,workers}.test.ts',
            'test/access/{authorize,check-gates,enforce-api-methods,gate,selection,token-form}.test.ts',
            'test/accounts/{passwords,totp}.test.ts',
            'test/rest/{addresses,answers,both-doors,database-away,legacy-switch,parameters}.test.ts',
            'test/rest/{prepared,protocol-values,read-request,reply,route,upload-files}.test.ts',
            'test/tokens/{expiry,for-each-item,secret,settings,token}.test.ts',
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
          // After the others: each has a browser beside it. For most of the time both wait, so two cores take three.
          sequence: { groupOrder: 2 },
          maxWorkers: 3,
        },
      },
    ],
  },
})
