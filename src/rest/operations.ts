import type { GraphQLSchema } from 'graphql'
import type { OperationContext } from '../graphql/context.ts'
import { decide } from '../access/api-method-directive.ts'
import type { ApiMethod } from '../methods/catalogue.ts'
import { readParameters } from '../methods/read-parameters.ts'
import { answeredAtHome } from '../platform/own-methods.ts'
import { accountOperations } from './account-operations.ts'
import type { ForwardedAnswer } from '../platform/forwarded-answer.ts'
import type { Operation } from './operation.ts'
import { prepare, type Run } from './prepared.ts'
import type { Envelope } from './reply.ts'
import { tokenOperations } from './token-operations.ts'

const callMethod = `
  mutation CallMethod($method: String!, $parameters: JSONObject) {
    callMethod(method: $method, parameters: $parameters)
  }`

/** The methods with fields of their own; all others go through `callMethod`. */
const operations = new Map<string, Operation>(Object.entries({ ...accountOperations, ...tokenOperations }))

/**
 * Prepares the old protocol's methods on the schema.
 * @returns a function that calls one: its permission is decided by the gate of the fields that it asks for
 */
export function prepareOperations(schema: GraphQLSchema) {
  const prepared = new Map<string, Run>()
  const callAny = prepare(schema, callMethod)

  return async (
    context: OperationContext,
    method: ApiMethod,
    parameters: Record<string, unknown>,
  ): Promise<Envelope | ForwardedAnswer> => {
    const isAtHome = context.identity !== undefined && answeredAtHome.has(method.id)
    const operation = isAtHome ? undefined : operations.get(method.id)
    if (!operation) {
      const { callMethod: answer } = await callAny(context, { method: method.id, parameters })
      return answer as Envelope | ForwardedAnswer
    }
    // Who may not call a method at all is told that first, whatever else is wrong with the call.
    decide(context, method.id)
    return { result: 0, ...(await operation(execute, readParameters(method, parameters))) }

    function execute(document: string, variables: Record<string, unknown> = {}) {
      let run = prepared.get(document)
      if (!run) prepared.set(document, (run = prepare(schema, document)))
      return run(context, variables)
    }
  }
}
