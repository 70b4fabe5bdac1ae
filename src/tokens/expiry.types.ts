import { GraphQLError, GraphQLScalarType, Kind } from 'graphql'

/** When a token stops working. Read as a text, so that a date that is none is reported with the item it belongs to. */
export const ExpiryScalar = new GraphQLScalarType<string, string>({
  name: 'Expiry',
  description:
    'When a token stops working. Input: `dd-mm-yyyy` or `yyyy-mm-dd` (valid through that day, UTC), `yyyy-MM-dd HH:mm:ss` (UTC), or RFC 3339; a real date in the future, at most in the year 2100. Output: RFC 3339. Absent or null: never.',
  parseValue: read,
  parseLiteral: (node) => {
    if (node.kind !== Kind.STRING)
      throw new GraphQLError('Expiry is a text, such as "31-12-2030".', { nodes: node })
    return read(node.value)
  },
  serialize: (value) => (value as Date).toISOString(),
})

function read(value: unknown): string {
  if (typeof value !== 'string') throw new GraphQLError('Expiry is a text, such as "31-12-2030".')
  return value
}
