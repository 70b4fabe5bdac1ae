import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import config from './vitest.config.ts'

/** The tests for `npm run mutation`: those of the project `postgres` that go with what is mutated. */
const projects = config.test!.projects as TestProjectInlineConfiguration[]
const { resolve, test } = projects.find(({ test }) => test!.name === 'postgres')!

export default defineConfig({
  resolve,
  test: {
    ...test,
    include: ['test/{access,accounts,methods,rest,tokens}/**/*.test.ts', 'test/authenticate.test.ts'],
    // It measures how long an answer takes, and mutants are slow.
    exclude: ['test/rest/database-away.test.ts'],
    // A mutant of what is done while a file is loaded would else not be noticed.
    isolate: true,
    // Nothing here runs the built program.
    globalSetup: ['test/support/global-postgres.ts'],
  },
})
