import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { startHostilePlatform } from '../../platform/upstream/a-hostile-platform.ts'
import { overflow, seriousProblems, signInto, startBrowser } from '../../support/browser.ts'
import { usedSecret } from '../../support/secrets.ts'
import { startTestServer } from '../../support/server.ts'

// A platform without tokens of its own making: what tokens are opened with has to be given.
const platform = await startHostilePlatform()
const front = await startTestServer({
  PLATFORM_URL: platform.url,
  SECRET_KEY: 'a key of the tests that is long enough',
})
const { newPage } = await startBrowser(front.url)

const given = usedSecret('a-token-that-was-made-at-the-platform')
const ofAnother = usedSecret('a-token-of-somebody-else-there')
/** Of the login that signs in first. */
const uid = 5000
platform.behaviour = ({ path, parameters }, response) => {
  const session = parameters.get('session')
  const owner = session === given ? uid : session === ofAnother ? 1 : undefined
  const known = path.endsWith('/getuserinfo') && owner !== undefined
  response.end(JSON.stringify(known ? { result: 0, uid: owner } : { result: 0, infos: [] }))
}

async function openPlatform(login = 'ann@example.com', options = {}) {
  const page = await newPage(options)
  await signInto(page, { login, password: 'right' })
  await page.goto('/settings/platform')
  await page.locator('.badge').waitFor()
  return page
}

async function fill(page: Page, token: string, password: string) {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Token of the platform').fill(token)
  await dialog.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  return dialog
}

test('the owner gives a token of the platform, which is never shown again, and has it forgotten', async () => {
  const page = await openPlatform()
  await page.getByText('your access tokens work for as long as you are signed in').waitFor()
  expect(await page.getByRole('link', { name: platform.url }).getAttribute('href')).toBe(platform.url)

  await page.getByRole('button', { name: 'Give a token of the platform' }).click()
  const dialog = await fill(page, '', 'right')
  await dialog.getByText('Paste the token.').waitFor()
  await fill(page, ofAnother, 'right')
  await dialog.getByText('That token belongs to another account.').waitFor()
  await fill(page, given, 'wrong')
  await dialog.getByText('That is not your password. 9 tries are left.').waitFor()
  await fill(page, given, 'right')
  await page.getByText('The token of the platform is in use from now on.').waitFor()
  await page.getByText('Given by you').waitFor()
  expect(await page.content()).not.toContain(given)
  expect(await seriousProblems(page)).toEqual([])

  await page.getByRole('button', { name: 'Forget the token' }).click()
  await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill('right')
  await page.keyboard.press('Enter')
  await page.getByText('The token of the platform was forgotten.').waitFor()
  await page.getByText('Your session', { exact: true }).waitFor()

  await page.goto('/settings/activity')
  await page.getByText('Token of the platform forgotten').waitFor()
  await page.getByText('Token of the platform given').waitFor()
})

test('signing in asks for the second factor of the platform', async () => {
  const page = await newPage()
  await page.goto('/sign-in')
  await page.getByLabel('Login').fill('careful@example.com')
  await page.getByLabel('Password', { exact: true }).fill('right')
  await page.keyboard.press('Enter')
  const code = page.getByLabel('Authentication code')
  await code.fill('654321')
  await page.keyboard.press('Enter')
  await page.getByText('9 tries are left.').waitFor()
  await code.fill('123456')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/environments')
})

test('the screen is there in German and on a telephone, and two-factor leads to the platform', async () => {
  const page = await openPlatform('eve@example.com', {
    locale: 'de-DE',
    viewport: { width: 360, height: 740 },
  })
  await page.getByRole('button', { name: 'Token der Plattform geben' }).click()
  await page.getByRole('dialog').getByText('Kein Token von Latchkey.').waitFor()
  expect(await overflow(page)).toBe(0)
  expect(await seriousProblems(page)).toEqual([])

  await page.goto('/settings/account')
  await page.getByText('Die Zwei-Faktor-Anmeldung ist die der Plattform.').waitFor()
  expect(await page.getByRole('button', { name: 'Zwei-Faktor-Anmeldung einrichten' }).count()).toBe(0)
})
