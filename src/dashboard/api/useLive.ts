import { useEffect, useMemo, useRef, useState } from 'react'
import { type AnyVariables, type RequestPolicy, type TypedDocumentNode, useQuery } from 'urql'
import { type Failure, failureOfQuery } from './failure.ts'
import { onReconnect } from './connection.ts'

export interface Live<Data> {
  /** The latest answer. It stays while a newer one is asked for, and when asking fails. */
  data: Data | undefined
  /** Why there is no newer answer, unless the connection is lost: it is asked for again when that is back. */
  failure: Failure | undefined
  /** Nothing to show yet. */
  loading: boolean
  /** Asking, whether or not there is something to show. */
  refreshing: boolean
  refresh(): void
}

export interface LiveOptions {
  /** Asks again this often while the tab can be seen. Milliseconds. */
  every?: number
  /** `cache-first` for what never changes while the page is open. */
  policy?: RequestPolicy
  pause?: boolean
}

/** A query whose answer follows the server: after each mutation, after a lost connection, and `every` so often. */
export function useLive<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  { every, policy, pause }: LiveOptions = {},
): Live<Data> {
  const context = useMemo(() => (policy ? { requestPolicy: policy } : {}), [policy])
  const [result, execute] = useQuery<Data, Variables>({
    query,
    variables,
    pause,
    context,
  } as Parameters<typeof useQuery<Data, Variables>>[0])

  const [data, setData] = useState(result.data)
  // A refusal comes with null in place of data.
  if (result.data && result.data !== data) setData(result.data)

  const ask = useRef((_: { byItself: boolean }) => {})
  ask.current = ({ byItself }) => {
    if (!pause) execute({ requestPolicy: 'network-only', byItself })
  }
  useEffect(() => onReconnect(() => ask.current({ byItself: true })), [])

  const asking = result.fetching || result.stale
  useEffect(() => {
    if (!every || pause) return
    const askIfSeen = (byItself: boolean) => {
      if (document.visibilityState === 'visible') ask.current({ byItself })
    }
    const onSight = () => askIfSeen(false)
    // The next question comes after the answer to the last, so a slow server is not asked the faster for it.
    const timer = asking ? undefined : setTimeout(() => askIfSeen(true), every)
    document.addEventListener('visibilitychange', onSight)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', onSight)
    }
  }, [every, pause, asking, result])

  const shown = result.data ?? data
  const failure = useMemo(() => result.error && failureOfQuery(result.error), [result.error])
  return {
    data: shown,
    failure,
    loading: shown === undefined && !failure,
    refreshing: asking,
    refresh: () => ask.current({ byItself: false }),
  }
}
