import { graphql } from '../generated/index.ts'
import type { EnvironmentsQuery } from '../generated/graphql.ts'

export const environmentsQuery = graphql(`
  query Environments {
    environments {
      name
      displayName
      domain
      status
      region
      createdAt
      nodes {
        id
        type
      }
    }
  }
`)

export type Environment = EnvironmentsQuery['environments'][number]
export type Status = Environment['status']

export const startMutation = graphql(`
  mutation StartEnvironment($name: String!) {
    startEnvironment(name: $name) {
      status
    }
  }
`)

export const stopMutation = graphql(`
  mutation StopEnvironment($name: String!) {
    stopEnvironment(name: $name) {
      status
    }
  }
`)

export const sleepMutation = graphql(`
  mutation SleepEnvironment($name: String!) {
    sleepEnvironment(name: $name) {
      status
    }
  }
`)

export const restartMutation = graphql(`
  mutation RestartEnvironment($name: String!) {
    restartEnvironment(name: $name) {
      status
    }
  }
`)

export const cloneMutation = graphql(`
  mutation CloneEnvironment($name: String!, $newName: String!) {
    cloneEnvironment(name: $name, newName: $newName) {
      name
    }
  }
`)

export const deleteMutation = graphql(`
  mutation DeleteEnvironment($name: String!) {
    deleteEnvironment(name: $name)
  }
`)

export const createMutation = graphql(`
  mutation CreateEnvironment($environment: EnvironmentInput!) {
    createEnvironment(environment: $environment) {
      name
    }
  }
`)

/** Regions have no field of their own. */
export const regionsMutation = graphql(`
  mutation Regions {
    callMethod(method: "environment.control.GetRegions")
  }
`)
