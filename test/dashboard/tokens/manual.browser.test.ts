import { expect, test } from 'vitest'
import { startTestServer } from '../../support/server.ts'
import { becomes, startTokensPages, TokensPage } from './tokens-page.ts'

const server = await startTestServer()
const { newPage } = await startTokensPages(server)

/** Calls the platform as a script would. */
async function curl(method: string, value: string, parameters: Record<string, string> = {}) {
  const answer = await fetch(`${server.url}/1.0/environment/control/rest/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${value}`, 'user-agent': 'curl/8.5.0' },
    body: new URLSearchParams(parameters),
  })
  return (await answer.json()) as { result: number; error?: string }
}

test(
  'an owner follows the manual from signing in to an environment that a script has stopped',
  { timeout: 60_000 },
  async () => {
    const account = await server.anAccount()
    await server.graphql(
      'mutation { createEnvironment(environment: { name: "night-shop", nodes: [{ type: "tomcat10" }] }) { name } }',
      { as: account.session },
    )
    const page = await newPage({ permissions: ['clipboard-read', 'clipboard-write'] })
    const tokens = new TokensPage(page)

    // Sign in, and go to Settings → Access Tokens.
    await page.goto('/')
    await page.getByLabel('Login').fill(account.login)
    await page.getByLabel('Password', { exact: true }).fill(account.password)
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByText('No access tokens yet').waitFor()

    // Generate: description, date, Custom with two methods found by search, summary, password.
    await tokens.tool('Generate').click()
    await tokens.describe('Nightly stop')
    await page.getByRole('radio', { name: '30 days' }).click()
    await tokens.choose('Custom')
    await tokens.search('environment.control.getenvs')
    await tokens.method('GetEnvs').click()
    await tokens.search('environment.control.stopenv')
    await tokens.method('StopEnv').click()
    await tokens.button('Continue').click()
    await page.getByText(/^2 of \d+ methods \(Custom\)$/).waitFor()
    await tokens.confirm(account.password, 'Generate token')

    // The value, this once.
    await page.getByText('It is never shown again.').waitFor()
    await tokens.button('Copy the value').click()
    const value = await page.evaluate<string>('navigator.clipboard.readText()')
    await tokens.button('Done').click()
    await becomes(() => tokens.descriptions(), ['Nightly stop'])
    expect(await tokens.row('Nightly stop').textContent()).toContain('Custom, 2 methods')

    // Edit: another description and no date.
    await tokens.row('Nightly stop').click()
    await tokens.tool('Edit').click()
    await tokens.describe('Nightly stop of the shop')
    await page.getByRole('radio', { name: 'Never' }).click()
    await tokens.button('Continue').click()
    await page.getByText('It never expires.', { exact: false }).waitFor()
    await tokens.confirm(account.password, 'Save changes')
    await becomes(() => tokens.descriptions(), ['Nightly stop of the shop'])
    expect(await tokens.row('Nightly stop of the shop').textContent()).toContain('Never')

    // Copy, to have one to remove.
    await tokens.row('Nightly stop of the shop').click()
    await tokens.tool('Copy').click()
    await tokens.describe('Spare')
    await tokens.button('Continue').click()
    await tokens.confirm(account.password, 'Generate token')
    const spare = (await tokens.value())!
    await tokens.button('Copy the value').click()
    await tokens.button('Done').click()
    await becomes(() => tokens.descriptions(), ['Spare', 'Nightly stop of the shop'])
    expect((await curl('getenvs', spare)).result).toBe(0)

    // Remove: the copy stops working at once, the other goes on.
    await tokens.row('Spare').click()
    await tokens.tool('Remove').click()
    await tokens.confirm(account.password, 'Remove 1 token')
    await becomes(() => tokens.descriptions(), ['Nightly stop of the shop'])
    expect((await curl('getenvs', spare)).result).toBe(702)

    // Use: what was ticked works, what was not is refused by name, and the dashboard sees what the script did.
    await page.getByRole('link', { name: 'Environments' }).click()
    const environment = page.getByRole('listitem').filter({ hasText: 'night-shop' })
    await environment.getByText('Running').waitFor()
    const refused = await curl('deleteenv', value, { envName: 'night-shop' })
    expect(refused).toMatchObject({ result: 8202, error: expect.stringContaining('DeleteEnv') as string })
    expect(await curl('stopenv', value, { envName: 'night-shop' })).toMatchObject({ result: 0 })
    await environment.getByText('Stopped').waitFor()
  },
)
