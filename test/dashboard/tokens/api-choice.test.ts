import { describe, expect, test } from 'vitest'
import {
  type ApiChoice,
  type ApiSetName,
  bringBack,
  changeTicks,
  chooseSet,
  choiceOf,
  differenceFromOrigin,
  nothingChosen,
} from '../../../src/dashboard/tokens/api-choice.ts'

const set = (name: ApiSetName, displayName: string, methods: string[]) => ({ name, displayName, methods })
const marketplace = set('MARKETPLACE', 'Marketplace', ['m.One', 'm.Two'])
const maven = set('MAVEN_PLUGIN', 'Maven Plugin', ['v.One'])
const custom = set('CUSTOM', 'Custom', [])
const sets = [marketplace, maven, custom]

const tick = (choice: ApiChoice, ...methods: string[]) => changeTicks(choice, new Set(methods), sets)
const shown = ({ apiSet, ticks }: ApiChoice) => [apiSet, ...ticks]

test('nothing is chosen for the owner', () => {
  expect(shown(nothingChosen)).toEqual([null])
})

test('a set ticks what it holds, and a change of its ticks makes it Custom and says what differs', () => {
  const chosen = chooseSet(nothingChosen, marketplace)
  expect(shown(chosen)).toEqual(['MARKETPLACE', 'm.One', 'm.Two'])
  expect(differenceFromOrigin(chosen, sets)).toBeUndefined()

  const changed = tick(chosen, 'm.Two', 'v.One', 'x.One')
  expect(changed.apiSet).toBe('CUSTOM')
  expect(differenceFromOrigin(changed, sets)).toEqual({
    set: marketplace,
    plus: ['v.One', 'x.One'],
    less: ['m.One'],
  })
})

test('ticked back to what the set holds, it is the set again', () => {
  const changed = tick(chooseSet(nothingChosen, marketplace), 'm.One')
  expect(shown(tick(changed, 'm.Two', 'm.One'))).toEqual(['MARKETPLACE', 'm.Two', 'm.One'])
})

test('Custom begins with the ticks of the set', () => {
  expect(shown(chooseSet(chooseSet(nothingChosen, maven), custom))).toEqual(['CUSTOM', 'v.One'])
})

test('methods picked by hand come from no set', () => {
  const own = tick(nothingChosen, 'v.One')
  expect(own.apiSet).toBe('CUSTOM')
  expect(differenceFromOrigin(own, sets)).toBeUndefined()
})

describe('ticks of one’s own that a set replaces', () => {
  const own = tick(nothingChosen, 'x.One', 'x.Two')

  test('can be brought back', () => {
    const replaced = chooseSet(own, marketplace)
    expect(shown(replaced)).toEqual(['MARKETPLACE', 'm.One', 'm.Two'])
    expect(shown(bringBack(replaced))).toEqual(['CUSTOM', 'x.One', 'x.Two'])
  })

  test('can be brought back after a look at a second set', () => {
    expect(shown(bringBack(chooseSet(chooseSet(own, marketplace), maven)))).toEqual([
      'CUSTOM',
      'x.One',
      'x.Two',
    ])
  })

  test('are given up by ticking on', () => {
    const replaced = tick(chooseSet(own, marketplace), 'm.One')
    expect(replaced.replaced).toBeNull()
    expect(bringBack(replaced)).toBe(replaced)
  })
})

describe('an existing token', () => {
  test('opens with its own methods, though the set holds others by now', () => {
    const choice = choiceOf({ apiSet: { name: 'MARKETPLACE' }, methods: ['m.One'] })
    expect(shown(choice)).toEqual(['MARKETPLACE', 'm.One'])
    expect(differenceFromOrigin(choice, sets)).toMatchObject({ plus: [], less: ['m.Two'] })
  })

  test('takes what the set holds today when the set is chosen', () => {
    const choice = choiceOf({ apiSet: { name: 'MARKETPLACE' }, methods: ['m.One'] })
    expect(shown(chooseSet(choice, marketplace))).toEqual(['MARKETPLACE', 'm.One', 'm.Two'])
  })

  test('that is Custom has no set to differ from', () => {
    expect(
      differenceFromOrigin(choiceOf({ apiSet: { name: 'CUSTOM' }, methods: ['m.One'] }), sets),
    ).toBeUndefined()
  })
})
