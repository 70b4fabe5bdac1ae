/**
 * The ticks of the method picker: a set of full names. A service has no tick of its own; what its box shows follows
 * from its methods. Every change gives a new set, so that a form can keep an earlier one.
 */
export type Ticks = ReadonlySet<string>

/** What a box of three states shows. */
export type BoxState = 'none' | 'some' | 'all'

/** The box over a list of methods, such as those of a service. */
export function boxState(ticks: Ticks, methods: readonly string[]): BoxState {
  const ticked = countTicked(ticks, methods)
  if (ticked === 0) return 'none'
  return ticked === methods.length ? 'all' : 'some'
}

export function countTicked(ticks: Ticks, methods: readonly string[]): number {
  return methods.reduce((count, method) => (ticks.has(method) ? count + 1 : count), 0)
}

/**
 * Clicks the box over several methods: clears them if all are ticked, and else ticks them all. Under a search these
 * are the methods that it shows: nobody should grant what they cannot see.
 */
export function toggleAll(ticks: Ticks, methods: readonly string[]): Ticks {
  return setAll(ticks, methods, boxState(ticks, methods) !== 'all')
}

export function setAll(ticks: Ticks, methods: readonly string[], ticked: boolean): Ticks {
  const changed = new Set(ticks)
  for (const method of methods) {
    if (ticked) changed.add(method)
    else changed.delete(method)
  }
  return changed
}

export function sameTicks(a: Ticks, b: Ticks): boolean {
  return a.size === b.size && [...a].every((method) => b.has(method))
}

/** How a choice differs from a ready-made set: "Marketplace, plus 2, less 1". */
export interface Difference {
  /** Ticked, though not in the set. */
  readonly plus: readonly string[]
  /** In the set, though not ticked. */
  readonly less: readonly string[]
}

export function differenceTo(ticks: Ticks, set: readonly string[]): Difference {
  const inSet = new Set(set)
  return {
    plus: [...ticks].filter((method) => !inSet.has(method)).sort(),
    less: set.filter((method) => !ticks.has(method)).sort(),
  }
}
