import { describe, expect, test } from 'vitest'
import { seriousProblemsInBothSchemes } from '../../support/browser.ts'
import { startTestServer } from '../../support/server.ts'
import { becomes, startTokensPages } from './tokens-page.ts'

const server = await startTestServer()
const { openTokens } = await startTokensPages(server)

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

describe('axe finds nothing serious in either colour scheme', () => {
  test('in an empty list', async () => {
    const { page } = await openTokens(await server.anAccount())
    await page.getByText('No access tokens yet').waitFor()
    expect(await seriousProblemsInBothSchemes(page)).toEqual([])
  })

  test('in list, form, picker, summary, value and removal', { timeout: 90_000 }, async () => {
    const account = await server.anAccount()
    const methods = ['environment.control.GetEnvs']
    await server.aToken({ description: 'months', apiSet: 'MARKETPLACE', expiresAt: inDays(200) }, account)
    await server.aToken({ description: 'weeks', methods, expiresAt: inDays(20) }, account)
    const ended = await server.aToken({ description: 'ended', methods }, account)
    await server.sql`update tokens set expires_at = now() where id = ${ended.id}`
    const { value } = await server.aToken({ description: 'days', methods, expiresAt: inDays(2) }, account)
    await server.rest('environment/control/rest/getenvs', { session: value })
    const tokens = await openTokens(account)
    const { page } = tokens
    const check = async (place: string) => {
      expect(await seriousProblemsInBothSchemes(page), place).toEqual([])
    }

    await expect
      .poll(
        async () => {
          await page.reload()
          await tokens.row('days').waitFor()
          return page.locator('tbody').textContent()
        },
        { interval: 300 },
      )
      .toMatch(/ago[^]*Expired|Expired[^]*ago/)
    await tokens.row('days').click()
    await tokens.row('ended').click({ modifiers: ['Control'] })
    await becomes(async () => (await tokens.selected()).length, 2)
    await check('list')

    await tokens.tool('Generate').click()
    await page.getByRole('tree').waitFor()
    await check('form')
    await tokens.button('Continue').click()
    await page.getByText('Say in a few words').waitFor()
    await check('form with errors')

    await tokens.button('Pick a day').click()
    await page.getByRole('grid', { name: /./ }).last().waitFor()
    await check('calendar')
    await page.keyboard.press('Escape')

    await tokens.describe('checked')
    await tokens.choose('Extended Access')
    await tokens.search('delete env')
    await tokens.method('DeleteEnv').click()
    await tokens.method('DeleteEnv').hover()
    await page.getByText('Extended Access, less 1').waitFor()
    await check('picker')

    await tokens.button('Continue').click()
    await tokens.confirm('not it', 'Generate token')
    await page.getByText('That is not your password').waitFor()
    await check('summary and password')

    await tokens.confirm(account.password, 'Generate token')
    await tokens.value()
    await check('value')
    await tokens.button('Done').click()
    await tokens.question('Close without the value?').waitFor()
    await check('question')
    await tokens.button('Close anyway').click()
    await tokens.dialog('Your new token').waitFor({ state: 'detached' })

    await tokens.tool('Remove').click()
    await tokens.question('Remove 2 tokens?').waitFor()
    await check('removal')
  })
})
