import type { Failure } from '../api/failure.ts'
import type { Strings } from './en.ts'

/** What to tell the reader: in their language where there is a text, else in the server's words. */
export function describeFailure({ common }: Strings, failure: Failure, now = Date.now()): string {
  const { code, message, attemptsLeft, retryAt, requiredMethod } = failure
  if (code === 'METHOD_NOT_PERMITTED' && requiredMethod) return common.methodNotPermitted(requiredMethod)

  const isOfCode = code === 'SIGN_IN_FAILED' && failure.parameter === 'code'
  const text = common.failures[isOfCode ? 'WRONG_CODE' : code] ?? message
  if (code === 'TOO_MANY_ATTEMPTS' && retryAt !== undefined) {
    const seconds = Math.ceil((retryAt - now) / 1000)
    return seconds > 0 ? `${text} ${common.tryAgainIn(seconds)}` : common.tryAgainNow
  }
  return attemptsLeft === undefined ? text : `${text} ${common.triesLeft(attemptsLeft)}`
}
