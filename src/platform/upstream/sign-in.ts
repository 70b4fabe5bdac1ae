import { ApiError } from '../../errors.ts'
import { findMethod } from '../../methods/catalogue.ts'
import type { Parameters, Reply } from '../platform.ts'
import { readAnswer, replyOf } from './answer.ts'
import type { UpstreamClient } from './client.ts'
import { toForm } from './form.ts'
import { maskText } from './mask.ts'
import type { PlatformSignIn } from '../../accounts/identity.ts'

/** Largest answer to a call about accounts: lists of methods are the longest. Bytes. */
const largestAnswer = 4 * 1024 * 1024

/** Results of Signin that say that login and password do not belong together, or that nobody has the login. */
const wrongPassword = new Set([701, 703, 707, 801])

/** The result by which the platform says that a session or token of its own is no good. */
export const notAuthenticated = 702

/**
 * Results that say that a code was not looked at: I/O, an unknown error, a user who is blocked. What it says of a wrong
 * one is not known for each platform, so every other result is that, and counts.
 */
const codeNotLookedAt = new Set([17, 99, 704])

/**
 * Tokens of the platform have this form. It takes them in place of a password, for less than the password opens; here
 * the session that came of it would count for the whole account, and so would a confirmation.
 */
const platformToken = /^[0-9a-f]{40}$/i

/** Calls of Latchkey itself: about accounts, sessions and tokens of the platform. */
export type AskPlatform = (method: string, parameters: Parameters, session?: string) => Promise<Reply>

export function askerOf(client: UpstreamClient, limit: number): AskPlatform {
  return async (id, parameters, session) => {
    const method = findMethod(id)!
    const how = { limit, isRead: method.effect === 'read', isSlow: false }
    const incoming = await client.post(method.path, toForm(parameters, session), how)
    return replyOf(await readAnswer(incoming, { secrets: [], limit: largestAnswer, patience: limit }))
  }
}

/**
 * Signs in at the platform, with the second factor where it asks for one: its Signin then gives a session that can do
 * no more than Verify2FACode.
 */
export async function signInAt(
  ask: AskPlatform,
  given: { login: string; password: string; code?: string; keepsRestricted: boolean },
): Promise<PlatformSignIn> {
  const { login, password, code, keepsRestricted } = given
  if (platformToken.test(password.trim())) return { outcome: 'wrong' }
  const reply = await ask('users.authentication.Signin', { login, password })
  if (wrongPassword.has(Number(reply.result))) return { outcome: 'wrong' }
  if (Number(reply.result) !== 0) throw refusal(reply, [password])
  const { session, uid, email, name } = reply
  if (typeof session !== 'string' || !isCredential(session)) {
    throw unusable('a session')
  }
  if (!Number.isInteger(Number(uid)) || Number(uid) <= 0 || Number(uid) > 0x7fff_ffff)
    throw unusable('a uid that is a number')

  const address = typeof email === 'string' && email.includes('@') ? email.trim().toLowerCase() : login
  const user = {
    uid: Number(uid),
    login: address,
    name:
      typeof name === 'string' && name.trim()
        ? [...name.trim()].slice(0, 255).join('')
        : address.split('@')[0]!,
    session,
  }
  if (!isRestricted(reply)) return { outcome: 'signed-in', user }
  if (!code && keepsRestricted) return { outcome: 'code-needed', user }
  let isFull = false
  try {
    if (code) isFull = await verifyAt(ask, session, code)
  } finally {
    if (!isFull) await signOutAt(ask, session)
  }
  if (isFull) return { outcome: 'signed-in', user }
  return { outcome: code ? 'wrong' : 'code-needed' }
}

/**
 * Gives the platform the second factor of a session.
 * @returns whether it was right
 * @throws ApiError where the platform did not look at it; `UNAUTHENTICATED` because the session has ended
 */
export async function verifyAt(ask: AskPlatform, session: string, code: string): Promise<boolean> {
  const reply = await ask('users.authentication.Verify2FACode', { code }, session)
  const result = Number(reply.result)
  if (result === notAuthenticated) throw sessionHasEnded()
  if (codeNotLookedAt.has(result)) throw refusal(reply, [session, code])
  return result === 0
}

export function sessionHasEnded(): ApiError {
  return new ApiError('UNAUTHENTICATED', 'The session at the platform has ended. Sign in again.')
}

/**
 * Ends a session of the platform. That it cannot be ended now does not matter to anyone: it ends by itself.
 * @returns whether the platform answered
 */
export async function signOutAt(ask: AskPlatform, session: string): Promise<boolean> {
  return ask('users.authentication.Signout', {}, session).then(
    () => true,
    () => false,
  )
}

/** Removes a token of the platform, if there is one. */
export async function removeTokenAt(
  ask: AskPlatform,
  tokenId: string | null,
  password: string,
  session: string,
): Promise<void> {
  if (tokenId) await ask('users.authentication.DeleteTokens', { ids: tokenId, password }, session)
}

/** An answer of the platform that is not a success, without the secrets that were sent. */
export function refusal(reply: Reply, secrets: readonly string[]): ApiError {
  const { result, error } = reply
  const hidden = secrets.filter((secret) => /^[\x20-\x7e]+$/.test(secret))
  const said =
    typeof error === 'string' && error ? `: ${maskText(Buffer.from(error), hidden).toString()}` : ''
  return new ApiError(
    'PLATFORM_ERROR',
    `The platform refused it with result ${Number(result)}${said}. Ask its operator for help.`,
  )
}

/** Whether a text can be a session or token of the platform. Only these can be found in its answers again. */
export function isCredential(text: string): boolean {
  return /^[\x21-\x7e]{16,512}$/.test(text)
}

function isRestricted({ accessType, requiredAuthCheck }: Reply) {
  if (accessType === 1 || accessType === '1' || /^RESTRICTED/i.test(String(accessType))) return true
  return typeof requiredAuthCheck === 'object' && requiredAuthCheck !== null
}

function unusable(what: string) {
  return new ApiError(
    'PLATFORM_ANSWER_UNREADABLE',
    `The platform's answer to signing in cannot be used: it has no ${what.replace(/^a /, '')}. Tell your operator.`,
  )
}
