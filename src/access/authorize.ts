import { ApiError, type ErrorCode } from '../errors.ts'
import { findMethod, type MethodAccess, methodIds } from '../methods/catalogue.ts'
import { suggestion } from '../methods/method-names.ts'
import type { Caller } from './caller.ts'

/** What a session may call that waits for its second factor. */
const whileRestricted = methodIds('users.authentication.Verify2FACode', 'users.authentication.Signout')

/**
 * The one question at the gate: may this caller call this method?
 * @throws ApiError `METHOD_NOT_FOUND`, `UNAUTHENTICATED`, `SECOND_FACTOR_REQUIRED`, `SESSION_REQUIRED` or `METHOD_NOT_PERMITTED`
 */
export function authorize(caller: Caller, name: string): void {
  const refusal = refusalOf(caller, name)
  if (refusal) throw new ApiError(refusal.code, refusal.says(name), refusal.details?.(name))
}

/**
 * A session that waits for its second factor opens nothing, not even what is open to anyone.
 * @throws ApiError `SECOND_FACTOR_REQUIRED`
 */
export function refuseRestricted(caller: Caller): void {
  if (caller.kind === 'restricted') throw new ApiError(restrictedSession.code, restrictedSession.says(''))
}

/** The same question, answered yes or no. */
export function mayCall(caller: Caller, name: string): boolean {
  return refusalOf(caller, name) === undefined
}

/** Why a caller may not call a method; undefined: it may. */
function refusalOf(caller: Caller, name: string): Refusal | undefined {
  const method = findMethod(name)
  if (!method) return unknown
  if (caller.kind === 'restricted') return whileRestricted.has(method.id) ? undefined : restrictedSession
  if (method.access === 'public') return undefined

  switch (caller.kind) {
    case 'anonymous':
      return anonymousCallers[method.access]
    case 'session':
      return undefined
    case 'token':
      if (method.access === 'caller') return undefined
      if (method.access === 'session') return sessionOnly
      return caller.methods.has(method.id) ? undefined : notHeld
  }
}

interface Refusal {
  code: ErrorCode
  says(name: string): string
  details?(name: string): { requiredMethod: string }
}

const requiring = (name: string) => ({ requiredMethod: name })

const unknown: Refusal = {
  code: 'METHOD_NOT_FOUND',
  says: (name) =>
    `There is no method ${name.slice(0, 100)}.${suggestion(name) || ' Look it up with the query apiMethods.'}`,
}
const anonymousCallers: Record<Exclude<MethodAccess, 'public'>, Refusal> = {
  grantable: {
    code: 'UNAUTHENTICATED',
    says: (name) => `Sign in, or send an access token that holds ${name}.`,
    details: requiring,
  },
  caller: { code: 'UNAUTHENTICATED', says: () => 'Sign in, or send an access token.', details: requiring },
  session: {
    code: 'UNAUTHENTICATED',
    says: (name) => `Sign in with the password to call ${name}. No token may call it.`,
    details: requiring,
  },
}
const restrictedSession: Refusal = {
  code: 'SECOND_FACTOR_REQUIRED',
  says: () =>
    'This session waits for its second factor. Send a code of the authenticator app, or a recovery code, first: to the field verifyTwoFactorCode, or to users.authentication.Verify2FACode at the old addresses.',
}
const sessionOnly: Refusal = {
  code: 'SESSION_REQUIRED',
  says: (name) => `No token may call ${name}. Sign in with the password to call it.`,
  details: requiring,
}
const notHeld: Refusal = {
  code: 'METHOD_NOT_PERMITTED',
  says: (name) => `This token may not call ${name}. Edit the token and tick that method, or use another one.`,
  details: requiring,
}
