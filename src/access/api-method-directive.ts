import { getDirective, MapperKind, mapSchema } from '@graphql-tools/utils'
import {
  defaultFieldResolver,
  DirectiveLocation,
  GraphQLDirective,
  GraphQLString,
  type GraphQLSchema,
} from 'graphql'
import { Directive } from 'type-graphql'
import { ApiError } from '../errors.ts'
import { withFullNamespace } from '../methods/catalogue.ts'
import { authorize, refuseRestricted } from './authorize.ts'
import type { Context } from './context.ts'
import type { RequestNote } from './request-note.ts'

/** The mark of a field that opens only to callers who may call a method. */
export const apiMethodDirective = new GraphQLDirective({
  name: 'apiMethod',
  description: 'A token reaches this field only if it holds the method.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    name: { type: GraphQLString, description: 'The method that opens this field.' },
    argument: { type: GraphQLString, description: 'The argument of this field that names the method.' },
  },
})

/** What a field's directive says. */
export type Gate = { name: string; argument?: undefined } | { argument: string; name?: undefined }

/** Decorator: the field is opened by this method. */
export function ApiMethod(name: string) {
  return Directive(`@apiMethod(name: "${name}")`)
}

/** Decorator: the field is opened by the method that this argument names. */
export function ApiMethodFrom(argument: string) {
  return Directive(`@apiMethod(argument: "${argument}")`)
}

/** Reads the directive of a field, if it has one. */
export function gateOf(schema: GraphQLSchema, field: Parameters<typeof getDirective>[1]): Gate | undefined {
  return getDirective(schema, field, 'apiMethod')?.[0] as Gate | undefined
}

/** The method that opens a field. A short namespace in an argument means the full one. */
export function methodOf(gate: Gate, args: Readonly<Record<string, unknown>>): string {
  return gate.name ?? withFullNamespace(args[gate.argument] as string)
}

/**
 * Puts the rule before the resolver of every field with the directive: the one place where it is enforced. A root
 * field without one is open to anyone, but not to a session that waits for its second factor.
 *
 * The fields with which an operation begins are decided by what was read for it. All others wait for something, which
 * may take as long as a platform takes: for them the caller is looked up again.
 */
export function enforceApiMethods(schema: GraphQLSchema): GraphQLSchema {
  const query = schema.getQueryType()?.name
  const mutation = schema.getMutationType()?.name
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field, _name, type) => {
      const gate = gateOf(schema, field)
      const { resolve = defaultFieldResolver } = field
      if (!gate) {
        if (type !== query && type !== mutation) return field
        field.resolve = (source, args, context: Context, info) => {
          refuseRestricted(context.caller)
          context.hasBegun = true
          return resolve(source, args, context, info)
        }
        return field
      }
      field.resolve = (source, args, context: Context, info) => {
        const method = methodOf(gate, args)
        if (type === query || (type === mutation && !context.hasBegun)) {
          context.hasBegun = true
          pass(context, method)
          return resolve(source, args, context, info)
        }
        return lookAgain(context).then((): unknown => {
          pass(context, method)
          return resolve(source, args, context, info)
        })
      }
      return field
    },
  })
}

/** Decides anew, for what had to wait after it was let in. @throws ApiError as the gate */
export async function passAgain(context: Context, method: string): Promise<void> {
  await lookAgain(context)
  decide(context, method)
}

async function lookAgain(context: Context) {
  context.caller = await context.lookAgain()
}

function pass(context: Context, method: string) {
  decide(context, method)
  noteMethod(context.note, method)
  context.recordUse(context.caller, method, context.origin)
}

/** Asks the rule, and notes what it denies. @throws ApiError as `authorize` */
export function decide(context: Context, method: string): void {
  const { caller, origin, note } = context
  try {
    authorize(caller, method)
  } catch (error) {
    if (isOfCatalogue(error)) {
      const required = error.details.requiredMethod!
      noteMethod(note, required)
      if (caller.kind === 'token') {
        ;(note.denied ??= []).push(required)
        context.recordDenial(caller, required, origin)
      }
    }
    throw error
  }
}

/** An old address is one method, whatever fields its answer is put together from. */
function noteMethod(note: RequestNote, method: string) {
  if (note.door === 'graphql' && !note.methods.includes(method)) note.methods.push(method)
}

/** Only methods of the catalogue are counted: a name that a caller makes up is not. */
function isOfCatalogue(error: unknown): error is ApiError {
  return error instanceof ApiError && error.details.requiredMethod !== undefined
}
