import type { Caller } from '../../src/access/caller.ts'
import { MethodSet } from '../../src/methods/method-set.ts'

/** The one method that the token may call. */
export const stop = 'environment.control.StopEnv'

export const account = { id: crypto.randomUUID(), uid: 7, login: 'ann@example.com', name: 'ann' }
export const session: Caller = { kind: 'session', account, sessionId: 's' }
export const restricted: Caller = { kind: 'restricted', account, sessionId: 's' }
export const token: Caller = {
  kind: 'token',
  account,
  tokenId: 't',
  methods: new MethodSet([stop]),
  expiresAt: null,
}
