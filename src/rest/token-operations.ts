import { apiSets, displayNameOf, findApiSetByDisplayName } from '../methods/api-sets.ts'
import { findMethod, withFullNamespace } from '../methods/catalogue.ts'
import { invalidParameter } from '../methods/invalid-parameter.ts'
import { showMethod, showTemplate } from '../platform/own-methods.ts'
import type { AccessTokenType, IssuedTokenType } from '../tokens/token.types.ts'
import type { Operation } from './operation.ts'
import { protocolList, protocolTime, required } from './protocol-values.ts'

const fields = 'id description apiSet { displayName } methods expiresAt createdAt lastUsed { at }'

const createToken = `
  mutation CreateToken($tokens: [TokenInput!]!, $password: String!) {
    generateTokens(tokens: $tokens, password: $password) { value token { ${fields} } }
  }`

const editToken = `
  mutation EditToken($edits: [TokenEdit!]!, $password: String!) {
    editTokens(edits: $edits, password: $password) { ${fields} }
  }`

const regenerateToken = `
  mutation RegenerateToken($ids: [ID!]!, $password: String!) {
    regenerateTokens(ids: $ids, password: $password) { value token { ${fields} } }
  }`

const deleteTokens = `
  mutation DeleteTokens($ids: [ID!]!, $password: String!) {
    removeTokens(ids: $ids, password: $password)
  }`

const deleteAllTokens =
  'mutation DeleteAllTokens($password: String!) { removeAllTokens(password: $password) }'

const getTokens = `query GetTokens($ids: [ID!]) { accessTokens(ids: $ids) { ${fields} } }`

/** Token management in the old protocol. Each change is confirmed with the password, as everywhere. */
export const tokenOperations: Record<string, Operation> = {
  'users.authentication.CreateToken': async (execute, { description, expiresAt, ...given }) => {
    const { generateTokens } = (await execute(createToken, {
      tokens: [{ description, expiresAt: expiryOf(expiresAt), ...chosenMethods(given) }],
      password: required('password', given.password),
    })) as { generateTokens: IssuedTokenType[] }
    return { token: showIssued(generateTokens[0]!) }
  },

  'users.authentication.EditToken': async (execute, { id, description, expiresAt, ...given }) => {
    const { editTokens } = (await execute(editToken, {
      edits: [withoutAbsent({ id, description, expiresAt: expiryOf(expiresAt), ...chosenMethods(given) })],
      password: required('password', given.password),
    })) as { editTokens: AccessTokenType[] }
    return { token: showToken(editTokens[0]!) }
  },

  // One client names the token in `ids`.
  'users.authentication.RegenerateToken': async (execute, { id, ids, password }) => {
    const [only, ...more] = protocolList('id', required('id', id ?? ids))
    // The answer has room for one value, and a value that is not told is lost.
    if (more.length) throw invalidParameter('id', 'it names several tokens. Regenerate one at a time')
    const { regenerateTokens } = (await execute(regenerateToken, {
      ids: [only],
      password: required('password', password),
    })) as { regenerateTokens: IssuedTokenType[] }
    return { token: showIssued(regenerateTokens[0]!) }
  },

  'users.authentication.DeleteTokens': async (execute, { ids, password }) => {
    const confirmation = required('password', password)
    if (ids === '*') await execute(deleteAllTokens, { password: confirmation })
    else await execute(deleteTokens, { ids: protocolList('ids', ids), password: confirmation })
    return {}
  },

  'users.authentication.GetTokens': async (execute, { ids }) => {
    const wanted = ids === undefined || ids === '*' ? undefined : protocolList('ids', ids)
    const { accessTokens } = (await execute(getTokens, { ids: wanted })) as {
      accessTokens: AccessTokenType[]
    }
    return { apiTokens: accessTokens.map(showToken) }
  },
}

/** An empty parameter is an absent one in the old protocol, so that no end at all needs a word. */
function expiryOf(expiresAt: unknown) {
  return typeof expiresAt === 'string' && /^never$/i.test(expiresAt.trim()) ? null : expiresAt
}

/** A template by its name (or its number in GetTokenTemplates), else a list of methods. */
function chosenMethods({ tokenTemplate, apiList }: Record<string, unknown>) {
  const template = tokenTemplate === undefined ? undefined : String(tokenTemplate).trim()
  const set =
    template &&
    (findApiSetByDisplayName(template) ??
      (/^\d+$/.test(template) ? apiSets[Number(template) - 1] : undefined))
  if (template && !set && template.toLowerCase() !== displayNameOf('CUSTOM').toLowerCase()) {
    const names = [...apiSets.map(({ displayName }) => displayName), displayNameOf('CUSTOM')].join(', ')
    throw invalidParameter('tokenTemplate', `there is no such template. Send one of ${names}`)
  }
  const methods = apiList === undefined ? undefined : protocolList('apiList', apiList).map(withFullNamespace)
  return withoutAbsent({ apiSet: set ? set.name : template ? 'CUSTOM' : undefined, methods })
}

function showIssued({ token, value }: IssuedTokenType) {
  return { ...showToken(token), key: value }
}

function showToken({ id, description, apiSet, methods, expiresAt, createdAt, lastUsed }: AccessTokenType) {
  const { apiListItems: _, ...tokenTemplate } = showTemplate(apiSet.displayName)
  return {
    id,
    description,
    expiresAt: protocolTime(expiresAt),
    createdOn: protocolTime(createdAt),
    lastUsed: protocolTime(lastUsed?.at),
    isSystem: false,
    tokenTemplate,
    apiListItems: methods.flatMap((method) => findMethod(method) ?? []).map(showMethod),
  }
}

function withoutAbsent(members: Record<string, unknown>) {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== ''),
  )
}
