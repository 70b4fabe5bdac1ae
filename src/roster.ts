/** What can stand in a roster: it knows its own place there, and nobody else touches that. */
export interface Rostered {
  /** -1 while it is in none. */
  at: number
}

/**
 * What is under way, where something comes and goes with every request.
 *
 * A Map or a Set makes itself a new table every few changes, and the old table points to the new one. Once one of them
 * is in the old generation of the heap, so is all that any later one ever held, until that is collected as a whole:
 * each request is then copied twice instead of being forgotten.
 * https://github.com/v8/v8/blob/11.3.244/src/objects/ordered-hash-table.h
 */
export class Roster<T extends Rostered> implements Iterable<T> {
  private readonly all: T[] = []

  get size(): number {
    return this.all.length
  }

  add(one: T): void {
    one.at = this.all.push(one) - 1
  }

  /** What is not there is left alone. */
  remove(one: T): void {
    const { at } = one
    if (at < 0) return
    one.at = -1
    const last = this.all.pop()!
    if (last === one) return
    this.all[at] = last
    last.at = at
  }

  /** What is there now; it may be removed on the way. */
  [Symbol.iterator](): Iterator<T> {
    return [...this.all].values()
  }
}
