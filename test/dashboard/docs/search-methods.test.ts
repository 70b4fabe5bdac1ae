import { expect, test } from 'vitest'
import { groupByService, searchMethods } from '../../../src/dashboard/docs/search-methods.ts'

const methods = [
  {
    id: 'environment.control.StopEnv',
    service: 'environment.control',
    path: '/1.0/environment/control/rest/stopenv',
    description: 'Stops an environment.',
  },
  {
    id: 'billing.account.GetQuotas',
    service: 'billing.account',
    path: '/1.0/billing/account/rest/getquotas',
    description: 'Returns the limits.',
  },
  {
    id: 'environment.control.GetEnvs',
    service: 'environment.control',
    path: '/1.0/environment/control/rest/getenvs',
    description: 'Lists all environments.',
  },
]

test.each([
  ['', ['StopEnv', 'GetQuotas', 'GetEnvs']],
  ['STOPENV', ['StopEnv']],
  ['lists', ['GetEnvs']],
  ['rest/getq', ['GetQuotas']],
  ['environment get', ['GetEnvs']],
  ['  env   stop ', ['StopEnv']],
  ['nothing', []],
])('"%s" finds %j', (text, found) => {
  expect(searchMethods(methods, text).map(({ id }) => id.split('.').at(-1))).toEqual(found)
})

test('services stay in the order in which they come first', () => {
  expect(groupByService(methods).map(([service, { length }]) => [service, length])).toEqual([
    ['environment.control', 2],
    ['billing.account', 1],
  ])
})
