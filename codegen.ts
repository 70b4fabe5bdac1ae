import type { CodegenConfig } from '@graphql-codegen/cli'
import { readdirSync, readFileSync } from 'node:fs'

const shared = {
  enumType: 'string-literal',
  useTypeImports: true,
  strictScalars: true,
  importExtension: '.ts',
  scalars: {
    DateTime: 'string',
    DateTimeISO: 'string',
    Expiry: 'string',
    JSONObject: 'Record<string, unknown>',
  },
} as const

/** Other tests have a `graphql` of their own, by which they also send operations that are wrong on purpose. */
const typedTests = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.includes('generated'))
  .map((name) => `test/${name.replaceAll('\\', '/')}`)
  .filter((file) => /from '.*\/generated\/index\.ts'/.test(readFileSync(file, 'utf8')))

/**
 * `npm run codegen` types every operation written as `graphql(…)` in the dashboard and, with the tag of
 * `test/support/generated/index.ts`, in a test. The output is committed, so that a fresh clone builds with nothing
 * else, and a test fails when it is stale.
 */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  ignoreNoDocuments: true,
  generates: {
    'src/dashboard/generated/': {
      documents: ['src/dashboard/**/*.{ts,tsx}', '!src/dashboard/generated/**'],
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: shared,
    },
    // A test sends the text of a document, and needs no parser to do it.
    'test/support/generated/': {
      documents: typedTests,
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: { ...shared, documentMode: 'string' },
    },
  },
}

export default config
