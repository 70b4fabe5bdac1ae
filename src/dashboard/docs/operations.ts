import { graphql } from '../generated/index.ts'
import type { MethodIndexQuery, MethodPageQuery } from '../generated/graphql.ts'

export const methodIndexQuery = graphql(`
  query MethodIndex {
    apiMethods {
      id
      service
      name
      description
      path
      effect
      access
      deprecated
      apiSets
    }
    apiSets {
      name
      displayName
    }
  }
`)

/** Characters of a search for methods; the server refuses a longer one. No name is as long. */
export const longestSearch = 200

/** There is no field for one method; a search for a full name finds a handful at most. */
export const methodPageQuery = graphql(`
  query MethodPage($id: String!) {
    apiMethods(search: $id) {
      id
      service
      name
      description
      path
      verbs
      effect
      access
      deprecated
      apiSets
      graphqlField
      parameters {
        name
        type
        required
        secret
      }
    }
    legacyRest
    apiSets {
      name
      displayName
    }
  }
`)

export type MethodSummary = MethodIndexQuery['apiMethods'][number]
export type Method = MethodPageQuery['apiMethods'][number]
