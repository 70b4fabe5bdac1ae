import { fileURLToPath } from 'node:url'
import type { Alias } from 'vite'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import config from './vitest.config.ts'

const projects = config.test!.projects as TestProjectInlineConfiguration[]
const { resolve, test } = projects.find(({ test }) => test!.name === 'postgres')!

const quickArgon2 = fileURLToPath(new URL('test/support/quick-argon2.ts', import.meta.url))

/** A folder is judged by its own tests and those named here: others pass through it, but are about something else. */
const folder = process.env.MUTATION_FOLDER ?? '*'
const alsoAbout: Record<string, string[]> = {
  access: ['test/methods/**/*.test.ts'],
  accounts: ['test/activity/**/*.test.ts'],
  rest: ['test/accounts/two-factor.test.ts'],
  tokens: ['test/activity/**/*.test.ts'],
}

/** The tests for `npm run mutation`: some of the project `postgres`, on servers that stay from one mutant to the next. */
export default defineConfig({
  resolve: {
    alias: [...(resolve!.alias as Alias[]), { find: '@node-rs/argon2', replacement: quickArgon2 }],
  },
  test: {
    ...test,
    env: { ...test!.env, TEST_SERVERS: 'kept' },
    setupFiles: [...(test!.setupFiles as string[]), 'test/support/no-mutant.ts'],
    include: [`test/${folder}/**/*.test.ts`, ...(alsoAbout[folder] ?? []), 'test/authenticate.test.ts'],
    exclude: [
      // It measures how long an answer takes, and mutants are slow.
      'test/rest/database-away.test.ts',
      // They put the server under load for seconds, and pass through everything.
      'test/access/strict.test.ts',
      'test/rest/both-doors.test.ts',
    ],
    // Nothing here runs the built program.
    globalSetup: ['test/support/global-postgres.ts'],
    isolate: false,
    maxWorkers: 1,
    // A request that a mutant leaves unanswered is as good as a failure.
    testTimeout: 15_000,
    hookTimeout: 15_000,
    expect: { poll: { timeout: 3_000 } },
  },
})
