import { ApiError } from '../errors.ts'
import { findMethod } from '../methods/catalogue.ts'
import type { Caller } from './caller.ts'

/**
 * The one question at the gate: may this caller call this method?
 * @throws ApiError `METHOD_NOT_FOUND`, `UNAUTHENTICATED`, `SESSION_REQUIRED` or `METHOD_NOT_PERMITTED`
 */
export function authorize(caller: Caller, name: string): void {
  const method = findMethod(name)
  if (!method)
    throw new ApiError(
      'METHOD_NOT_FOUND',
      `There is no method ${name.slice(0, 100)}. Look it up with the query apiMethods.`,
    )
  if (method.access === 'public') return

  switch (caller.kind) {
    case 'anonymous':
      throw new ApiError('UNAUTHENTICATED', `Sign in, or send an access token that holds ${method.id}.`, {
        requiredMethod: method.id,
      })
    case 'session':
      return
    case 'token':
      if (method.access === 'caller') return
      if (method.access === 'session') {
        throw new ApiError(
          'SESSION_REQUIRED',
          `No token may call ${method.id}. Sign in with the password to call it.`,
          {
            requiredMethod: method.id,
          },
        )
      }
      if (!caller.methods.has(method.id)) {
        throw new ApiError(
          'METHOD_NOT_PERMITTED',
          `This token may not call ${method.id}. Edit the token and tick that method, or use another one.`,
          { requiredMethod: method.id },
        )
      }
  }
}

/** The same question, answered yes or no. */
export function mayCall(caller: Caller, name: string): boolean {
  try {
    authorize(caller, name)
    return true
  } catch (error) {
    if (error instanceof ApiError) return false
    throw error
  }
}
