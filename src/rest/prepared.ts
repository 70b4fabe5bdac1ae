import { type GraphQLError, type GraphQLSchema, parse, validate } from 'graphql'
import { isCompiledQuery } from 'graphql-jit'
import { ApiError } from '../errors.ts'
import { asApiError } from '../doors/faults.ts'
import { compile } from '../graphql/compile.ts'
import type { OperationContext } from '../graphql/context.ts'
import { rootOf } from '../graphql/errors.ts'

/** Runs an operation on the schema. @throws ApiError, or whatever a resolver threw */
export type Run = (
  context: OperationContext,
  variables: Record<string, unknown>,
) => Promise<Record<string, unknown>>

/** Validates and compiles an operation once, so that a request only runs it. */
export function prepare(schema: GraphQLSchema, document: string): Run {
  const parsed = parse(document)
  const problems = validate(schema, parsed)
  if (problems.length) throw new Error(`A prepared operation does not fit the schema: ${problems.join(' ')}`)
  const compiled = compile(schema, parsed)
  if (!isCompiledQuery(compiled))
    throw new Error(`A prepared operation does not compile: ${JSON.stringify(compiled)}`)

  return async (context, variables) => {
    const { data, errors } = await compiled.query(undefined, context, variables)
    if (errors?.length) throw causeOf(errors[0]!)
    return data as Record<string, unknown>
  }
}

/** A value that a scalar or the schema refused is the caller's to mend. */
function causeOf(error: GraphQLError): unknown {
  const cause = asApiError(rootOf(error))
  if (cause instanceof ApiError || error.originalError) return cause
  return new ApiError('BAD_USER_INPUT', error.message)
}
