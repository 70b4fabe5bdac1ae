import { expect, test } from 'vitest'
import { startTestServer } from '../support/server.ts'
import { startTokensPages } from './tokens/tokens-page.ts'

const server = await startTestServer({ LEGACY_REST: 'off' })
const { newPage, openTokens } = await startTokensPages(server)

test('without old addresses the line to try a token is one of GraphQL, and works', async () => {
  const account = await server.anAccount()
  const tokens = await openTokens(account)
  await tokens.tool('Generate').click()
  await tokens.describe('CI: deploy')
  await tokens.choose('IDE Plugins')
  await tokens.button('Continue').click()
  await tokens.confirm(account.password, 'Generate token')
  const value = await tokens.value()

  const line = await tokens.page
    .getByRole('group', { name: 'Line for a shell' })
    .locator('code')
    .textContent()
  const [, address, credential, body] =
    /^curl '([^']+)' -H 'Authorization: Bearer ([^']+)' -H 'Content-Type: application\/json' --data '([^']+)'$/.exec(
      line!,
    )!
  expect([address, credential]).toEqual([`${server.url}/graphql`, value])
  const answer = await fetch(address!, {
    method: 'POST',
    headers: { authorization: `Bearer ${credential}`, 'content-type': 'application/json' },
    body: body!,
  })
  expect(await answer.json()).toEqual({ data: { environments: [] } })
})

test('without old addresses the page of a method has GraphQL alone', async () => {
  const page = await newPage()
  await page.goto('/docs/methods/environment.control.StopEnv')
  const facts = page.getByRole('complementary', { name: 'At a glance' })
  await facts.getByText('Mutation.stopEnvironment').waitFor()
  expect(await facts.innerText()).not.toMatch(/REST|\/1\.0\/|Verbs/)
  expect(await page.getByRole('tab').allInnerTexts()).toEqual(['GraphQL', 'GraphQL by curl'])
  await page.getByRole('tabpanel').getByText('stopEnvironment(name: "my-project")').waitFor()
})
