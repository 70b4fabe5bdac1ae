import { accountsOfAKind } from './people.js'

/**
 * What is sent, and what a right answer to it is. Each kind of traffic goes to the server that it is for, to the bare
 * server beside it, and to others that are compared under the same requests.
 *
 * @typedef {object} Traffic
 * @property {string} name
 * @property {'latchkey' | 'better-auth' | 'strapi'} server whom to ask for the right answers
 * @property {(sources: Sources, tokens: number) => string[]} requests
 * @property {(answer: any, index: number, sources: Sources, tokens: number) => unknown} check throws, or gives false,
 *   when an answer is not what was asked for
 * @property {number} [distinct] after so many requests the right answers are the same again
 * @property {number} [group]
 * @property {number} [status]
 */

/** @typedef {{ people: import('./people.js').People, betterAuthKeys: string[], strapiKeys: string[] }} Sources */

const documents = {
  viewer: '{ viewer { kind account { uid login name } methods expiresAt } }',
  environments: '{ environments { name displayName domain status createdAt region groups } }',
  accessTokens: `{
    accessTokens { id description apiSet { name } methods expiresAt state createdAt updatedAt lastFour }
  }`,
}

/** @type {Traffic[]} */
export const traffics = [
  {
    name: 'user-info',
    server: 'latchkey',
    distinct: accountsOfAKind,
    requests: ({ people }, tokens) =>
      used(people.reader, 'tokens', tokens).map((it) => restRequest('users/account/rest/getuserinfo', it)),
    check: ({ result, uid, email }, index, { people }, tokens) => {
      const owner = ownerAt(people.reader, index, tokens)
      return result === 0 && uid === owner.uid && email === owner.login
    },
  },
  {
    name: 'get-envs',
    server: 'latchkey',
    distinct: accountsOfAKind,
    requests: ({ people }, tokens) =>
      used(people.reader, 'tokens', tokens).map((it) => restRequest('environment/control/rest/getenvs', it)),
    check: ({ result, infos }, index, { people }, tokens) =>
      result === 0 && infos.length === 2 && infos[0].uid === ownerAt(people.reader, index, tokens).uid,
  },
  {
    name: 'stop-start',
    server: 'latchkey',
    distinct: 4,
    requests: ({ people }, tokens) =>
      used(people.writer, 'tokens', tokens).flatMap((it) => [
        restRequest('environment/control/rest/stopenv', it, '&envName=env-\0'),
        restRequest('environment/control/rest/startenv', it, '&envName=env-\0'),
      ]),
    check: ({ result }) => result === 0,
    group: 2,
  },
  {
    name: 'denied',
    server: 'latchkey',
    distinct: accountsOfAKind,
    requests: ({ people }, tokens) =>
      used(people.writer, 'tokens', tokens).map((it) => restRequest('users/account/rest/getuserinfo', it)),
    check: ({ result, error }) => result === 8202 && error.includes('users.account.GetUserInfo'),
  },
  {
    name: 'viewer',
    server: 'latchkey',
    distinct: accountsOfAKind,
    requests: ({ people }, tokens) =>
      used(people.reader, 'tokens', tokens).map((it) => graphqlRequest(documents.viewer, it)),
    check: ({ data, errors }, index, { people }, tokens) =>
      !errors &&
      data.viewer.kind === 'TOKEN' &&
      data.viewer.account.uid === ownerAt(people.reader, index, tokens).uid,
  },
  {
    name: 'environments',
    server: 'latchkey',
    distinct: accountsOfAKind,
    requests: ({ people }, tokens) =>
      used(people.reader, 'tokens', tokens).map((it) => graphqlRequest(documents.environments, it)),
    check: ({ data, errors }) =>
      !errors && data.environments.length === 2 && data.environments[0].name === 'env-000',
  },
  {
    name: 'environments-100',
    server: 'latchkey',
    distinct: accountsOfAKind,
    requests: ({ people }, tokens) =>
      used(people.host, 'tokens', tokens).map((it) => graphqlRequest(documents.environments, it)),
    check: ({ data, errors }) => !errors && data.environments.length === 100,
  },
  {
    name: 'access-tokens-100',
    server: 'latchkey',
    distinct: accountsOfAKind,
    requests: ({ people }, tokens) =>
      used(people.owner, 'sessions', tokens).map((it) => graphqlRequest(documents.accessTokens, it)),
    check: ({ data, errors }) => !errors && data.accessTokens.length === 100,
  },
  {
    name: 'better-auth',
    server: 'better-auth',
    distinct: 1,
    requests: ({ betterAuthKeys }, tokens) =>
      betterAuthKeys.slice(0, tokens).map((it) => restRequest('users/account/rest/getuserinfo', it)),
    check: ({ result }) => result === 0,
  },
  {
    name: 'strapi',
    server: 'strapi',
    distinct: 1,
    requests: ({ strapiKeys }, tokens) =>
      strapiKeys
        .slice(0, tokens)
        .map((it) => http('GET', '/api/account/info', [`authorization: Bearer ${it}`])),
    check: ({ result }) => result === 0,
  },
]

/** What the comparisons answer that are given their answer: as long as ours. */
export const userInfo = JSON.stringify({
  result: 0,
  uid: 100_001,
  email: 'reader-100001@example.com',
  status: 1,
  accessType: 0,
  name: 'Somebody',
})

/** Takes the credentials of all accounts in turn, so that neighbours are of different accounts. */
function used(/** @type {import('./people.js').Person[]} */ accounts, kind, number) {
  const all = accounts[0][kind].flatMap((_, place) => accounts.map((account) => account[kind][place]))
  return all.slice(0, number)
}

function ownerAt(accounts, index, tokens) {
  return accounts[(index % tokens) % accounts.length]
}

/** @param {string} path below /1.0/ @param {string} session */
export function restRequest(path, session, more = '') {
  return http('GET', `/1.0/${path}?session=${session}${more}`)
}

/** @param {string} query @param {string} credential @param {object} [variables] */
export function graphqlRequest(query, credential, variables) {
  return http(
    'POST',
    '/graphql',
    [`authorization: Bearer ${credential}`],
    JSON.stringify({ query, variables }),
  )
}

function http(verb, path, headers = [], body = '') {
  const lines = [`${verb} ${path} HTTP/1.1`, 'host: 127.0.0.1', 'user-agent: latchkey-bench', ...headers]
  if (body) lines.push('content-type: application/json', `content-length: ${body.length}`)
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
