import type { Failure } from '../api/failure.ts'
import type { Strings } from './en.ts'

/** What to tell the reader: in their language where there is a text, else in the server's words. */
export function describeFailure({ common }: Strings, failure: Failure, now = Date.now()): string {
  const { code, message, attemptsLeft, retryAt, requiredMethod } = failure
  if (code === 'METHOD_NOT_PERMITTED' && requiredMethod) return common.methodNotPermitted(requiredMethod)

  const text = common.failures[reasonOf(failure)] ?? message
  if (code === 'TOO_MANY_ATTEMPTS' && retryAt !== undefined) {
    const seconds = Math.ceil((retryAt - now) / 1000)
    return seconds > 0 ? `${text} ${common.tryAgainIn(seconds)}` : common.tryAgainNow
  }
  return attemptsLeft === undefined ? text : `${text} ${common.triesLeft(attemptsLeft)}`
}

/** Signing in fails for several reasons under one code. */
function reasonOf({ code, parameter }: Failure): string {
  if (code !== 'SIGN_IN_FAILED') return code
  if (parameter === 'code') return 'WRONG_CODE'
  return parameter === 'password' ? 'TOKEN_NOT_VALID' : code
}
