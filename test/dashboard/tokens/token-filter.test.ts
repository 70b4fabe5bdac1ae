import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  filterTokens,
  type ListedToken,
  passesFilter,
  sortColumns,
  sortTokens,
  tokenFilters,
  withSetNames,
} from '../../../src/dashboard/tokens/token-filter.ts'

const now = new Date('2026-11-23T12:00:00Z')
const daysFromNow = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString()

const custom = { name: 'CUSTOM', displayName: 'Custom' }
const token = (given: Partial<ListedToken> & { id: string }): ListedToken => ({
  description: given.id,
  lastFour: 'AbC1',
  createdAt: daysFromNow(-1),
  expiresAt: null,
  apiSet: custom,
  methods: [],
  lastUsed: null,
  ...given,
})

describe('a filter', () => {
  test.each([
    { what: { expiresAt: null }, passes: ['active'] },
    { what: { expiresAt: daysFromNow(31) }, passes: ['active'] },
    { what: { expiresAt: daysFromNow(30) }, passes: ['active', 'expiring'] },
    { what: { expiresAt: daysFromNow(1) }, passes: ['active', 'expiring'] },
    { what: { expiresAt: daysFromNow(0) }, passes: ['expired'] },
    { what: { createdAt: daysFromNow(-89) }, passes: ['active'] },
    { what: { createdAt: daysFromNow(-90) }, passes: ['active', 'unused'] },
    { what: { createdAt: daysFromNow(-400), lastUsed: { at: daysFromNow(-2) } }, passes: ['active'] },
    {
      what: { createdAt: daysFromNow(-400), lastUsed: { at: daysFromNow(-91) } },
      passes: ['active', 'unused'],
    },
  ])('of $what lets through $passes', ({ what, passes }) => {
    const one = token({ id: 'one', ...what })
    expect(tokenFilters.filter((filter) => passesFilter(one, filter, now))).toEqual(passes)
  })
})

describe('the search', () => {
  const tokens = [
    token({ id: 'ci', description: 'CI of the shop', lastFour: 'shop' }),
    token({
      id: 'backup',
      description: 'Nightly Backup',
      apiSet: { name: 'MAVEN_PLUGIN', displayName: 'Maven Plugin' },
    }),
  ]
  test.each([
    { search: '', ids: ['ci', 'backup'] },
    { search: '  ', ids: ['ci', 'backup'] },
    { search: 'SHOP', ids: ['ci'] },
    { search: 'shop ci', ids: ['ci'] },
    { search: 'abc1', ids: ['backup'] },
    { search: 'abc', ids: [] },
    { search: 'maven night', ids: ['backup'] },
    { search: 'nothing', ids: [] },
  ])('“$search” finds $ids', ({ search, ids }) => {
    expect(filterTokens(tokens, { search, filter: null }, now).map(({ id }) => id)).toEqual(ids)
  })

  test('and a filter must both let a token through', () => {
    expect(filterTokens(tokens, { search: 'ci', filter: 'expired' }, now)).toEqual([])
    expect(filterTokens(tokens, { search: 'ci', filter: 'active' }, now)).toHaveLength(1)
  })
})

test('a set is found and sorted by the name that the list shows', () => {
  const tokens = withSetNames(
    [
      token({ id: 'own' }),
      token({ id: 'ready', apiSet: { name: 'MAVEN_PLUGIN', displayName: 'Maven Plugin' } }),
    ],
    'Eigene Auswahl',
  )
  const found = (search: string) => filterTokens(tokens, { search, filter: null }, now).map(({ id }) => id)
  expect(found('eigene')).toEqual(['own'])
  expect(found('maven')).toEqual(['ready'])
  expect(found('custom')).toEqual([])
})

describe('sorting', () => {
  const tokens = [
    token({
      id: 'a',
      description: 'beta 10',
      createdAt: '2026-03-01T00:00:00Z',
      expiresAt: null,
      apiSet: { name: 'MARKETPLACE', displayName: 'Marketplace' },
      lastUsed: { at: '2026-11-01T00:00:00Z' },
    }),
    token({
      id: 'b',
      description: 'Beta 9',
      createdAt: '2026-01-01T00:00:00Z',
      expiresAt: '2027-06-01T00:00:00Z',
      methods: ['x', 'y'],
    }),
    token({
      id: 'c',
      description: 'alpha',
      createdAt: '2026-02-01T00:00:00Z',
      expiresAt: '2027-01-01T00:00:00Z',
      methods: ['x'],
      lastUsed: { at: '2026-10-01T00:00:00Z' },
    }),
  ]
  test.each([
    { column: 'description', order: 'c b a' },
    { column: 'api', order: 'c b a' },
    { column: 'created', order: 'b c a' },
    { column: 'expires', order: 'c b a' },
    { column: 'lastUsed', order: 'b c a' },
  ] as const)('by $column', ({ column, order }) => {
    const ids = (direction: 'ascending' | 'descending') =>
      sortTokens(tokens, { column, direction }, 'en').map(({ id }) => id)
    expect(ids('ascending')).toEqual(order.split(' '))
    expect(ids('descending')).toEqual(order.split(' ').reverse())
  })

  test('keeps equal tokens in the order in which they came, whichever way it goes', () => {
    const some = fc.array(
      fc.record({ description: fc.constantFrom('a', 'b'), expiresAt: fc.constantFrom(null, daysFromNow(3)) }),
    )
    fc.assert(
      fc.property(
        some,
        fc.constantFrom(...sortColumns),
        fc.constantFrom('ascending', 'descending'),
        (list, column, direction) => {
          const numbered = list.map((one, position) => token({ id: String(position), ...one }))
          const sorted = sortTokens(numbered, { column, direction }, 'en')
          expect([...sorted].sort((a, b) => Number(a.id) - Number(b.id))).toEqual(numbered)
          sorted.slice(1).forEach((one, index) => {
            const before = sorted[index]!
            const alike = one.description === before.description && one.expiresAt === before.expiresAt
            if (alike) expect(Number(one.id)).toBeGreaterThan(Number(before.id))
          })
        },
      ),
    )
  })
})
