import {
  getNamedType,
  getNullableType,
  GraphQLNonNull,
  GraphQLString,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import { findMethod } from '../methods/catalogue.ts'
import { gateOf } from './api-method-directive.ts'

/**
 * Makes sure that no field with data of its own behind it was left without a gate. To be called on the schema before
 * the gates are put in.
 *
 * A field must carry `@apiMethod` if it is a root field or has a resolver of its own, unless it is on the written
 * list. The directive must name a method of the catalogue, or an argument `String!` of its field. An interface
 * field and the object fields that implement it must say the same, because only the object's directive is enforced.
 *
 * @param openFields the fields that anyone may ask for, as `Type.field`
 * @throws Error naming every field that is wrong
 */
export function checkGates(schema: GraphQLSchema, openFields: readonly string[]): void {
  const problems: string[] = []
  const open = new Set(openFields)
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]

  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || !isObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`
      const gate = gateOf(schema, field)
      const needsGate = roots.includes(type) || field.resolve !== undefined
      const listed = open.delete(coordinate)

      if (gate && listed) problems.push(`${coordinate} has @apiMethod and is on the list of open fields.`)
      if (!gate && !listed && needsGate)
        problems.push(`${coordinate} has no @apiMethod and is not on the list of open fields.`)
      if (gate) problems.push(...problemsOf(schema, coordinate, field))
      problems.push(...differencesFromInterfaces(schema, type, field))
    }
  }
  for (const coordinate of open)
    problems.push(`${coordinate} is on the list of open fields, but there is no such field.`)
  if (problems.length) throw new Error(`The schema is not safe to serve:\n- ${problems.join('\n- ')}`)
}

function problemsOf(
  schema: GraphQLSchema,
  coordinate: string,
  field: GraphQLField<unknown, unknown>,
): string[] {
  const { name, argument } = gateOf(schema, field)!
  if ((name === undefined) === (argument === undefined)) {
    return [`${coordinate}: @apiMethod takes either name or argument.`]
  }
  if (name !== undefined) return findMethod(name) ? [] : [`${coordinate}: there is no method ${name}.`]

  const type = field.args.find((candidate) => candidate.name === argument)?.type
  const isText = type instanceof GraphQLNonNull && getNullableType(type) === GraphQLString
  return isText ? [] : [`${coordinate}: it has no argument ${argument} of type String!.`]
}

function differencesFromInterfaces(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
): string[] {
  const own = JSON.stringify(gateOf(schema, field))
  return type
    .getInterfaces()
    .filter((parent) => isInterfaceType(getNamedType(parent)))
    .map((parent) => ({ parent, inherited: parent.getFields()[field.name] }))
    .filter(({ inherited }) => inherited && JSON.stringify(gateOf(schema, inherited)) !== own)
    .map(({ parent }) => `${type.name}.${field.name} and ${parent.name}.${field.name} differ in @apiMethod.`)
}
