import type { Failure } from '../api/failure.ts'
import type { Strings } from './en.ts'

/** The longest wait that is counted in seconds. */
const secondsUpTo = 90

/**
 * What to tell the reader: in their language where there is a text, else in the server's words.
 * @param inMinutes whether a wait is counted in minutes however short it is: for what is read out when it changes
 */
export function describeFailure(
  { common }: Strings,
  failure: Failure,
  { now = Date.now(), inMinutes = false } = {},
): string {
  const { code, message, attemptsLeft, retryAt, requiredMethod, requestId } = failure
  if (code === 'METHOD_NOT_PERMITTED' && requiredMethod) return common.methodNotPermitted(requiredMethod)

  const ours = common.failures[reasonOf(failure)]
  if (ours && requestId) return `${ours} ${common.requestId(requestId)}`
  const text = ours ?? message
  if (code === 'TOO_MANY_ATTEMPTS' && retryAt !== undefined) {
    const seconds = Math.ceil((retryAt - now) / 1000)
    if (seconds <= 0) return common.tryAgainNow
    const inSeconds = seconds <= secondsUpTo && !inMinutes
    return `${text} ${inSeconds ? common.tryAgainIn(seconds) : common.tryAgainInMinutes(Math.ceil(seconds / 60))}`
  }
  return attemptsLeft === undefined ? text : `${text} ${common.triesLeft(attemptsLeft)}`
}

/** Signing in fails for several reasons under one code. */
function reasonOf({ code, parameter }: Failure): string {
  if (code !== 'SIGN_IN_FAILED') return code
  if (parameter === 'code') return 'WRONG_CODE'
  return parameter === 'password' ? 'TOKEN_NOT_VALID' : code
}
