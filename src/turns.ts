export interface TurnRules {
  /** How much is worked on at a time. */
  atOnce: number
  /** How much waits. */
  longestQueue: number
  /** And for how long, in milliseconds: what is begun later would be done for nobody. Unset: as long as it takes. */
  longestWait?: number
  /** What is said to whoever would have to wait for too long. Unset where all may wait. */
  refusal?(): Error
}

/** The place of a request among others, which they have while it waits for its turn here. */
interface Place {
  whileElsewhere<T>(wait: Promise<T>): Promise<T>
}

/** Lets some work at a time and the next wait, as many as are done with soon; the others are told to come again. */
export class Turns {
  private running = 0
  /** What begins the turn of each that waits, the first to come first. */
  private readonly waiting: (() => void)[] = []

  constructor(private readonly rules: TurnRules) {}

  /** Whether there is nothing to do. */
  get isIdle(): boolean {
    return this.running === 0
  }

  /** Does something when its turn comes. @throws the refusal of the rules */
  async take<T>(work: () => Promise<T>, place?: Place): Promise<T> {
    const turn = this.begin()
    if (turn) await (place ? place.whileElsewhere(turn) : turn)
    try {
      return await work()
    } finally {
      this.end()
    }
  }

  /**
   * Begins a turn, which lasts until `end`.
   * @returns what to wait for, unless the turn has come
   * @throws the refusal of the rules, by the promise too
   */
  begin(longestWait = this.rules.longestWait): Promise<void> | undefined {
    const { atOnce, longestQueue, refusal } = this.rules
    if (this.running < atOnce) {
      this.running += 1
      return
    }
    if (this.waiting.length >= longestQueue) throw refusal!()
    return new Promise((resolve, reject) => {
      const come = () => {
        clearTimeout(timer)
        resolve()
      }
      const giveUp = () => {
        this.waiting.splice(this.waiting.indexOf(come), 1)
        reject(refusal!())
      }
      const timer = longestWait === undefined ? undefined : setTimeout(giveUp, longestWait)
      this.waiting.push(come)
    })
  }

  /** Gives the turn to the next. */
  end(): void {
    const next = this.waiting.shift()
    if (next) next()
    else this.running -= 1
  }
}

/** Turns in a line for each of many, an account say. A line is there while somebody is in it. */
export class TurnsByKey {
  private readonly lines = new Map<string, Turns>()

  constructor(private readonly rules: TurnRules) {}

  /** Does something when its turn in the line comes. @throws the refusal of the rules */
  async take<T>(key: string, work: () => Promise<T>, place?: Place): Promise<T> {
    const line = this.lineOf(key)
    try {
      return await line.take(work, place)
    } finally {
      this.leave(key, line)
    }
  }

  /**
   * Waits for a turn in the line.
   * @returns what ends the turn; to be called once
   * @throws the refusal of the rules
   */
  async begin(key: string, longestWait?: number): Promise<() => void> {
    const line = this.lineOf(key)
    await line.begin(longestWait)
    return () => {
      line.end()
      this.leave(key, line)
    }
  }

  private lineOf(key: string): Turns {
    const line = this.lines.get(key) ?? new Turns(this.rules)
    this.lines.set(key, line)
    return line
  }

  private leave(key: string, line: Turns) {
    if (line.isIdle) this.lines.delete(key)
  }
}
