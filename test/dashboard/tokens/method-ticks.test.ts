import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  boxState,
  countTicked,
  differenceTo,
  sameTicks,
  setAll,
  toggleAll,
} from '../../../src/dashboard/tokens/method-ticks.ts'

const service = ['a.One', 'a.Two', 'a.Three']

describe('the box of a service', () => {
  test.each([
    { ticked: [], state: 'none' },
    { ticked: ['b.Other'], state: 'none' },
    { ticked: ['a.One'], state: 'some' },
    { ticked: ['a.One', 'a.Three', 'b.Other'], state: 'some' },
    { ticked: ['a.Three', 'a.Two', 'a.One'], state: 'all' },
  ])('$ticked shows $state', ({ ticked, state }) => {
    expect(boxState(new Set(ticked), service)).toBe(state)
  })

  test('a box over nothing is empty', () => {
    expect(boxState(new Set(['a.One']), [])).toBe('none')
  })
})

describe('a click', () => {
  test.each([
    { box: 'a method without a tick', ticked: ['b.X'], click: ['a.One'], after: ['b.X', 'a.One'] },
    { box: 'a ticked method', ticked: ['b.X', 'a.One'], click: ['a.One'], after: ['b.X'] },
    { box: 'an empty service', ticked: ['b.X'], click: service, after: ['b.X', ...service] },
    { box: 'a half ticked service', ticked: ['a.Two'], click: service, after: service },
    { box: 'a full service', ticked: [...service, 'b.X'], click: service, after: ['b.X'] },
    {
      box: 'a service of which one is shown',
      ticked: ['a.Two'],
      click: ['a.One'],
      after: ['a.One', 'a.Two'],
    },
    {
      box: 'a full service of which one is shown',
      ticked: service,
      click: ['a.One'],
      after: ['a.Two', 'a.Three'],
    },
  ])('on $box', ({ ticked, click, after }) => {
    expect([...toggleAll(new Set(ticked), click)].sort()).toEqual([...after].sort())
  })

  test('leaves the set before it as it was', () => {
    const before = new Set(['a.One'])
    toggleAll(before, ['a.Two'])
    toggleAll(before, ['a.One'])
    expect([...before]).toEqual(['a.One'])
  })
})

describe('for any ticks', () => {
  const method = fc.constantFrom('a.1', 'a.2', 'a.3', 'b.1', 'b.2', 'c.1')
  const methods = fc.uniqueArray(method)
  const ticks = methods.map((list) => new Set(list))

  test('a method clicked twice is as it was', () => {
    fc.assert(
      fc.property(ticks, method, (before, one) => {
        expect(sameTicks(toggleAll(toggleAll(before, [one]), [one]), before)).toBe(true)
      }),
    )
  })

  test('a click on several methods makes all or none of them ticked and touches no other', () => {
    fc.assert(
      fc.property(ticks, fc.uniqueArray(method, { minLength: 1 }), methods, (before, clicked, all) => {
        const after = toggleAll(before, clicked)
        expect(boxState(after, clicked)).toBe(boxState(before, clicked) === 'all' ? 'none' : 'all')
        for (const other of all.filter((one) => !clicked.includes(one))) {
          expect(after.has(other)).toBe(before.has(other))
        }
      }),
    )
  })

  test('the state follows from the count', () => {
    fc.assert(
      fc.property(ticks, fc.uniqueArray(method, { minLength: 1 }), (before, list) => {
        const count = countTicked(before, list)
        const state = count === 0 ? 'none' : count === list.length ? 'all' : 'some'
        expect(boxState(before, list)).toBe(state)
      }),
    )
  })

  test('a set with its difference undone is the set', () => {
    fc.assert(
      fc.property(ticks, methods, (before, set) => {
        const { plus, less } = differenceTo(before, set)
        expect(sameTicks(setAll(setAll(before, plus, false), less, true), new Set(set))).toBe(true)
      }),
    )
  })
})

test('the difference names what is there beside the set and what is missing from it', () => {
  expect(differenceTo(new Set(['x.Z', 'a.One', 'x.A']), service)).toEqual({
    plus: ['x.A', 'x.Z'],
    less: ['a.Three', 'a.Two'],
  })
})
