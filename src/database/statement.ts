import type postgres from 'postgres'

/** Of a statement in a template. */
export type Template = [template: TemplateStringsArray, ...parameters: never[]]

/** Statements with more values are few of a kind: lists of rows of any length. */
const mostValuesPrepared = 20

/**
 * Makes a statement that the database keeps for the connection, so that it is parsed and planned once.
 * @param asValues whether rows are lists of their values
 */
export function prepare(
  client: postgres.ISql,
  text: string,
  parameters: readonly unknown[] = [],
  asValues = false,
): PromiseLike<unknown> {
  const isPrepared = parameters.length > 0 && parameters.length <= mostValuesPrepared
  const query = client.unsafe(text, parameters as never, { prepare: isPrepared })
  return asValues ? query.values() : query
}

/** What drizzle takes for a query: awaiting it gives rows, a method gives their values. It is sent when it is asked. */
export function lazily(send: (asValues: boolean) => Promise<unknown>): PromiseLike<unknown> {
  const query = {
    then: (resolve: never, reject: never) => send(false).then(resolve, reject),
    values: () => send(true),
  }
  return query as PromiseLike<unknown>
}
