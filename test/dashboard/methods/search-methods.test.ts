import { expect, test } from 'vitest'
import { searchMethods } from '../../../src/dashboard/methods/search-methods.ts'

const methods = [
  {
    id: 'environment.control.StopEnv',
    path: '/1.0/environment/control/rest/stopenv',
    description: 'Stops an environment.',
  },
  {
    id: 'billing.account.GetQuotas',
    path: '/1.0/billing/account/rest/getquotas',
    description: 'Returns the limits.',
  },
  {
    id: 'environment.control.GetEnvs',
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
