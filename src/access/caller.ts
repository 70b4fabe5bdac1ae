import type { MethodSet } from '../methods/method-set.ts'

/** The account that a caller speaks for. */
export interface CallerAccount {
  id: string
  /** The number by which the old protocol knows the account. */
  uid: number
  login: string
  name: string
}

/** Who a request speaks for. Made anew for every request, from rows read for that request. */
export type Caller = Anonymous | SessionCaller | RestrictedCaller | TokenCaller

export interface Anonymous {
  kind: 'anonymous'
}

/** Signed in with the password: may call every method of its account. */
export interface SessionCaller {
  kind: 'session'
  account: CallerAccount
  sessionId: string
}

/** Signed in with the password, while the second factor is still to come: may give it or sign out, and nothing else. */
export interface RestrictedCaller {
  kind: 'restricted'
  account: CallerAccount
  sessionId: string
}

/** May call the methods that its token holds, and no others. */
export interface TokenCaller {
  kind: 'token'
  account: CallerAccount
  tokenId: string
  methods: MethodSet
  /** Until when the token works; null: it does not expire. */
  expiresAt: Date | null
  /** Set where the token was used to sign in and the request came with that session. */
  sessionId?: string
}

export const anonymous: Anonymous = { kind: 'anonymous' }

/** Where a request came from. */
export interface Origin {
  address: string | undefined
  userAgent: string | undefined
}
