import { searchMethods, wordsOf } from '../methods/search-methods.ts'
import type { Ticks } from './method-ticks.ts'

/** Start and end of a part of a text to mark. */
export type Range = readonly [start: number, end: number]

/** What the picker shows of all methods. */
export interface MethodFilter {
  /** Words that must all occur in the full name, the address or the description. */
  readonly search: string
  /**
   * The ticks at the moment that Only Checked was switched on; null while it is off. A row unticked since then stays
   * in its place, so that a slip of the mouse can be mended.
   */
  readonly onlyChecked: Ticks | null
}

export function isFiltering({ search, onlyChecked }: MethodFilter): boolean {
  return search.trim() !== '' || onlyChecked !== null
}

/** The methods to show, in their order. Ticks of the others are not touched: this only looks. */
export function findMethods<M extends Parameters<typeof searchMethods>[0][number]>(
  methods: readonly M[],
  { search, onlyChecked }: MethodFilter,
  ticks: Ticks,
): M[] {
  const found = searchMethods(methods, search)
  return onlyChecked ? found.filter(({ id }) => onlyChecked.has(id) || ticks.has(id)) : found
}

/** Where the words of a search occur in a text: in order, without overlaps. */
export function highlights(text: string, search: string): Range[] {
  const found: [number, number][] = []
  for (const word of wordsOf(search)) {
    for (const match of text.matchAll(new RegExp(escape(word), 'giu'))) {
      found.push([match.index, match.index + match[0].length])
    }
  }
  found.sort(([a], [b]) => a - b)
  const merged: [number, number][] = []
  for (const [start, end] of found) {
    const last = merged.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else merged.push([start, end])
  }
  return merged
}

/** A text cut into marked and unmarked parts; put together they are the text. */
export function cutAt(text: string, ranges: readonly Range[]): { text: string; marked: boolean }[] {
  const parts: { text: string; marked: boolean }[] = []
  let position = 0
  for (const [start, end] of ranges) {
    if (start > position) parts.push({ text: text.slice(position, start), marked: false })
    parts.push({ text: text.slice(start, end), marked: true })
    position = end
  }
  if (position < text.length) parts.push({ text: text.slice(position), marked: false })
  return parts
}

function escape(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
