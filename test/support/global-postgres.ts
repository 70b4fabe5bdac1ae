import type { TestProject } from 'vitest/node'
import { makeTemplate, startPostgres } from './postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string
    /** Name of the database that has the tables, and nothing in them. */
    template: string
  }
}

/** One PostgreSQL for the run; each test file makes a database of its own in it. */
export default async function setup(project: TestProject) {
  const server = await startPostgres()
  project.provide('postgresUrl', server.url)
  project.provide('template', await makeTemplate(server.url))
  return () => server.stop()
}
