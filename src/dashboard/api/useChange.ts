import { useCallback, useState } from 'react'
import { type AnyVariables, type TypedDocumentNode, useClient } from 'urql'
import { type Failure, failureOf, failureOfChange } from './failure.ts'

export type Outcome<Data> = { data: Data; failure?: undefined } | { data?: undefined; failure: Failure }

/**
 * A mutation. Its answer goes to the caller of `run` and is not kept here; when it has succeeded, all queries on the
 * screen are asked anew.
 * @param repeatable whether it does no harm to send it again: without an answer, the reader is just told to
 */
export function useChange<Data, Variables extends AnyVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
  { repeatable = false } = {},
) {
  const client = useClient()
  const [running, setRunning] = useState(false)
  const [failure, setFailure] = useState<Failure>()

  const run = useCallback(
    async (variables: Variables): Promise<Outcome<Data>> => {
      setRunning(true)
      setFailure(undefined)
      const { data, error } = await client.mutation(mutation, variables).toPromise()
      setRunning(false)
      if (error || data === undefined) {
        const found = error
          ? (repeatable ? failureOf : failureOfChange)(error)
          : { code: 'INTERNAL_SERVER_ERROR', message: 'The answer was empty.' }
        setFailure(found)
        return { failure: found }
      }
      return { data }
    },
    [client, mutation, repeatable],
  )
  const clear = useCallback(() => setFailure(undefined), [])

  return { run, running, failure, clear }
}
