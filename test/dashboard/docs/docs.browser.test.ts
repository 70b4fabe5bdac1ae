import { expect, test } from 'vitest'
import { overflow, startBrowser } from '../../support/browser.ts'
import { startTestServer } from '../../support/server.ts'

const server = await startTestServer()
const { newPage } = await startBrowser(server.url)

test('the index is open to everyone, and is searched by name and description', async () => {
  const page = await newPage()
  await page.goto('/docs')
  await page.waitForURL('**/docs/methods')
  const count = page.getByRole('status').getByText(/methods$/)
  await expect.poll(() => count.innerText()).toMatch(/^3\d\d methods$/)

  await page.getByRole('searchbox', { name: 'Search methods' }).fill('stopenv')
  await expect.poll(() => count.innerText()).toMatch(/^\d of 3\d\d methods$/)
  const link = page
    .getByRole('region', { name: 'environment.control' })
    .getByRole('link', { name: 'StopEnv', exact: true })
  await link.click()
  await page.getByRole('heading', { level: 1, name: 'StopEnv' }).waitFor()
  expect(await page.title()).toBe('environment.control.StopEnv · Latchkey')

  // The search is there again on the way back.
  await page.goBack()
  expect(await page.getByRole('searchbox').inputValue()).toBe('stopenv')
  await page.getByRole('searchbox').press('Escape')
  await expect.poll(() => count.innerText()).toMatch(/^3\d\d methods$/)
})

test('the address of a service leads to it, on opening it afresh too', async () => {
  const page = await newPage()
  const top = () =>
    page.evaluate<number>(`document.getElementById('environment.control').getBoundingClientRect().top`)
  const service = page.getByRole('region', { name: 'environment.control' })
  await page.goto('/docs/methods#environment.control')
  await service.waitFor()
  await expect.poll(top).toBeLessThan(200)

  await page.evaluate('history.scrollRestoration = "manual"')
  await page.reload()
  await service.waitFor()
  await expect.poll(top).toBeLessThan(200)
})

test('the index shows what a set holds', async () => {
  const page = await newPage()
  await page.goto('/docs/methods?set=MAVEN_PLUGIN')
  const { data } = await server.graphql('{ apiSets { name methods } }')
  const { methods } = data.apiSets.find(({ name }: { name: string }) => name === 'MAVEN_PLUGIN')

  await page.getByRole('status').getByText(`${methods.length} of `).waitFor()
  expect(await page.getByRole('main').locator('.docs-method').count()).toBe(methods.length)

  await page.getByRole('searchbox').fill('no such thing')
  await page.getByRole('heading', { name: 'No method matches' }).waitFor()
  await page.getByRole('button', { name: 'Show all methods' }).click()
  await page
    .getByRole('status')
    .getByText(/^3\d\d methods$/)
    .waitFor()
})

test.each([701, 768])('at %d pixels how many methods are found stands in one line', async (width) => {
  const page = await newPage({ viewport: { width, height: 700 } })
  await page.goto('/docs/methods?search=stop')
  const count = page.getByRole('status').getByText(/^\d+ of 3\d\d methods$/)
  await count.waitFor()
  expect((await count.boundingBox())!.height).toBeLessThan(30)
  expect(await overflow(page)).toBe(0)
})

test('a method is described with parameters, verbs, sets and examples for this very address', async () => {
  const page = await newPage()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/docs/methods/environment.control.StopEnv')

  const parameters = page.getByRole('table')
  await parameters.getByRole('row', { name: /envName string Required/ }).waitFor()
  const facts = page.getByRole('complementary', { name: 'At a glance' })
  expect(await facts.innerText()).toMatch(
    /environment\.control\.StopEnv[^]*Extended Access[^]*\/1\.0\/environment\/control\/rest\/stopenv[^]*GET\s+POST[^]*Mutation\.stopEnvironment/,
  )

  await page.getByRole('button', { name: 'Copy the REST example' }).click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  const copied = await page.evaluate<string>('navigator.clipboard.readText()')
  expect(copied).toContain(`curl '${server.url}/1.0/environment/control/rest/stopenv'`)

  // The tabs go by the keyboard.
  await page.getByRole('tab', { name: 'REST' }).press('ArrowRight')
  await page.getByRole('tabpanel').getByText('stopEnvironment(name: "my-project")').waitFor()
})

test('dangers and limits of a method are said', async () => {
  const page = await newPage()
  await page.goto('/docs/methods/environment.control.DeleteEnv')
  await page.getByText('This method destroys something that cannot simply be brought back.').waitFor()

  await page.goto('/docs/methods/users.account.ChangePassword')
  await page.getByText('No access token can hold this method.').waitFor()
  expect(await page.getByRole('tabpanel').innerText()).toContain('$LATCHKEY_SESSION')
  expect(await page.getByText('Secret: send it in the body').count()).toBe(2)

  for (const name of ['authentication.Signin', 'authentication.SigninByToken', 'account.RecoverPassword']) {
    await page.goto(`/docs/methods/users.${name}`)
    await page.getByText('This method needs no credential.').waitFor()
    expect(await page.getByText('Session only').count()).toBe(0)
    expect(await page.getByRole('tabpanel').innerText()).not.toContain('Authorization')
  }

  // Every caller may, a token without holding it.
  await page.goto('/docs/methods/users.authentication.Signout')
  await page.getByRole('tabpanel').getByText('$LATCHKEY_SESSION').waitFor()
  expect(await page.getByText('Session only').count()).toBe(0)
})

test('an unknown method is said to be none', async () => {
  const page = await newPage()
  // Part of a name that there is: the search of the server finds it, the page must not.
  await page.goto('/docs/methods/environment.control.StopEn')
  await page
    .getByRole('heading', { level: 1, name: 'There is no method environment.control.StopEn' })
    .waitFor()
  await page.getByRole('link', { name: 'Search the methods' }).click()
  await page.waitForURL('**/docs/methods')
})

test('a name that is longer than a search may be is said to be none', async () => {
  const page = await newPage()
  const name = 'x'.repeat(201)
  await page.goto(`/docs/methods/${name}`)
  await page.getByRole('heading', { level: 1, name: `There is no method ${name}` }).waitFor()
  expect(await overflow(page)).toBe(0)
})
