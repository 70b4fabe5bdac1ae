import { writeFileSync } from 'node:fs'
import { printSchema } from './schema.ts'

writeFileSync(new URL('../../schema.graphql', import.meta.url), printSchema())
