import { expect, test } from 'vitest'
import { apiMethods } from '../../../src/methods/catalogue.ts'
import { describeDifferences } from '../../../src/platform/upstream/compare-catalogue.ts'
import { runLatchkey } from '../../support/process.ts'
import { startHostilePlatform } from './a-hostile-platform.ts'

const platform = await startHostilePlatform()
const grantable = apiMethods.filter(({ access }) => access === 'grantable').map(({ id }) => id)

function compare(args: string[], input: string) {
  return runLatchkey(['compare-catalogue', ...args], { PLATFORM_URL: platform.url }, { input })
}

test('a platform that has what the catalogue has differs in nothing', () => {
  expect(describeDifferences(new Set(grantable))).toBe(
    `The platform gives ${grantable.length} methods to tokens, Latchkey ${grantable.length}.`,
  )
})

test('the command prints what either has and the other has not, for a login and a code', async () => {
  platform.tokenMethods = [...grantable.slice(1), 'env.control.BrandNew', 'users.authentication.CreateToken']
  const command = compare(['careful@example.com'], 'right\n123456\n')
  expect(await command.ended).toBe(0)
  expect(command.stdout).toBe(
    `The platform gives ${grantable.length + 1} methods to tokens, Latchkey ${grantable.length}.

The platform has, and the catalogue does not: every token is denied them.
  environment.control.BrandNew

The platform gives to tokens, and Latchkey to sessions alone:
  users.authentication.CreateToken

The catalogue has, and the platform does not name: calls of them will probably fail there.
  ${grantable[0]}
`,
  )
  expect(platform.signedOut).toEqual([platform.session])
})

test('a token of the platform is enough, and what opens nothing is said', async () => {
  platform.tokenMethods = grantable
  const command = compare([], 'a-token-of-the-platform\n')
  expect(await command.ended).toBe(0)
  expect(platform.received.at(-1)!.parameters.get('session')).toBe('a-token-of-the-platform')

  const said = async (args: string[], input: string) => {
    const refused = compare(args, input)
    expect(await refused.ended).toBe(1)
    return refused.stderr
  }
  expect(await said(['ann@example.com'], 'wrong')).toContain('did not take the login and password')
  expect(await said(['careful@example.com'], 'right')).toContain('Give the code in a second line')
  platform.tokenMethods = undefined
  expect(await said([], 'a-token-of-the-platform')).toContain('did not say which methods it has')
})
