import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases'
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth'
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives'
import {
  type ASTNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  Kind,
  type ValidationContext,
  type ValidationRule,
  visit,
} from 'graphql'

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
 * directives, one field that checks a password or a code, since each takes a guess, two lists of the catalogue,
 * since each has thousands of fields and is open to anyone, and two lists with the variables of containers, each of
 * which is a call of the platform.
 */
export const limits: ValidationRule[] = [
  maxDepthRule({ n: 10, flattenFragments: true, ...report }),
  maxAliasesRule({ n: 15, allowList: [], ...report }),
  maxDirectivesRule({ n: 8, ...report }),
  fieldsAtMost(
    1,
    ({ args }) => args.some(({ name }) => /password|^code$/i.test(name)),
    'An operation may have one field that takes a password or a code. Use its list, or send several requests.',
  ),
  fieldsAtMost(
    2,
    ({ name }) => name === 'apiMethods',
    'An operation may ask for apiMethods twice. Send several requests.',
  ),
  fieldsAtMost(
    2,
    ({ name }) => name === 'variables',
    'An operation may ask for the variables of containers twice. Send several requests.',
    'EnvironmentNode',
  ),
] as ValidationRule[]

/**
 * Refuses an operation with more than so many fields of a kind.
 * @param isOfKind is asked of each field of the types
 * @param typeNames default: all that an operation may begin with
 */
function fieldsAtMost(
  most: number,
  isOfKind: (field: GraphQLField<unknown, unknown>) => boolean,
  message: string,
  ...typeNames: string[]
): ValidationRule {
  return (context) => {
    const schema = context.getSchema()
    const types =
      typeNames.length > 0
        ? typeNames.map((name) => schema.getType(name) as GraphQLObjectType | undefined)
        : [schema.getQueryType(), schema.getMutationType()]
    const names = new Set(
      types
        .flatMap((type) => Object.values(type?.getFields() ?? {}))
        .filter(isOfKind)
        .map(({ name }) => name),
    )
    const inFragments = new Map<string, number>()

    function count(part: ASTNode): number {
      let found = 0
      visit(part, {
        [Kind.FIELD]: (field) => {
          if (names.has(field.name.value)) found += 1
        },
        [Kind.FRAGMENT_SPREAD]: (spread) => {
          found += countInFragment(spread.name.value)
        },
      })
      return found
    }

    /** As often as it is spread, so that one field in it does not stand for many. */
    function countInFragment(name: string): number {
      if (!inFragments.has(name)) {
        // Where it spreads itself, which another rule refuses.
        inFragments.set(name, 0)
        const fragment = context.getFragment(name)
        if (fragment) inFragments.set(name, count(fragment))
      }
      return inFragments.get(name)!
    }

    return {
      OperationDefinition(operation) {
        if (count(operation) > most) context.reportError(new GraphQLError(message, { nodes: operation }))
      },
    }
  }
}
