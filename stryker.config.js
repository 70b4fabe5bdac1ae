/**
 * Mutation testing, `npm run mutation`: changes the code in many small ways and counts the changes that no test notices.
 * All of it takes hours, since most tests start a server; a part: `npm run mutation -- --mutate src/tokens/expiry.ts`
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate: ['src/{tokens,access,accounts,rest}/**/*.ts', '!src/**/*.types.ts'],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts' },
  // For a change only the tests run that pass through it.
  coverageAnalysis: 'perTest',
  // What is read once, while modules load, would need every test each time.
  ignoreStatic: true,
  // The next run takes over what neither code nor tests have touched since.
  incremental: true,
  incrementalFile: 'coverage/mutation.json',
  // The sandbox is a copy of the project without these; packages are linked.
  ignorePatterns: ['bench', 'coverage', 'data', 'deploy', 'dist', 'src/dashboard', 'src/graphiql'],
  cleanTempDir: 'always',
  timeoutMS: 20_000,
  thresholds: { high: 90, low: 80, break: 80 },
  reporters: ['clear-text', 'progress', 'html'],
  clearTextReporter: { allowColor: false, logTests: false },
  htmlReporter: { fileName: 'coverage/mutation.html' },
}
