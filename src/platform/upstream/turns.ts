import { ApiError } from '../../errors.ts'

/** How many wait for each that runs, before more are refused. */
const waitingForEach = 4

interface Line {
  running: number
  waiting: (() => void)[]
}

/** Lets each account have a number of calls under way and no more, so that one cannot take the platform from the others. */
export interface Turns {
  /**
   * Waits for a turn.
   * @param longest milliseconds to wait
   * @returns what gives the turn back; to be called once
   * @throws ApiError `OVERLOADED`
   */
  take(key: string, longest: number): Promise<() => void>
}

export function createTurns(atOnce: number): Turns {
  const lines = new Map<string, Line>()

  return {
    async take(key, longest) {
      const line = lines.get(key) ?? { running: 0, waiting: [] }
      lines.set(key, line)
      if (line.running < atOnce) line.running += 1
      else await wait(line, longest)

      return () => {
        const next = line.waiting.shift()
        if (next) return next()
        line.running -= 1
        if (line.running === 0) lines.delete(key)
      }
    },
  }

  function wait(line: Line, longest: number): Promise<void> {
    if (line.waiting.length >= atOnce * waitingForEach) throw busy()
    return new Promise((resolve, reject) => {
      const go = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        line.waiting.splice(line.waiting.indexOf(go), 1)
        reject(busy())
      }, longest)
      line.waiting.push(go)
    })
  }
}

function busy() {
  return new ApiError(
    'OVERLOADED',
    'Too many calls of this account are under way. Wait for some of them to end.',
    { retryAfter: 1 },
  )
}
