import type { Sealer } from '../sealing.ts'
import type { ConfirmContext } from './confirm-password.ts'
import type { SessionLimits } from './sessions.ts'

/** What the resolvers of accounts need beside the rest. */
export interface AccountsContext extends ConfirmContext {
  sessionLimits: SessionLimits
  /** The browser's cookie, where the request asked to keep its session in one. */
  cookie: SessionCookie
  /**
   * Whether the second factor is given after signing in, as the old protocol has it: signing in then begins a session
   * that waits for it.
   */
  verifiesLater: boolean
  /** Keeps the secrets of second factors; undefined where the operator has set no key. */
  sealer: Sealer | undefined
}

/** How a request has its session kept by the browser instead of reading it from the answer. */
export interface SessionCookie {
  /** Whether the caller wants the session in a cookie. */
  wanted: boolean
  set(session: string): void
  clear(): void
}
