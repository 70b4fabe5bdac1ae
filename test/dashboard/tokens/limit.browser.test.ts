import { expect, test } from 'vitest'
import { startTestServer, type TestAccount } from '../../support/server.ts'
import { tokenOperations } from '../../tokens/token-operations.ts'
import { becomes, startTokensPages } from './tokens-page.ts'

const server = await startTestServer({ MAX_TOKENS_PER_ACCOUNT: '10' })
const { openTokens } = await startTokensPages(server)

async function someTokens(account: TestAccount, length: number) {
  const drafts = Array.from({ length }, (_, index) => ({
    description: `number ${index + 1}`,
    apiSet: 'MAVEN_PLUGIN',
  }))
  expect((await tokenOperations(server).generateTokens(account, drafts)).errors).toBeUndefined()
}

test('the list says how near the limit is, and at it nothing is offered that would be refused', async () => {
  const account = await server.anAccount()
  await someTokens(account, 9)
  const tokens = await openTokens(account)
  const { page } = tokens
  await page.getByText('9 of 10 tokens').waitFor()

  await tokens.row('number 9').click()
  await tokens.tool('Copy').click()
  await tokens.button('Continue').click()
  await tokens.confirm(account.password, 'Generate token')
  await tokens.button('Done').click()
  await tokens.button('Close anyway').click()
  await page.getByText('The account has 10 tokens, as many as it may have.', { exact: false }).waitFor()
  expect(await tokens.tool('Generate').isDisabled()).toBe(true)
  expect(await tokens.tool('Copy').isDisabled()).toBe(true)
  expect(await tokens.tool('Edit').isEnabled()).toBe(true)
  await becomes(() => tokens.focusedRow(), 'number 9')

  await tokens.tool('Remove').click()
  await tokens.confirm(account.password, 'Remove 1 token')
  await page.getByText('9 of 10 tokens').waitFor()
  await becomes(() => tokens.tool('Generate').isEnabled(), true)
})

test('a limit that was reached in another tab is told in the words of the page', async () => {
  const account = await server.anAccount()
  const tokens = await openTokens(account)
  await tokens.tool('Generate').click()
  await tokens.describe('one too many')
  await tokens.choose('Maven Plugin')
  await tokens.button('Continue').click()
  await someTokens(account, 10)
  await tokens.confirm(account.password, 'Generate token')
  await tokens.page.getByText('The account has as many tokens as it may have.', { exact: false }).waitFor()
  await becomes(async () => (await tokens.descriptions()).length, 10)
})
