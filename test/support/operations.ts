import { graphql } from './generated/index.ts'

/** Operations that more than one test sends. */
export const createEnvironment = graphql(`
  mutation CreateEnvironment($environment: EnvironmentInput!) {
    createEnvironment(environment: $environment) {
      name
      status
    }
  }
`)
