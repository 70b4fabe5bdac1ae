import 'reflect-metadata'
import { printSchemaWithDirectives } from '@graphql-tools/utils'
import { type GraphQLSchema, lexicographicSortSchema, specifiedDirectives } from 'graphql'
import { buildSchemaSync } from 'type-graphql'
import { apiMethodDirective, enforceApiMethods, gateOf } from '../access/api-method-directive.ts'
import { checkGates } from '../access/check-gates.ts'
import { MethodResolver } from '../access/method.resolver.ts'
import { AccountResolver } from '../accounts/account.resolver.ts'
import { TwoFactorResolver } from '../accounts/two-factor.resolver.ts'
import { ActivityResolver } from '../activity/activity.resolver.ts'
import {
  EnvironmentNodeResolver,
  EnvironmentResolver,
  EnvironmentStateResolver,
} from '../environments/environment.resolver.ts'
import { methodIds } from '../methods/catalogue.ts'
import { CallMethodResolver } from '../platform/call-method.resolver.ts'
import { PlatformLinkResolver } from '../platform/platform-link.resolver.ts'
import { TokenResolver } from '../tokens/token.resolver.ts'
import { ViewerResolver } from '../tokens/viewer.resolver.ts'
import { keepDeadline } from './deadline.ts'

/** The fields that anyone may ask for. Every other root field, and every field with data of its own, has a gate. */
export const openFields = [
  'Query.viewer',
  'Viewer.token',
  'Query.apiMethods',
  'Query.apiSets',
  'Query.legacyRest',
  'Mutation.signIn',
] as const

/** The schema as it was written, its gates not yet put in. */
export function describeSchema(): GraphQLSchema {
  return buildSchemaSync({
    resolvers: [
      AccountResolver,
      CallMethodResolver,
      EnvironmentNodeResolver,
      EnvironmentResolver,
      EnvironmentStateResolver,
      MethodResolver,
      PlatformLinkResolver,
      TokenResolver,
      TwoFactorResolver,
      ActivityResolver,
      ViewerResolver,
    ],
    directives: [...specifiedDirectives, apiMethodDirective],
    validate: false,
    emitSchemaFile: false,
  })
}

/** The schema to serve: checked, and with the gates in. @throws Error when a field was left without a gate */
export function createSchema(): GraphQLSchema {
  const schema = describeSchema()
  checkGates(schema, openFields)
  return keepDeadline(enforceApiMethods(schema))
}

/** The text of `schema.graphql`. */
export function printSchema(): string {
  return `${printSchemaWithDirectives(lexicographicSortSchema(describeSchema()))}\n`
}

/** Where several fields need one method, or none names it: the plain way to call it. */
const plainFields: Record<string, string> = {
  'users.account.Get2FABackupCodes': 'Query.viewer',
  'users.authentication.CreateToken': 'Mutation.generateTokens',
  'users.authentication.DeleteTokens': 'Mutation.removeTokens',
  'users.authentication.GetTokens': 'Query.accessTokens',
  'users.authentication.Signin': 'Mutation.signIn',
  'users.authentication.SigninByToken': 'Mutation.signIn',
  'users.authentication.SignoutSessions': 'Mutation.signOutSessions',
  'environment.control.GetEnvInfo': 'Query.environment',
}

/** The field that calls each method: one that is gated by its name, or else `callMethod`. */
export function fieldsByMethod(schema: GraphQLSchema): (method: string) => string {
  const fields = new Map(Object.entries(plainFields))
  methodIds(...fields.keys()) // throws for a name that no method has
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const name = gateOf(schema, field)?.name
      if (name && !fields.has(name)) fields.set(name, `${type!.name}.${field.name}`)
    }
  }
  return (method) => fields.get(method) ?? 'Mutation.callMethod'
}
