import type { ApolloServerPlugin } from '@apollo/server'
import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql'
import { type CompiledQuery, isCompiledQuery } from 'graphql-jit'
import { compile } from './compile.ts'
import type { OperationContext } from './context.ts'

/** How many queries are known at a time; the one that was not used for the longest time is forgotten. */
const mostKnown = 200

/** What is known of a query: that it came once, how to run it, or that it does not compile. */
type Known = 'seen' | CompiledQuery['query'] | 'left to graphql'

/**
 * Compiles queries that come again, so that a list of a hundred rows is not walked through field by field by an
 * interpreter. They run through the same resolvers, gates included. Compiling takes some milliseconds, so it is done
 * only for callers that are known, at the second time of a query; a mutation is left to GraphQL.
 * @param show gives an error the form in which a caller sees it
 */
export function compiledQueries(
  schema: GraphQLSchema,
  show: (error: GraphQLError, context: OperationContext) => GraphQLFormattedError,
): ApolloServerPlugin<OperationContext> {
  const known = new Map<string, Known>()

  function find(
    key: string,
    document: DocumentNode,
    name: string | null,
  ): CompiledQuery['query'] | undefined {
    const found = known.get(key)
    known.delete(key)
    const next = found === undefined ? 'seen' : found === 'seen' ? tryToCompile(document, name) : found
    known.set(key, next)
    if (known.size > mostKnown) known.delete(known.keys().next().value!)
    return typeof next === 'function' ? next : undefined
  }

  function tryToCompile(document: DocumentNode, name: string | null): Known {
    const compiled = compile(schema, document, name ?? undefined)
    return isCompiledQuery(compiled) ? compiled.query : 'left to graphql'
  }

  return {
    requestDidStart: async () => ({
      responseForOperation: async ({
        queryHash,
        document,
        operation,
        operationName,
        request,
        contextValue,
        response,
      }) => {
        // Apollo asks of a document too that does not have the operation it should run.
        const kind = (operation as OperationDefinitionNode | undefined)?.operation
        if (kind !== OperationTypeNode.QUERY || contextValue.caller.kind === 'anonymous') return null
        const run = find(`${queryHash} ${operationName ?? ''}`, document, operationName)
        if (!run) return null
        const { data, errors } = await runOrGiveUp(run, contextValue, request.variables ?? {})
        // GraphQL says in its own words what is wrong with a variable, and which field it was that threw.
        if (data === undefined) return null
        const shown = errors?.map((error) => show(error, contextValue))
        return {
          http: response.http,
          body: { kind: 'single', singleResult: { ...(shown?.length && { errors: shown }), data } },
        }
      },
    }),
  }
}

/** What is no field's own error, such as a member of an object that throws when it is read, fails the whole of it. */
async function runOrGiveUp(
  run: CompiledQuery['query'],
  context: OperationContext,
  variables: Record<string, unknown>,
): Promise<ExecutionResult> {
  try {
    return await run(undefined, context, variables)
  } catch {
    return {}
  }
}
