/**
 * @typedef {object} Row a line of the table
 * @property {string} name
 * @property {string} title
 * @property {string} traffic
 * @property {'latchkey' | 'select' | 'update' | 'graphql-js' | 'better-auth' | 'strapi'} server
 */

/** @type {Row[]} The bare server is not among them: it is measured beside each. */
export const rows = [
  { name: 'node-select', title: 'node:http + one select by primary key', traffic: 'user-info', server: 'select' },
  { name: 'node-update', title: 'node:http + one update by primary key', traffic: 'stop-start', server: 'update' },
  { name: 'rest-user-info', title: 'Latchkey REST GetUserInfo', traffic: 'user-info', server: 'latchkey' },
  { name: 'rest-get-envs', title: 'Latchkey REST GetEnvs, 2 rows', traffic: 'get-envs', server: 'latchkey' },
  { name: 'rest-stop-start', title: 'Latchkey REST StopEnv, StartEnv', traffic: 'stop-start', server: 'latchkey' },
  { name: 'rest-denied', title: 'Latchkey REST GetUserInfo, denied', traffic: 'denied', server: 'latchkey' },
  { name: 'graphql-viewer', title: 'Latchkey GraphQL viewer', traffic: 'viewer', server: 'latchkey' },
  { name: 'graphql-environments', title: 'Latchkey GraphQL environments, 2 rows', traffic: 'environments', server: 'latchkey' },
  { name: 'graphql-environments-100', title: 'Latchkey GraphQL environments, 100 rows', traffic: 'environments-100', server: 'latchkey' },
  { name: 'graphql-tokens-100', title: 'Latchkey GraphQL accessTokens, 100 rows (session)', traffic: 'access-tokens-100', server: 'latchkey' },
  { name: 'memory-viewer', title: 'graphql-js viewer, in memory', traffic: 'viewer', server: 'graphql-js' },
  { name: 'memory-environments', title: 'graphql-js environments, 2 rows, in memory', traffic: 'environments', server: 'graphql-js' },
  { name: 'memory-environments-100', title: 'graphql-js environments, 100 rows, in memory', traffic: 'environments-100', server: 'graphql-js' },
  { name: 'memory-tokens-100', title: 'graphql-js accessTokens, 100 rows, in memory', traffic: 'access-tokens-100', server: 'graphql-js' },
  { name: 'better-auth', title: 'better-auth, API-key plugin', traffic: 'better-auth', server: 'better-auth' },
  { name: 'strapi', title: 'Strapi, custom API token', traffic: 'strapi', server: 'strapi' },
] // prettier-ignore
