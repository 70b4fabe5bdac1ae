import { cacheExchange, Client, fetchExchange, makeOperation, mapExchange, type Exchange } from 'urql'
import { pipe, tap } from 'wonka'
import { isAway, isOutdated } from './failure.ts'

export interface ClientOptions {
  /** The number of the account that is shown. The server then takes the cookie for no other. */
  account?(): number | undefined
  /** The server no longer knows the session of the cookie. */
  onSessionEnded(): void
  /** The server, or its database, did not answer. */
  onAway(): void
}

/**
 * A client of the server's GraphQL API. Who speaks is in an HttpOnly cookie that no script can read.
 *
 * What a query answered is kept in memory, to be shown at once on the way back to a screen while it is asked for
 * anew. What a mutation answered is never kept: there are the values of tokens.
 */
export function createClient({ account, onSessionEnded, onAway }: ClientOptions): Client {
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    exchanges: [
      mapExchange({
        onError(error) {
          if (error.graphQLErrors.some(({ extensions }) => extensions.code === 'UNAUTHENTICATED'))
            onSessionEnded()
          else if (isAway(error)) onAway()
        },
      }),
      refreshAfterChanges,
      cacheExchange,
      mapExchange({
        onOperation(operation) {
          const { kind, context } = operation
          const headers: Record<string, string> = {
            // Keeps the session that signing in begins out of the answer, in the cookie.
            'Latchkey-Session': 'cookie',
          }
          const shown = account?.()
          if (shown !== undefined) headers['Latchkey-Account'] = String(shown)
          // Else a tab that is left open would keep its session open too.
          if (context.byItself) headers['Latchkey-Poll'] = 'true'
          return makeOperation(kind, operation, {
            ...context,
            fetchOptions: { credentials: 'same-origin', headers },
          })
        },
      }),
      fetchExchange,
    ],
  })
}

/**
 * After a mutation has succeeded, or found that the screen is out of date, asks anew for everything on the screen,
 * except for what never changes (`requestPolicy: 'cache-first'`). Screens have two or three queries: to work out which
 * of them a change concerns would save little, and be wrong one day.
 */
const refreshAfterChanges: Exchange = ({ client, forward }) => {
  return (operations) => {
    const onScreen = new Map<number, Parameters<Client['reexecuteOperation']>[0]>()
    return pipe(
      operations,
      tap((operation) => {
        if (operation.kind === 'teardown') onScreen.delete(operation.key)
        else if (operation.kind === 'query' && operation.context.requestPolicy !== 'cache-first') {
          onScreen.set(operation.key, operation)
        }
      }),
      forward,
      tap(({ operation, error }) => {
        if (operation.kind !== 'mutation' || (error && !isOutdated(error))) return
        for (const query of onScreen.values()) {
          client.reexecuteOperation({
            ...query,
            context: { ...query.context, requestPolicy: 'network-only' },
          })
        }
      }),
    )
  }
}
