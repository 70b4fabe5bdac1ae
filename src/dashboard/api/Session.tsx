import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import { type Client, Provider } from 'urql'
import { graphql } from '../generated/index.ts'
import type { ViewerQuery } from '../generated/graphql.ts'
import { createClient } from './client.ts'
import { connectionLost, onReconnect } from './connection.ts'
import { failureOf } from './failure.ts'

export const viewerQuery = graphql(`
  query Viewer {
    viewer {
      kind
      account {
        login
        name
      }
    }
  }
`)

const signOutMutation = graphql(`
  mutation SignOut {
    signOut
  }
`)

export type Viewer = NonNullable<ViewerQuery['viewer']>

export interface Session {
  /** Who is signed in; null: nobody; undefined: not known yet. */
  viewer: Viewer | null | undefined
  /** Whether a session was there and is no more, without the reader having signed out. */
  ended: boolean
  /** To be called after signing in has succeeded. */
  begin(): Promise<void>
  /** @returns whether the session has ended: where the server could not end it, one is still signed in */
  signOut(): Promise<boolean>
}

const SessionContext = createContext<Session | undefined>(undefined)

/** Knows who is signed in, and gives every session a client of its own: nothing that one has seen is left to the next. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [viewer, setViewer] = useState<Viewer | null>()
  const [ended, setEnded] = useState(false)
  const [generation, setGeneration] = useState(0)

  const leave = useCallback((hasEnded: boolean) => {
    setEnded(hasEnded)
    setViewer(null)
    setGeneration((number) => number + 1)
  }, [])

  const client = useMemo(
    () => createClient({ onSessionEnded: () => leave(true), onAway: connectionLost }),
    // A new generation is a new client.
    [generation, leave],
  )

  const ask = useCallback(async (client: Client) => {
    const { data } = await client.query(viewerQuery, {}, { requestPolicy: 'network-only' }).toPromise()
    if (!data) return
    setViewer(data.viewer ?? null)
    if (data.viewer) setEnded(false)
  }, [])

  useEffect(() => {
    if (viewer !== undefined) return
    void ask(client)
    return onReconnect(() => void ask(client))
  }, [client, viewer, ask])

  const session = useMemo<Session>(
    () => ({
      viewer,
      ended,
      begin: () => ask(client),
      signOut: async () => {
        const { error } = await client.mutation(signOutMutation, {}).toPromise()
        // A session that had ended already is as good as signed out; one that could not be ended is not.
        const isOut = !error || failureOf(error).code === 'UNAUTHENTICATED'
        if (isOut) leave(false)
        return isOut
      },
    }),
    [viewer, ended, client, ask, leave],
  )

  return (
    <SessionContext value={session}>
      <Provider value={client}>{children}</Provider>
    </SessionContext>
  )
}

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession needs a SessionProvider around it')
  return session
}
