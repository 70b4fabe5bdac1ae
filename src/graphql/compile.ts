import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql'
import { type CompiledQuery, compileQuery } from 'graphql-jit'

/**
 * Makes a program of an operation of a document, which runs it in a part of the time that interpreting it takes.
 * @param name of the operation, where the document has several
 * @returns the program, or the errors that the document has
 */
export function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  name?: string,
): CompiledQuery | ExecutionResult {
  return compileQuery(schema, document, name ?? '', {
    customJSONSerializer: false,
    // Every error has a place in the operation already; a stack would cost more than the operation.
    disablingCapturingStackErrors: true,
  })
}
