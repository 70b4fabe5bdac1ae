import { type GraphQLResolveInfo, Kind, type SelectionNode } from 'graphql'

/**
 * Whether an operation asks for a field of what a resolver gives, so that what costs something is read only then. A
 * field that `@skip` or `@include` may leave out counts as asked for.
 */
export function selects(
  { fieldNodes, fragments }: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>,
  field: string,
): boolean {
  const among = (selections: readonly SelectionNode[] = []): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return selection.name.value === field
      const { selectionSet } =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value]!
      return among(selectionSet.selections)
    })
  return fieldNodes.some(({ selectionSet }) => among(selectionSet?.selections))
}
