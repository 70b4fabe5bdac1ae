import type { MethodAccess } from '../generated/graphql.ts'
import { curlParts, quote } from './curl.ts'

/** What an operation is made from. */
export interface OperationMethod {
  id: string
  graphqlField: string
  parameters: readonly { name: string; type: string; required: boolean }[]
}

/** What an example is made from. */
export interface ExampleMethod extends OperationMethod {
  path: string
  verbs: readonly string[]
  access: MethodAccess
}

type Parameter = OperationMethod['parameters'][number]

/** A line for the shell that calls the method at its old address, with the parameters that it needs. */
export function restExample(method: ExampleMethod, origin: string): string {
  return lines(curlParts(origin, method, credential(method), exampleText))
}

/** The same by GraphQL: an operation to paste into GraphiQL. */
export function graphqlExample(method: OperationMethod): string {
  const written = documents[method.graphqlField]
  if (written) return written
  const required = method.parameters.filter((parameter) => parameter.required)
  const values = required.map((parameter) => `${parameter.name}: ${exampleLiteral(parameter)}`)
  const parameters = values.length ? `, parameters: { ${values.join(', ')} }` : ''
  return `mutation {\n  callMethod(method: "${method.id}"${parameters})\n}`
}

/** The GraphQL operation as a line for the shell. */
export function graphqlCurlExample(method: ExampleMethod, origin: string): string {
  return lines(graphqlCurlParts(origin, method, credential(method)))
}

/**
 * The same as parts to be joined, as `curlParts` has them for an old address.
 * @param given the option that carries the credential, if the method takes one
 */
export function graphqlCurlParts(
  origin: string,
  method: OperationMethod,
  given: readonly string[],
): string[] {
  const query = graphqlExample(method).replace(/\s+/g, ' ')
  return [
    `curl ${quote(`${origin}/graphql`)}`,
    ...given,
    `-H 'Content-Type: application/json'`,
    `--data ${quote(JSON.stringify({ query }))}`,
  ]
}

function credential({ access }: ExampleMethod) {
  if (access === 'PUBLIC') return []
  return [`-H "Authorization: Bearer $${access === 'GRANTABLE' ? 'LATCHKEY_TOKEN' : 'LATCHKEY_SESSION'}"`]
}

function lines(parts: string[]) {
  return parts.join(' \\\n  ')
}

/** Names that the reader has met on the other screens say more than a placeholder. */
const familiar: Record<string, string> = {
  envname: 'my-project',
  nodegroup: 'cp',
  srcenvname: 'my-project',
  dstenvname: 'my-copy',
}

function exampleText({ name, type }: Parameter): string {
  switch (type) {
    case 'int':
    case 'long':
      return '1'
    case 'boolean':
      return 'true'
    case 'json':
      return '{}'
    case 'json[]':
      return '[]'
    default:
      return familiar[name.toLowerCase()] ?? `<${name}>`
  }
}

function exampleLiteral(parameter: Parameter): string {
  const text = exampleText(parameter)
  return ['int', 'long', 'boolean', 'json', 'json[]'].includes(parameter.type) ? text : JSON.stringify(text)
}

/** Methods with a field of their own, by that field. A test holds them against the schema. */
export const documents: Record<string, string | undefined> = {
  'Query.environments': `query {
  environments {
    name
    status
    domain
    nodes {
      type
    }
  }
}`,
  'Query.environment': `query {
  environment(name: "my-project") {
    status
    domain
    nodes {
      id
      type
    }
  }
}`,
  'Mutation.createEnvironment': `mutation {
  createEnvironment(environment: { name: "my-project", nodes: [{ type: "tomcat" }, { type: "postgres" }] }) {
    name
    status
  }
}`,
  'Mutation.cloneEnvironment': `mutation {
  cloneEnvironment(name: "my-project", newName: "my-copy") {
    name
    status
  }
}`,
  'Mutation.deleteEnvironment': `mutation {
  deleteEnvironment(name: "my-project")
}`,
  'Mutation.startEnvironment': statusExample('startEnvironment'),
  'Mutation.stopEnvironment': statusExample('stopEnvironment'),
  'Mutation.sleepEnvironment': statusExample('sleepEnvironment'),
  'Mutation.restartEnvironment': statusExample('restartEnvironment'),
  'Query.account': `query {
  account {
    login
    name
    uid
  }
}`,
  'Query.sessions': `query {
  sessions {
    id
    current
    address
    lastUsedAt
  }
}`,
  'Query.activity': `query {
  activity(first: 20) {
    entries {
      at
      action
      tokenDescription
    }
    next
  }
}`,
  'Query.accessTokens': `query {
  accessTokens {
    id
    description
    expiresAt
    state
  }
}`,
  'Mutation.generateTokens': `mutation {
  generateTokens(
    tokens: [{ description: "Deploy", apiSet: MAVEN_PLUGIN, expiresAt: "31-12-2099" }]
    password: "<password>"
  ) {
    value
    token {
      id
    }
  }
}`,
  'Mutation.editTokens': `mutation {
  editTokens(edits: [{ id: "<id>", description: "Deploy" }], password: "<password>") {
    id
    description
  }
}`,
  'Mutation.copyTokens': `mutation {
  copyTokens(copies: [{ id: "<id>", description: "Deploy, too" }], password: "<password>") {
    value
    token {
      id
    }
  }
}`,
  'Mutation.regenerateTokens': `mutation {
  regenerateTokens(ids: ["<id>"], password: "<password>") {
    value
  }
}`,
  'Mutation.removeTokens': `mutation {
  removeTokens(ids: ["<id>"], password: "<password>")
}`,
  'Mutation.signIn': `mutation {
  signIn(login: "<login>", password: "<password>") {
    session
    twoFactorRequired
  }
}`,
  'Mutation.signOut': `mutation {
  signOut
}`,
  'Mutation.signOutSessions': `mutation {
  signOutSessions(ids: ["<id>"])
}`,
  'Mutation.signOutOtherSessions': `mutation {
  signOutOtherSessions
}`,
  'Query.viewer': `query {
  viewer {
    twoFactor {
      enabled
      recoveryCodesLeft
    }
  }
}`,
  'Mutation.beginTwoFactor': `mutation {
  beginTwoFactor(password: "<password>") {
    secret
    url
  }
}`,
  'Mutation.enableTwoFactor': `mutation {
  enableTwoFactor(code: "<code>", password: "<password>")
}`,
  'Mutation.disableTwoFactor': `mutation {
  disableTwoFactor(password: "<password>", code: "<code>")
}`,
  'Mutation.regenerateRecoveryCodes': `mutation {
  regenerateRecoveryCodes(password: "<password>", code: "<code>")
}`,
  'Mutation.verifyTwoFactorCode': `mutation {
  verifyTwoFactorCode(code: "<code>")
}`,
  'Mutation.changePassword': `mutation {
  changePassword(oldPassword: "<password>", newPassword: "<new password>")
}`,
}

function statusExample(field: string) {
  return `mutation {
  ${field}(name: "my-project") {
    status
  }
}`
}
