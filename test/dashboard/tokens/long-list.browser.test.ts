import { expect, test } from 'vitest'
import { startTestServer } from '../../support/server.ts'
import { becomes, startTokensPages } from './tokens-page.ts'

const server = await startTestServer({ MAX_TOKENS_PER_ACCOUNT: '200' })
const { openTokens } = await startTokensPages(server)

test(
  'a long list shows a hundred rows, then more, and all of it is what is selected and removed',
  { timeout: 120_000 },
  async () => {
    const account = await server.anAccount()
    const numbers = Array.from({ length: 120 }, (_, index) => index + 1)
    for (let done = 0; done < numbers.length; done += 20) {
      const drafts = numbers.slice(done, done + 20).map((number) => ({
        description: `number ${number}`,
        apiSet: 'MAVEN_PLUGIN',
      }))
      const { errors } = await server.graphql(
        `mutation ($tokens: [TokenInput!]!, $password: String!) {
        generateTokens(tokens: $tokens, password: $password) { value }
      }`,
        { as: account.session, variables: { tokens: drafts, password: account.password } },
      )
      expect(errors).toBeUndefined()
    }
    const tokens = await openTokens(account)
    const { page } = tokens
    const count = async () => (await tokens.descriptions()).length
    await page.getByText('100 of 120 tokens shown').waitFor()
    expect(await count()).toBe(100)

    const first = (await tokens.descriptions())[0]!
    await tokens.row(first).click()
    await page.keyboard.press('Control+a')
    await page.getByText('120 selected, 20 of them not shown yet').waitFor()
    expect(await page.getByRole('checkbox', { name: 'Select all' }).isChecked()).toBe(true)
    await tokens.tool('Remove').click()
    await tokens.question('Remove 120 tokens?').waitFor()
    await page.keyboard.press('Escape')
    await tokens.question('Remove 120 tokens?').waitFor({ state: 'detached' })

    // The column head has what is not shown yet in mind, too.
    await tokens.row('number 50').click({ modifiers: ['Control'] })
    await page.getByText('119 selected, 20 of them not shown yet').waitFor()
    const isPart = `document.querySelector('thead input').indeterminate`
    await becomes(() => page.evaluate<boolean>(isPart), true)

    await tokens.button('Show more').press('Enter')
    await becomes(count, 120)
    expect(await tokens.button('Show more').count()).toBe(0)
    await becomes(() => tokens.focusedRow(), (await tokens.descriptions())[100])
    await page.getByText('119 selected', { exact: true }).waitFor()

    // A filter hides what it hides from all of that.
    await page.getByRole('searchbox', { name: 'Search tokens' }).fill('number 11')
    await becomes(count, 11)
    await page.getByText('11 selected', { exact: true }).waitFor()
  },
)
