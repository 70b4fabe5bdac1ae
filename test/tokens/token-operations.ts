import type { GraphqlAnswer, TestAccount, TestServer } from '../support/server.ts'

/** Everything that is ever shown of a token. */
export const tokenFields = `
  id description apiSet { name displayName } methods expiresAt state createdAt updatedAt lastFour
  lastUsed { at method address userAgent }`

/** A token as an answer shows it. */
export interface ShownToken {
  id: string
  description: string
  apiSet: { name: string; displayName: string }
  methods: string[]
  expiresAt: string | null
  state: 'ACTIVE' | 'EXPIRED'
  createdAt: string
  updatedAt: string
  lastFour: string
  lastUsed: { at: string; method: string; address: string | null; userAgent: string | null } | null
}

export interface Issued {
  value: string
  token: ShownToken
}

/** The five changes and the list, asked for by the owner with the right password unless told otherwise. */
export function tokenOperations({ graphql }: Pick<TestServer, 'graphql'>) {
  const mutation = (name: string, argument: string, type: string, selection: string) => {
    const document = `mutation ($list: ${type}, $password: String!) {
      ${name}(${argument}: $list, password: $password) ${selection}
    }`
    return (owner: TestAccount, list: unknown, password = owner.password) =>
      graphql(document, { as: owner.session, variables: { list, password } })
  }
  const issued = `{ value token { ${tokenFields} } }`
  return {
    generateTokens: mutation('generateTokens', 'tokens', '[TokenInput!]!', issued),
    editTokens: mutation('editTokens', 'edits', '[TokenEdit!]!', `{ ${tokenFields} }`),
    regenerateTokens: mutation('regenerateTokens', 'ids', '[ID!]!', issued),
    copyTokens: mutation('copyTokens', 'copies', '[TokenCopy!]!', issued),
    removeTokens: mutation('removeTokens', 'ids', '[ID!]!', ''),
    /** The tokens of an account, by description. */
    listTokens: async (owner: TestAccount): Promise<ShownToken[]> => {
      const { data } = await graphql(`{ accessTokens { ${tokenFields} } }`, { as: owner.session })
      return (data.accessTokens as ShownToken[]).sort((a, b) => a.description.localeCompare(b.description))
    },
    /** The methods that a credential opens, or undefined where it is refused. */
    methodsOf: async (credential: string): Promise<string[] | undefined> => {
      const { status, data } = await graphql('{ viewer { token { methods } } }', { as: credential })
      return status === 401 ? undefined : data.viewer.token.methods
    },
  }
}

/** What a refusal says: the first error, of an answer without data. */
export function refusalOf({ data, errors }: GraphqlAnswer) {
  if (!errors || (data && Object.values(data).some((value) => value !== null))) {
    throw new Error('It was not refused.')
  }
  const { message, extensions } = errors[0]!
  return { message, ...extensions } as { message: string; code: string; item?: number; parameter?: string }
}
