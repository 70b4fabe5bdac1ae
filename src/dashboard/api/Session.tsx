import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { Provider } from 'urql'
import { graphql } from '../generated/index.ts'
import type { ViewerQuery } from '../generated/graphql.ts'
import { createClient } from './client.ts'
import { connectionLost, onReconnect } from './connection.ts'
import { type Failure, failureOf, isAway } from './failure.ts'
import { onOtherTab, tellOtherTabs } from './other-tabs.ts'
import { leaveScreen, stayOnScreen } from './session-end.ts'

const viewerQuery = graphql(`
  query Viewer {
    viewer {
      kind
      account {
        uid
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
  /** Why it is not known; not while the page tries to reach the server by itself. */
  failure: Failure | undefined
  askAgain(): void
  /** Whether a session was there and is no more, without the reader having signed out. */
  ended: boolean
  /** To be called after signing in has succeeded. */
  begin(): Promise<void>
  /** @returns whether the session has ended: where the server could not end it, one is still signed in */
  signOut(): Promise<boolean>
}

const SessionContext = createContext<Session | undefined>(undefined)

/**
 * Knows who is signed in, and gives every account a client of its own: nothing that one has seen is left to the next.
 *
 * All tabs of a browser share one cookie. What is shown is the account of that cookie, also after another tab has
 * signed in to another; and until it is known, the server refuses what is asked in the name of the one that is shown.
 */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [viewer, setViewer] = useState<Viewer | null>()
  const [failure, setFailure] = useState<Failure>()
  const [ended, setEnded] = useState(false)
  const [generation, setGeneration] = useState(0)
  const account = useRef<number>(undefined)
  const questions = useRef(0)

  const show = useCallback((next: Viewer | null | undefined, signedOut = false) => {
    // What was asked before is answered about before.
    questions.current += 1
    const uid = next?.account.uid
    if (account.current === uid) {
      stayOnScreen()
      return setViewer(next)
    }
    leaveScreen(() => {
      if (account.current !== undefined) setGeneration((number) => number + 1)
      account.current = uid
      setViewer(next)
    }, signedOut)
  }, [])

  const client = useMemo(
    () =>
      createClient({
        account: () => account.current,
        onSessionEnded: () => {
          setEnded(true)
          show(undefined)
        },
        onAway: connectionLost,
      }),
    // A new generation is a new client.
    [generation, show],
  )
  /** Asks who is signed in, whoever that is. */
  const [asker] = useState(() => createClient({ onSessionEnded() {}, onAway: connectionLost }))

  const ask = useCallback(
    async ({ elsewhere = false } = {}) => {
      const question = ++questions.current
      const { data, error } = await asker
        .query(viewerQuery, {}, { requestPolicy: 'network-only' })
        .toPromise()
      if (question !== questions.current) return
      setFailure(error && !isAway(error) ? failureOf(error) : undefined)
      // With an error, null in place of the viewer is not an answer.
      if (error || !data) return
      const next = data.viewer ?? null
      if (next) setEnded(false)
      else if (account.current !== undefined) setEnded(true)
      // Another tab tells when somebody has signed in or out, not when a session has ended by itself.
      show(next, elsewhere && !next)
    },
    [asker, show],
  )

  useEffect(() => {
    if (viewer !== undefined) return
    void ask()
    return onReconnect(() => void ask())
  }, [viewer, ask])

  useEffect(() => {
    const askWhenSeen = () => {
      if (document.visibilityState === 'visible') void ask()
    }
    document.addEventListener('visibilitychange', askWhenSeen)
    const ignore = onOtherTab(() => void ask({ elsewhere: true }))
    return () => {
      document.removeEventListener('visibilitychange', askWhenSeen)
      ignore()
    }
  }, [ask])

  const session = useMemo<Session>(
    () => ({
      viewer,
      failure,
      askAgain: () => {
        setFailure(undefined)
        void ask()
      },
      ended,
      begin: async () => {
        await ask()
        tellOtherTabs()
      },
      signOut: async () => {
        const { error } = await client.mutation(signOutMutation, {}).toPromise()
        // A session that had ended already is as good as signed out; one that could not be ended is not.
        if (error) return failureOf(error).code === 'UNAUTHENTICATED'
        setEnded(false)
        show(null)
        tellOtherTabs()
        return true
      },
    }),
    [viewer, failure, ended, client, ask, show],
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
