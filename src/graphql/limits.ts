import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases'
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth'
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives'
import { GraphQLError, Kind, visit, type ASTNode, type ValidationContext, type ValidationRule } from 'graphql'

/** Lexer tokens of a document. The parser stops there, so nothing after it has more than that to look at. */
export const mostTokens = 1_000

/** Problems of a document that are reported; the rest is not looked for. */
export const mostProblems = 5

/** A rule that finds too much reports it like any other problem, instead of breaking off the validation. */
const report = {
  propagateOnRejection: false,
  onReject: [
    (context: ValidationContext | null, error: GraphQLError) =>
      context?.reportError(new GraphQLError(error.message.replace('Syntax Error: ', ''))),
  ],
}

/**
 * What a document may ask for: 10 levels (introspection apart, which the tokens limit), 15 aliases of any field, 8
 * directives, and one field that checks a password or a code, since each takes a guess.
 */
export const limits: ValidationRule[] = [
  maxDepthRule({ n: 10, flattenFragments: true, ...report }),
  maxAliasesRule({ n: 15, allowList: [], ...report }),
  maxDirectivesRule({ n: 8, ...report }),
  oneGuess,
] as ValidationRule[]

/** Refuses an operation with more than one field that takes a password or a code of the second factor. */
function oneGuess(context: ValidationContext): ReturnType<ValidationRule> {
  const fields = Object.values(context.getSchema().getMutationType()?.getFields() ?? {})
  const checking = new Set(
    fields
      .filter(({ args }) => args.some(({ name }) => /password|^code$/i.test(name)))
      .map(({ name }) => name),
  )

  return {
    OperationDefinition(operation) {
      const parts: ASTNode[] = [operation, ...context.getRecursivelyReferencedFragments(operation)]
      let found = 0
      for (const part of parts) {
        visit(part, {
          [Kind.FIELD]: (field) => {
            if (checking.has(field.name.value)) found += 1
          },
        })
      }
      if (found > 1) {
        context.reportError(
          new GraphQLError(
            'An operation may have one field that takes a password or a code. Use its list, or send several requests.',
            {
              nodes: operation,
            },
          ),
        )
      }
    },
  }
}
