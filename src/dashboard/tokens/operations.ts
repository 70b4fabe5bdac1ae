import { graphql } from '../generated/index.ts'
import type { AccessTokensQuery, TokenCatalogueQuery } from '../generated/graphql.ts'

/** The list. The sets are here by name alone: their methods come with the form. */
export const accessTokensQuery = graphql(`
  query AccessTokens {
    accessTokens {
      id
      description
      lastFour
      createdAt
      expiresAt
      methods
      apiSet {
        name
        displayName
      }
      lastUsed {
        at
        address
        method
        userAgent
      }
    }
    accessTokenLimit
    apiSets {
      name
      displayName
    }
  }
`)

/** What the form chooses from. It does not change while the page is open. */
export const tokenCatalogueQuery = graphql(`
  query TokenCatalogue {
    apiMethods {
      id
      service
      name
      description
      effect
      grantable
      path
      verbs
      graphqlField
      parameters {
        name
        type
        required
      }
    }
    legacyRest
    apiSets {
      name
      displayName
      description
      methods
    }
  }
`)

export const generateTokenMutation = graphql(`
  mutation GenerateToken($token: TokenInput!, $password: String!) {
    generateTokens(tokens: [$token], password: $password) {
      value
      token {
        description
        lastFour
        methods
      }
    }
  }
`)

export const copyTokenMutation = graphql(`
  mutation CopyToken($copy: TokenCopy!, $password: String!) {
    copyTokens(copies: [$copy], password: $password) {
      value
      token {
        description
        lastFour
        methods
      }
    }
  }
`)

export const regenerateTokenMutation = graphql(`
  mutation RegenerateToken($id: ID!, $password: String!) {
    regenerateTokens(ids: [$id], password: $password) {
      value
      token {
        description
        lastFour
        methods
      }
    }
  }
`)

export const editTokenMutation = graphql(`
  mutation EditToken($edit: TokenEdit!, $password: String!) {
    editTokens(edits: [$edit], password: $password) {
      id
    }
  }
`)

export const removeTokensMutation = graphql(`
  mutation RemoveTokens($ids: [ID!]!, $password: String!) {
    removeTokens(ids: $ids, password: $password)
  }
`)

export type Token = AccessTokensQuery['accessTokens'][number]
export type CatalogueMethod = TokenCatalogueQuery['apiMethods'][number]
export type CatalogueSet = TokenCatalogueQuery['apiSets'][number]
