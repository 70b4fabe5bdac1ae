import { expect, test } from 'vitest'
import { describeDevice } from '../../../src/dashboard/account/describe-device.ts'

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
    { program: 'Edge', system: 'Windows' },
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    { program: 'Safari', system: 'iOS' },
  ],
  [
    'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    { program: 'Chrome', system: 'Android' },
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    { program: 'Firefox', system: 'Linux' },
  ],
  ['curl/8.5.0', { program: 'curl/8.5.0' }],
  ['my-plugin/1.2 (Java 21)', { program: 'my-plugin/1.2' }],
  ['command line', { program: 'command line' }],
  [null, undefined],
])('%s', (userAgent, device) => {
  expect(describeDevice(userAgent)).toEqual(device)
})
