import type { Context } from '../access/context.ts'
import type { SessionLimits } from './sessions.ts'

/** What the resolvers of accounts need beside the rest. */
export interface AccountsContext extends Context {
  sessionLimits: SessionLimits
  /** The browser's cookie, where the request asked to keep its session in one. */
  cookie: SessionCookie
}

/** How a request has its session kept by the browser instead of reading it from the answer. */
export interface SessionCookie {
  /** Whether the caller wants the session in a cookie. */
  wanted: boolean
  set(session: string): void
  clear(): void
}
