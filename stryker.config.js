const folder = process.env.MUTATION_FOLDER ?? '{access,accounts,rest,tokens}'

/**
 * Mutation testing, `npm run mutation`: changes the code in many small ways and counts the changes that no test notices.
 * It goes folder by folder (`scripts/mutation/run.js`), and each folder has to reach the floor by the tests beside it.
 * A part: `npm run mutation -- tokens`, or `npm run mutation -- --mutate src/tokens/expiry.ts`
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: [`src/${folder}/**/*.ts`, '!src/**/*.types.ts'],
  testRunner: 'warm',
  plugins: ['@stryker-mutator/vitest-runner', './scripts/mutation/warm-runner.js'],
  // Which tests go with a folder is written there, and need not be found out for every mutant.
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  // For a change only the tests run that pass through it.
  coverageAnalysis: 'perTest',
  // What is read once, while modules load, would need every test each time.
  ignoreStatic: true,
  // The next run takes over what neither code nor tests have touched since.
  incremental: true,
  incrementalFile: `coverage/mutation/${process.env.MUTATION_FOLDER ?? 'all'}.json`,
  // The sandbox is a copy of the project without these; packages are linked.
  ignorePatterns: ['bench', 'coverage', 'data', 'deploy', 'dist', 'src/dashboard', 'src/graphiql'],
  cleanTempDir: 'always',
  concurrency: 2,
  timeoutMS: 20_000,
  thresholds: { high: 90, low: 80, break: 80 },
  reporters: ['clear-text', 'progress', 'html'],
  clearTextReporter: { allowColor: false, logTests: false },
  htmlReporter: { fileName: `coverage/mutation/${process.env.MUTATION_FOLDER ?? 'all'}.html` },
}
