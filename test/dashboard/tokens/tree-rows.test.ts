import { describe, expect, test } from 'vitest'
import { groupByService } from '../../../src/dashboard/methods/services.ts'
import { treeMove, treeRows } from '../../../src/dashboard/tokens/tree-rows.ts'

const ids = ['a.One', 'a.Two', 'b.One', 'c.One', 'c.Two']
const services = groupByService(
  ids.map((id) => ({
    id,
    service: id.slice(0, 1),
    name: id.slice(2),
    description: '',
    effect: 'READ' as const,
  })),
)
const rows = (shown: string[], open: string[]) =>
  treeRows(services, new Set(shown), (name) => open.includes(name))
const keys = (shown: string[], open: string[]) => rows(shown, open).map(({ key }) => key)

describe('the lines of the tree', () => {
  test.each([
    { title: 'services alone while all are closed', shown: ids, open: [], keys: ['a', 'b', 'c'] },
    { title: 'the methods of an open one', shown: ids, open: ['c'], keys: ['a', 'b', 'c', 'c.One', 'c.Two'] },
    { title: 'no service without a hit', shown: ['c.Two'], open: ['a', 'c'], keys: ['c', 'c.Two'] },
    { title: 'nothing', shown: [], open: ['a'], keys: [] },
  ])('$title', ({ shown, open, keys: expected }) => {
    expect(keys(shown, open)).toEqual(expected)
  })

  test('a service under a search still knows all its methods, for its box', () => {
    expect(rows(['c.Two'], [])[0]!.service.methods).toHaveLength(2)
  })
})

describe('keys', () => {
  const open = rows(ids, ['a', 'c']) // a, a.One, a.Two, b, c, c.One, c.Two
  test.each([
    { from: 'a', key: 'ArrowDown', move: { goTo: 'a.One' } },
    { from: 'a.Two', key: 'ArrowDown', move: { goTo: 'b' } },
    { from: 'c.Two', key: 'ArrowDown', move: undefined },
    { from: 'b', key: 'ArrowUp', move: { goTo: 'a.Two' } },
    { from: 'a', key: 'ArrowUp', move: undefined },
    { from: 'b', key: 'Home', move: { goTo: 'a' } },
    { from: 'b', key: 'End', move: { goTo: 'c.Two' } },
    { from: 'b', key: 'PageDown', move: { goTo: 'c.Two' } },
    { from: 'b', key: 'PageUp', move: { goTo: 'a' } },
    { from: 'b', key: 'ArrowRight', move: { open: 'b' } },
    { from: 'a', key: 'ArrowRight', move: { goTo: 'a.One' } },
    { from: 'a.One', key: 'ArrowRight', move: undefined },
    { from: 'a', key: 'ArrowLeft', move: { close: 'a' } },
    { from: 'b', key: 'ArrowLeft', move: undefined },
    { from: 'c.Two', key: 'ArrowLeft', move: { goTo: 'c' } },
    { from: 'a', key: 'x', move: undefined },
    { from: 'gone', key: 'ArrowDown', move: undefined },
  ])('$key at $from', ({ from, key, move }) => {
    expect(treeMove(open, from, key)).toEqual(move)
  })
})
