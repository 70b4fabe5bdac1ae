import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { overflow, startBrowser } from '../support/browser.ts'
import { startTestServer } from '../support/server.ts'

const { url, anAccount, aToken } = await startTestServer()
const { newPage } = await startBrowser(url)

/** Opens a tab, when the page has loaded its editor. */
async function open(page: Page, name: string) {
  const operation = page.locator('.graphiql-query-editor .view-lines')
  await expect.poll(() => operation.innerText()).toMatch(/\S/)
  await page.getByRole('tab', { name }).click()
  await expect.poll(() => operation.innerText()).toContain(name)
}

/**
 * Runs the tab's operation once, and gives where its answer is shown. GraphiQL notices a moment late that the tab is
 * another, and runs what was there before. That is not let through to the server, where each try with the tab SignIn
 * would count as a wrong password.
 */
async function execute(page: Page, name: string) {
  let sent = false
  await page.route('**/graphql', (route) => {
    const { operationName } = route.request().postDataJSON() as { operationName?: string }
    if (operationName !== name && operationName !== 'IntrospectionQuery') return route.fulfill({ json: {} })
    sent ||= operationName === name
    return route.continue()
  })
  await expect
    .poll(
      async () => {
        if (!sent) await page.getByRole('button', { name: /execute/i }).click()
        return sent
      },
      { interval: 300 },
    )
    .toBe(true)
  return page.locator('.graphiql-response')
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
  const answer = await execute(page, 'WhoAmI')
  await expect.poll(() => answer.innerText()).toContain('"exploring"')
  expect(await answer.innerText()).toContain(owner.login)

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
  for (const [name, field] of [
    ['Environments', '"environments"'],
    ['FindMethods', '"apiMethods"'],
  ] as const) {
    await open(page, name)
    const answer = await execute(page, name)
    await expect.poll(() => answer.innerText()).toContain(field)
    expect(await answer.innerText()).toContain('"data"')
    expect(await answer.innerText()).not.toContain('"errors"')
  }
})

test('on a phone, the answer is below the operation, and both have its width', async () => {
  const page = await newPage({ viewport: { width: 390, height: 844 } })
  await page.goto('/graphiql')
  const box = async (part: string) => (await page.locator(part).boundingBox())!
  await page.locator('.graphiql-response').waitFor()

  const editors = await box('.graphiql-editors')
  const response = await box('.graphiql-response')
  expect(editors.width).toBeGreaterThan(300)
  expect(response.width).toBeGreaterThan(300)
  expect(response.y).toBeGreaterThanOrEqual(editors.y + editors.height)
  expect(editors.height).toBeGreaterThan(150)
  expect(response.height).toBeGreaterThan(150)
  expect(await overflow(page)).toBe(0)
})

test.each([
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
])('at $width × $height, the variables have room to be filled in', async (viewport) => {
  const page = await newPage({ viewport })
  await page.goto('/graphiql')
  const editor = page.getByRole('region', { name: 'Variables' }).locator('.graphiql-editor:not(.hidden)')
  const text = editor.locator('.view-lines')
  await text.waitFor()
  await expect.poll(async () => (await editor.boundingBox())!.height).toBeGreaterThanOrEqual(128)
  expect((await page.locator('.graphiql-query-editor').boundingBox())!.height).toBeGreaterThan(150)
  expect((await page.locator('.graphiql-response').boundingBox())!.height).toBeGreaterThan(150)

  await text.click()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.insertText('{ "search": "filled in" }')
  await expect.poll(() => text.innerText()).toMatch(/filled.in/)
  expect(await overflow(page)).toBe(0)
})
