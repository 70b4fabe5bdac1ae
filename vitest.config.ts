import { createRequire } from 'node:module'
import { defineConfig } from 'vitest/config'

/** Node and the bundler would each load a copy of graphql, and GraphQL refuses objects of another copy. */
const graphql = { find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }

const shared = {
  resolve: { alias: [graphql] },
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    setupFiles: ['reflect-metadata'],
    globalSetup: ['test/support/global-build.ts'],
  },
}

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          ...shared.test,
          name: 'postgres',
          include: ['test/**/*.test.ts'],
          globalSetup: [...shared.test.globalSetup, 'test/support/global-postgres.ts'],
          env: { TEST_DATABASE: 'postgres' },
        },
      },
      {
        ...shared,
        test: {
          ...shared.test,
          name: 'embedded',
          // What does not touch a database, or brings its own, need not run twice.
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/database/**',
            'test/methods/**',
            'test/dashboard/**',
            'test/http/pages.test.ts',
            'test/architecture.test.ts',
            'test/main.test.ts',
          ],
          env: { TEST_DATABASE: 'embedded' },
        },
      },
    ],
  },
})
