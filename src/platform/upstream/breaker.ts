import { ApiError } from '../../errors.ts'

/** After this many failures in a row nothing is sent for a while. */
const mostFailures = 5

/** For how long, and how long it is from one call that tries anew to the next. Milliseconds. */
const pause = 5_000

/** Keeps calls from piling up before a platform that is away: they are refused at once, but for one now and then. */
export interface Breaker {
  /**
   * Runs the work, unless the platform is known to be away.
   * @param isFailure whether an error says that the platform is away
   * @throws ApiError `PLATFORM_UNAVAILABLE`, or what the work throws
   */
  run<T>(work: () => Promise<T>, isFailure: (error: unknown) => boolean): Promise<T>
}

/** @param now milliseconds of a clock that only goes forward */
export function createBreaker(now = () => performance.now()): Breaker {
  let failures = 0
  let nextTry = 0

  return {
    async run(work, isFailure) {
      if (failures >= mostFailures) {
        if (now() < nextTry) {
          throw new ApiError(
            'PLATFORM_UNAVAILABLE',
            'The platform did not answer lately, so nothing was sent to it. Try again in a few seconds.',
            { retryAfter: pause / 1000 },
          )
        }
        // Whatever becomes of this call: a method that takes its time says nothing for as long.
        nextTry = now() + pause
      }
      try {
        const result = await work()
        failures = 0
        return result
      } catch (error) {
        // Anything else says nothing about the platform, neither that it is away nor that it is there.
        if (isFailure(error)) {
          failures += 1
          if (failures === mostFailures) nextTry = now() + pause
        }
        throw error
      }
    },
  }
}
