import { buildSchema, type GraphQLFieldResolver, type GraphQLObjectType, type GraphQLSchema } from 'graphql'

/** A schema from its text, with resolvers by `Type.field`. */
export function makeExecutableSchema(
  text: string,
  resolvers: Record<string, GraphQLFieldResolver<unknown, unknown>> = {},
): GraphQLSchema {
  const schema = buildSchema(text)
  for (const [coordinate, resolve] of Object.entries(resolvers)) {
    const [type = '', field = ''] = coordinate.split('.')
    ;(schema.getType(type) as GraphQLObjectType).getFields()[field]!.resolve = resolve
  }
  return schema
}
