import { type GraphQLField, isObjectType, type GraphQLObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { gateOf } from '../../src/access/api-method-directive.ts'
import { describeSchema, openFields } from '../../src/graphql/schema.ts'
import { apiMethods, findMethod, grantableMethods } from '../../src/methods/catalogue.ts'
import { startTestServer } from '../support/server.ts'
import { type Issued, tokenOperations } from '../tokens/token-operations.ts'

const { graphql, rest, anAccount, aToken } = await startTestServer()
const { generateTokens } = tokenOperations({ graphql })
const schema = describeSchema()
const owner = await anAccount()
await rest('environment/control/rest/createenvironment', {
  session: owner.session,
  env: JSON.stringify({ shortdomain: 'shop' }),
  nodes: JSON.stringify([{ nodeType: 'tomcat' }]),
})

/** A field with a gate, and a way to ask for it. */
interface Gated {
  coordinate: string
  method: string
  operation: 'query' | 'mutation'
  /** Methods that lead to it. */
  parents: string[]
  /** The field with its arguments and selection, for a root field; under its parent for a nested one. */
  ask(field: (text: string) => string): string
}

const argumentsOf: Record<string, string> = {
  'Query.accessToken': '(id: "0")',
  'Query.environment': '(name: "none")',
  'Mutation.beginTwoFactor': '(password: "wrong password")',
  'Mutation.callMethod':
    '(method: "environment.control.GetSumStat", parameters: { envName: "none", duration: 1 })',
  'Mutation.changePassword': '(oldPassword: "wrong password", newPassword: "irrelevant")',
  'Mutation.cloneEnvironment': '(name: "none", newName: "none-2")',
  'Mutation.copyTokens': '(copies: [{ id: "0" }], password: "wrong password")',
  'Mutation.createEnvironment': '(environment: { name: "UPPER CASE", nodes: [{ type: "tomcat" }] })',
  'Mutation.deleteEnvironment': '(name: "none")',
  'Mutation.disableTwoFactor': '(password: "wrong password", code: "000000")',
  'Mutation.editTokens': '(edits: [{ id: "0" }], password: "wrong password")',
  'Mutation.enableTwoFactor': '(code: "000000", password: "wrong password")',
  'Mutation.forgetPlatformToken': '(password: "wrong password")',
  'Mutation.givePlatformToken': '(token: "none", password: "wrong password")',
  'Mutation.generateTokens': '(tokens: [], password: "wrong password")',
  'Mutation.regenerateRecoveryCodes': '(password: "wrong password", code: "000000")',
  'Mutation.regenerateTokens': '(ids: ["0"], password: "wrong password")',
  'Mutation.removeAllTokens': '(password: "wrong password")',
  'Mutation.removeTokens': '(ids: ["0"], password: "wrong password")',
  'Mutation.restartEnvironment': '(name: "none")',
  'Mutation.signOutSessions': '(ids: ["0"])',
  'Mutation.sleepEnvironment': '(name: "none")',
  'Mutation.startEnvironment': '(name: "none")',
  'Mutation.stopEnvironment': '(name: "none")',
  'Mutation.verifyTwoFactorCode': '(code: "000000")',
}

/** For fields below the root: the operation around them, and what it takes to get there. */
const nested: Record<string, Pick<Gated, 'operation' | 'parents' | 'ask'>> = {
  'EnvironmentNode.variables': {
    operation: 'query',
    parents: ['environment.control.GetEnvs'],
    ask: (field) => `environments { nodes { ${field('variables')} } }`,
  },
  'EnvironmentState.environment': {
    operation: 'mutation',
    parents: ['environment.control.RestartNodes'],
    ask: (field) => `restartEnvironment(name: "shop") { ${field('environment { name }')} }`,
  },
  'Viewer.twoFactor': {
    operation: 'query',
    parents: [],
    ask: (field) => `viewer { ${field('twoFactor { enabled }')} }`,
  },
}

const gatedFields: Gated[] = Object.values(schema.getTypeMap())
  .filter((type): type is GraphQLObjectType => isObjectType(type))
  .flatMap((type) => Object.values(type.getFields()).flatMap((field) => describeGated(type, field) ?? []))

function describeGated(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Gated | undefined {
  const gate = gateOf(schema, field)
  if (!gate) return undefined
  const coordinate = `${type.name}.${field.name}`
  const method = gate.name ?? 'environment.control.GetSumStat'
  const below = nested[coordinate]
  if (below) return { coordinate, method, ...below }

  const needsSelection = isObjectType(namedTypeOf(field))
  const text = `${field.name}${argumentsOf[coordinate] ?? ''}${needsSelection ? ' { __typename }' : ''}`
  return {
    coordinate,
    method,
    operation: type.name === 'Query' ? 'query' : 'mutation',
    parents: [],
    ask: (wrap) => wrap(text),
  }
}

function namedTypeOf(field: GraphQLField<unknown, unknown>) {
  let type: unknown = field.type
  while (typeof type === 'object' && type && 'ofType' in type) type = type.ofType
  return type
}

/** The ways to write one field into an operation. */
const paths: Record<string, (field: Gated) => string> = {
  plain: ({ operation, ask }) => `${operation} { ${ask((text) => text)} }`,
  alias: ({ operation, ask }) => `${operation} { ${ask((text) => `other: ${text}`)} }`,
  'inline fragment': ({ operation, ask }) => `${operation} { ${ask((text) => `... { ${text} }`)} }`,
  'inline fragment with a type': ({ operation, ask, coordinate }) =>
    `${operation} { ${ask((text) => `... on ${coordinate.split('.')[0]} { ${text} }`)} }`,
  fragment: ({ operation, ask, coordinate }) => {
    let inner = ''
    const outer = ask((text) => {
      inner = text
      return '...Hidden'
    })
    return `${operation} { ${outer} } fragment Hidden on ${coordinate.split('.')[0]} { ${inner} }`
  },
  'beside an open field': ({ operation, ask }) => `${operation} { __typename ${ask((text) => text)} }`,
  directive: ({ operation, ask }) =>
    `${operation} ($yes: Boolean = true) { ${ask((text) => text.replace(/^(\w+(\([^]*?\))?)/, '$1 @include(if: $yes)'))} }`,
}

const cases = gatedFields.flatMap((field) => Object.keys(paths).map((path) => ({ ...field, path })))

async function denialOf(field: Gated, path: string, token: string) {
  const { errors } = await graphql(paths[path]!(field), { as: token })
  const wrong = errors?.find(({ extensions }) => extensions.code === 'GRAPHQL_VALIDATION_FAILED')
  if (wrong) throw new Error(wrong.message)
  return errors?.find(({ extensions }) =>
    ['METHOD_NOT_PERMITTED', 'SESSION_REQUIRED', 'UNAUTHENTICATED'].includes(String(extensions.code)),
  )
}

const mayBeDenied = cases.filter(({ method }) => findMethod(method)!.access !== 'caller')
const mayBeOpened = cases.filter(({ method }) => findMethod(method)!.access === 'grantable')
const withoutEach = await tokensBy(mayBeDenied, (method) =>
  grantableMethods.filter((name) => name !== method),
)
const withOnlyEach = await tokensBy(mayBeOpened, (method, parents) => [method, ...parents])

/** Tokens for some fields, each with the methods that are chosen for it. */
async function tokensBy(fields: Gated[], choose: (method: string, parents: string[]) => string[]) {
  const methodsFor = ({ method, parents }: Gated) =>
    choose(method, parents).filter((name) => findMethod(name)!.access !== 'session')
  const lists = [...new Map(fields.map((field) => [methodsFor(field).join(), methodsFor(field)]))]
  const values = new Map<string, string>()
  while (lists.length > 0) {
    // As many lists of all methods as fit into one request.
    const some = lists.splice(0, 4)
    const drafts = some.map(([, methods]) => ({ description: 'for a test', methods }))
    const { data } = await generateTokens(owner, drafts)
    for (const [index, [key]] of some.entries())
      values.set(key, (data.generateTokens as Issued[])[index]!.value)
  }
  return (field: Gated) => values.get(methodsFor(field).join())!
}

test('the list of open fields is what anybody may see without a credential', () => {
  expect(openFields).toEqual([
    'Query.viewer',
    'Viewer.token',
    'Query.apiMethods',
    'Query.apiSets',
    'Query.legacyRest',
    'Mutation.signIn',
  ])
})

test('every field below the root that has a gate is walked', () => {
  const below = gatedFields.filter(({ coordinate }) => !/^(Query|Mutation)\./.test(coordinate))
  expect(below.map(({ coordinate }) => coordinate).sort()).toEqual(Object.keys(nested).sort())
})

test.each(mayBeDenied)(
  '$coordinate by $path is denied to a token that holds everything but its method',
  async (field) => {
    const denial = await denialOf(field, field.path, withoutEach(field))

    expect(denial?.extensions).toMatchObject({
      code: findMethod(field.method)!.access === 'session' ? 'SESSION_REQUIRED' : 'METHOD_NOT_PERMITTED',
      requiredMethod: field.method,
    })
    expect(denial!.message).toContain(field.method)
  },
)

test.each(mayBeOpened)('$coordinate by $path opens to a token that holds its method alone', async (field) => {
  expect(await denialOf(field, field.path, withOnlyEach(field))).toBeUndefined()
})

test('callMethod says where a file is taken', async () => {
  const { errors } = await graphql('mutation { callMethod(method: "storage.uploader.Upload") }', {
    as: owner.session,
  })
  expect(errors![0]).toMatchObject({
    message: 'Upload takes a file. Send it to /1.0/storage/uploader/rest/upload, in a multipart request.',
    extensions: { code: 'BAD_USER_INPUT', parameter: 'method' },
  })
})

test('callMethod takes the short namespaces of old scripts, and decides by the full name', async () => {
  const { value } = await aToken({ methods: ['environment.control.GetEnvs'] }, owner)
  const call = (method: string) => graphql(`mutation { callMethod(method: "${method}") }`, { as: value })
  expect((await call('env.control.GetEnvs')).data.callMethod).toMatchObject({ result: 0 })
  expect((await call('env.control.StopEnv')).errors?.[0]?.extensions).toMatchObject({
    code: 'METHOD_NOT_PERMITTED',
    requiredMethod: 'environment.control.StopEnv',
  })
  const { errors } = await graphql('mutation { callMethod(method: "dev.apps.GetApps") }', {
    as: owner.session,
  })
  expect(errors?.[0]?.extensions.code).not.toBe('METHOD_NOT_FOUND')
})

test('callMethod is opened by its argument, from a variable too', async () => {
  const { value } = await aToken({ methods: ['environment.control.GetEnvs'] }, owner)
  const call = (method: string) =>
    graphql('mutation ($method: String!) { callMethod(method: $method) }', {
      as: value,
      variables: { method },
    })

  expect((await call('environment.control.GetEnvs')).data.callMethod).toMatchObject({ result: 0 })
  for (const method of apiMethods.filter(
    ({ id, access }) => access !== 'public' && access !== 'caller' && id !== 'environment.control.GetEnvs',
  )) {
    expect((await call(method.id)).errors?.[0]?.extensions.requiredMethod).toBe(method.id)
  }
  for (const method of ['environment.control.getenvs', ' environment.control.GetEnvs', '__proto__', '']) {
    expect((await call(method)).errors?.[0]?.extensions.code).toBe('METHOD_NOT_FOUND')
  }
})
