import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutAt, findMethods, highlights, isFiltering } from '../../../src/dashboard/tokens/method-search.ts'

const method = (id: string, description: string) => ({
  id,
  name: id.slice(id.lastIndexOf('.') + 1),
  path: `/1.0/${id
    .toLowerCase()
    .replace(/\.(\w+)$/, '/rest/$1')
    .replaceAll('.', '/')}`,
  description,
})

const methods = [
  method('environment.control.StopEnv', 'Stops a running environment.'),
  method('environment.control.GetEnvs', 'Lists all environments of the account.'),
  method('environment.file.Read', 'Returns the content of any file on a node.'),
  method('billing.account.GetAccount', "Returns the account's billing data (balance, C++)."),
]

const find = (search: string, ticked: string[] = [], onlyChecked: string[] | null = null) =>
  findMethods(methods, { search, onlyChecked: onlyChecked && new Set(onlyChecked) }, new Set(ticked)).map(
    ({ name }) => name,
  )

describe('the search', () => {
  test.each([
    { search: '', names: ['StopEnv', 'GetEnvs', 'Read', 'GetAccount'] },
    { search: '   ', names: ['StopEnv', 'GetEnvs', 'Read', 'GetAccount'] },
    { search: 'stop', names: ['StopEnv'] },
    { search: 'CONTROL.getenvs', names: ['GetEnvs'] },
    { search: 'account', names: ['GetEnvs', 'GetAccount'] },
    { search: 'environment lists', names: ['GetEnvs'] },
    { search: 'lists  nothing', names: [] },
    { search: 'C++)', names: ['GetAccount'] },
    { search: '.*', names: [] },
    { search: '/control/rest/stop', names: ['StopEnv'] },
    { search: 'environment.control', names: ['StopEnv', 'GetEnvs'] },
  ])('“$search” finds $names', ({ search, names }) => {
    expect(find(search)).toEqual(names)
  })
})

describe('Only Checked', () => {
  test('shows what is ticked, within the search too', () => {
    const ticked = ['environment.file.Read', 'environment.control.StopEnv']
    expect(find('', ticked, ticked)).toEqual(['StopEnv', 'Read'])
    expect(find('file', ticked, ticked)).toEqual(['Read'])
    expect(find('', [], [])).toEqual([])
  })

  test('keeps a row that was unticked meanwhile, and takes in one that was ticked', () => {
    expect(find('', ['billing.account.GetAccount'], ['environment.file.Read'])).toEqual([
      'Read',
      'GetAccount',
    ])
  })

  test('is a filter as the search is', () => {
    expect(isFiltering({ search: ' ', onlyChecked: null })).toBe(false)
    expect(isFiltering({ search: ' ', onlyChecked: null })).toBe(false)
    expect(isFiltering({ search: 'a', onlyChecked: null })).toBe(true)
    expect(isFiltering({ search: '', onlyChecked: new Set() })).toBe(true)
  })
})

describe('highlights', () => {
  test.each([
    { text: 'StopEnv', search: 'env', ranges: [[4, 7]] },
    { text: 'StopEnv', search: 'none', ranges: [] },
    { text: 'Stops a stopped one', search: 'stop', ranges: [[0, 4], [8, 12]] }, // prettier-ignore
    { text: 'GetEnvInfo', search: 'env getenv', ranges: [[0, 6]] },
    { text: 'GetEnvInfo', search: 'get env', ranges: [[0, 6]] },
    { text: 'İstanbul stop', search: 'stop', ranges: [[9, 13]] },
    { text: 'a.b', search: '.', ranges: [[1, 2]] },
  ])('of “$search” in “$text”', ({ text, search, ranges }) => {
    expect(highlights(text, search)).toEqual(ranges)
  })

  test('lie in order, apart from each other, and the parts make up the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: fc.constantFrom('a', 'B', '.', ' ', '(') }),
        (text, search) => {
          const ranges = highlights(text, search)
          let position = -1
          for (const [start, end] of ranges) {
            expect(start).toBeGreaterThan(position)
            expect(end).toBeGreaterThan(start)
            position = end
          }
          expect(
            cutAt(text, ranges)
              .map((part) => part.text)
              .join(''),
          ).toBe(text)
        },
      ),
    )
  })
})
