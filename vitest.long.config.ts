import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import config from './vitest.config.ts'

/** `npm run test:long`: overload and slow clients at full length, and fifty kills. It takes a quarter of an hour. */
const projects = config.test!.projects as TestProjectInlineConfiguration[]
const { resolve, test } = projects.find(({ test }) => test!.name === 'postgres')!

export default defineConfig({
  resolve,
  test: {
    ...test,
    name: 'long',
    include: ['test/**/*.long.test.ts', 'test/crash/kill.test.ts'],
    exclude: [],
    env: { ...test!.env, KILL_ROUNDS: '50' },
    testTimeout: 120_000,
    // They measure, so each has the machine to itself.
    maxWorkers: 1,
  },
})
