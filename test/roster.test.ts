import { expect, test } from 'vitest'
import { Roster, type Rostered } from '../src/roster.ts'
import { collectQuickly, oldGeneration } from './support/heap.ts'

interface Named extends Rostered {
  name: string
}

const aRoster = (...names: string[]) => {
  const roster = new Roster<Named>()
  const entries = names.map((name) => ({ at: -1, name }))
  for (const entry of entries) roster.add(entry)
  return { roster, entries, names: () => [...roster].map(({ name }) => name).sort() }
}

test('what is added is there until it is removed, in whatever order that happens', () => {
  const { roster, entries, names } = aRoster('a', 'b', 'c', 'd')
  roster.remove(entries[1]!)
  expect(names()).toEqual(['a', 'c', 'd'])
  roster.remove(entries[3]!)
  roster.remove(entries[0]!)
  expect(names()).toEqual(['c'])
  roster.add(entries[0]!)
  expect(names()).toEqual(['a', 'c'])
  expect(roster.size).toBe(2)
})

test('what is not there is removed to no effect, and nothing else with it', () => {
  const { roster, entries, names } = aRoster('a', 'b')
  roster.remove(entries[0]!)
  roster.remove(entries[0]!)
  roster.remove({ at: -1, name: 'never there' })
  expect(names()).toEqual(['b'])
})

test('everything is met once, though each is removed as it is met', () => {
  const { roster, names } = aRoster('a', 'b', 'c')
  const met: string[] = []
  for (const entry of roster) {
    met.push(entry.name)
    roster.remove(entry)
  }
  expect(met.sort()).toEqual(['a', 'b', 'c'])
  expect(names()).toEqual([])
})

test('what has left is forgotten at once', () => {
  const roster = new Roster<Rostered & { ballast: unknown[] }>()
  const under: (Rostered & { ballast: unknown[] })[] = []
  const pass = () => {
    const entry = { at: -1, ballast: new Array(1_000).fill(undefined) }
    roster.add(entry)
    under.push(entry)
    if (under.length > 8) roster.remove(under.shift()!)
  }
  for (let index = 0; index < 100; index++) pass()
  collectQuickly()
  collectQuickly()
  const before = oldGeneration()
  for (let index = 0; index < 4_000; index++) {
    pass()
    if (index % 20 === 0) collectQuickly()
  }
  // 32 MB have passed.
  expect(oldGeneration() - before).toBeLessThan(10_000_000)
})
