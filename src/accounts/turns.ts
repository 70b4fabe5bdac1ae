import type { Place } from '../access/context.ts'
import { ApiError } from '../errors.ts'

/** Lets some work at a time and the next wait, as many as are done with soon; the others are told to come again. */
export class Turns {
  private running = 0
  private readonly waiting = new Set<() => void>()

  /**
   * @param atOnce how much is worked on at a time
   * @param longestQueue how much waits
   * @param longestWait and for how long, in milliseconds: what is begun later would be done for nobody
   */
  constructor(
    private readonly atOnce: number,
    private readonly longestQueue: number,
    private readonly longestWait: number,
  ) {}

  /** Whether there is nothing to do. */
  get isIdle(): boolean {
    return this.running === 0
  }

  /**
   * Does something when its turn comes.
   * @param place of the request; others have it while this one waits
   * @throws ApiError `OVERLOADED`
   */
  async take<T>(work: () => Promise<T>, place?: Place): Promise<T> {
    const turn = this.nextTurn()
    if (turn) await (place ? place.whileElsewhere(turn) : turn)
    try {
      return await work()
    } finally {
      const [next] = this.waiting
      if (next) next()
      else this.running -= 1
    }
  }

  private nextTurn(): Promise<void> | undefined {
    if (this.running < this.atOnce) {
      this.running += 1
      return
    }
    if (this.waiting.size >= this.longestQueue) throw tooBusy()
    return new Promise((resolve, reject) => {
      const begin = () => {
        clearTimeout(timer)
        this.waiting.delete(begin)
        resolve()
      }
      const timer = setTimeout(() => {
        this.waiting.delete(begin)
        reject(tooBusy())
      }, this.longestWait)
      this.waiting.add(begin)
    })
  }
}

/** What is said to whoever would have to wait for too long. */
export function tooBusy(): ApiError {
  return new ApiError('OVERLOADED', 'The server is busy checking passwords. Try again in 1 second.', {
    retryAfter: 1,
  })
}
