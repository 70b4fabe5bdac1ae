import { expect, test } from 'vitest'
import { groupByService } from '../../../src/dashboard/methods/services.ts'

test('services and their methods stand in alphabetical order, none lost', () => {
  const methods = [
    { service: 'environment.file', name: 'Read' },
    { service: 'environment.control', name: 'StopEnv' },
    { service: 'billing.account', name: 'GetAccount' },
    { service: 'environment.control', name: 'GetEnvs' },
  ]
  expect(groupByService(methods).map(({ name, methods }) => [name, methods.map((one) => one.name)])).toEqual([
    ['billing.account', ['GetAccount']],
    ['environment.control', ['GetEnvs', 'StopEnv']],
    ['environment.file', ['Read']],
  ])
})
