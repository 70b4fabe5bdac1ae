import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { startBrowser } from '../support/browser.ts'
import { startTestServer } from '../support/server.ts'

const { url, anAccount, aToken } = await startTestServer()
const { newPage } = await startBrowser(url)
const patience = { timeout: 15_000, interval: 300 }

/** Opens a tab, when the page has loaded its editor: GraphiQL would run another tab's operation. */
async function open(page: Page, name: string) {
  const operation = page.locator('.graphiql-query-editor .view-lines')
  await expect.poll(() => operation.innerText(), patience).toMatch(/\S/)
  await page.getByRole('tab', { name }).click()
  await expect.poll(() => operation.innerText(), patience).toContain(name)
}

/** Runs the tab's operation and gives the answer. GraphiQL notices a moment late that the tab is another. */
async function executed(page: Page) {
  await page.getByRole('button', { name: /execute/i }).click()
  return page.locator('.graphiql-response').innerText()
}

test('GraphiQL runs an example with a token, asks nobody else for anything, and keeps the token to itself', async () => {
  const { value, owner } = await aToken({
    methods: ['environment.control.GetEnvs'],
    description: 'exploring',
  })
  const page = await newPage()
  const foreign: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) foreign.push(request.url())
  })

  await page.goto('/graphiql')
  await page.getByLabel('Session or access token').fill(value)
  await open(page, 'WhoAmI')
  await expect.poll(() => executed(page), patience).toContain('"exploring"')
  expect(await page.locator('.graphiql-response').innerText()).toContain(owner.login)

  expect(foreign).toEqual([])
  const kept = await page.evaluate<string>(
    'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])',
  )
  expect(kept).not.toContain(value)
})

test('the examples in the tabs fit the schema', async () => {
  const { session } = await anAccount()
  const page = await newPage()
  await page.goto('/graphiql')
  await page.getByLabel('Session or access token').fill(session)
  const tabs = page.getByRole('tab')
  await tabs.first().waitFor()

  const names = await tabs.allInnerTexts()
  expect(names.map((name) => name.trim()).filter(Boolean)).toEqual(
    expect.arrayContaining([
      'SignIn',
      'WhoAmI',
      'GenerateToken',
      'Environments',
      'StopEnvironment',
      'FindMethods',
    ]),
  )
  for (const name of ['Environments', 'FindMethods']) {
    await page.getByRole('tab', { name }).click()
    await expect.poll(() => executed(page), patience).toContain('"data"')
    expect(await page.locator('.graphiql-response').innerText()).not.toContain('"errors"')
  }
})
