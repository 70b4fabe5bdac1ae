import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { signInto, startBrowser } from '../../support/browser.ts'
import { startTestServer, type TestAccount } from '../../support/server.ts'

const server = await startTestServer()
const { newPage } = await startBrowser(server.url)

async function openAccount(account: TestAccount) {
  const page = await newPage()
  await signInto(page, account)
  await page.goto('/settings/account')
  await page.getByText('This session').waitFor()
  return page
}

async function fillPasswords(page: Page, old: string, fresh: string, again = fresh) {
  await page.getByLabel('Current password').fill(old)
  await page.getByLabel('New password', { exact: true }).fill(fresh)
  await page.getByLabel('New password again').fill(again)
  await page.getByRole('button', { name: 'Change password' }).click()
}

const sessionIsOpen = async (session: string) =>
  (await server.graphql('{ viewer { kind } }', { as: session })).errors === undefined

const sessions = (page: Page) => page.getByRole('list', { name: 'Sessions' }).getByRole('listitem')

test('what is wrong with a new password is said at its field', async () => {
  const account = await server.anAccount()
  const page = await openAccount(account)

  await fillPasswords(page, account.password, 'short')
  await page.getByText('Use at least 8 characters.').waitFor()
  await fillPasswords(page, account.password, 'long enough', 'long but other')
  await page.getByText('The two new passwords differ.').waitFor()

  await fillPasswords(page, 'not the password', 'long enough')
  await page.getByText('That is not your password. 9 tries are left.').waitFor()
  expect(await page.getByLabel('Current password').getAttribute('aria-invalid')).toBe('true')
  expect(await page.getByLabel('New password', { exact: true }).inputValue()).toBe('long enough')
})

test('the password is changed, and the other sessions end unless told otherwise', async () => {
  const account = await server.anAccount()
  const page = await openAccount(account)

  await page.getByText('Sign out everywhere else').click()
  await fillPasswords(page, account.password, 'the second password')
  await page.getByText('The password was changed.').waitFor()
  expect(await sessionIsOpen(account.session)).toBe(true)
  expect(await page.getByLabel('Current password').inputValue()).toBe('')
  const other = await server.aSession({ login: account.login, password: 'the second password' })

  await page.getByText('Sign out everywhere else').click()
  await fillPasswords(page, 'the second password', 'the third password')
  await expect.poll(() => sessionIsOpen(other)).toBe(false)
  await expect.poll(() => sessions(page).count()).toBe(1)
})

test('one session is ended, and the list says so', async () => {
  const account = await server.anAccount()
  const page = await openAccount(account)
  expect(await sessions(page).count()).toBe(2)
  expect(await sessions(page).first().innerText()).toMatch(
    /Chrome on Linux[^]*This session[^]*Ends at the latest \d/,
  )

  await sessions(page)
    .last()
    .getByRole('button', { name: /^End the session of/ })
    .click()
  await expect.poll(() => sessions(page).count()).toBe(1)
  expect(await sessionIsOpen(account.session)).toBe(false)
  expect(await page.getByRole('button', { name: /^End the session of/ }).count()).toBe(0)
})

test('all other sessions are ended after a question', async () => {
  const account = await server.anAccount()
  await server.aSession(account)
  const page = await openAccount(account)
  expect(await sessions(page).count()).toBe(3)

  await page.getByRole('button', { name: 'End all other sessions' }).click()
  const dialog = page.getByRole('alertdialog')
  await dialog.getByText('2 other sessions end at once.').waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect(await sessionIsOpen(account.session)).toBe(true)

  await page.getByRole('button', { name: 'End all other sessions' }).click()
  await dialog.getByRole('button', { name: 'End all other sessions' }).click()
  await expect.poll(() => sessions(page).count()).toBe(1)
  expect(await sessionIsOpen(account.session)).toBe(false)
  expect(await page.getByRole('button', { name: 'End all other sessions' }).isDisabled()).toBe(true)
})

test('after ending sessions, the keyboard goes on from the next of them, or from the heading', async () => {
  const account = await server.anAccount()
  await server.aSession(account)
  await server.aSession(account)
  await server.aSession(account)
  const page = await openAccount(account)
  const heading = page.getByRole('heading', { name: 'Sessions' })
  const focused = page.locator(':focus')
  const end = (index: number) =>
    sessions(page)
      .nth(index)
      .getByRole('button', { name: /^End the session of/ })
      .press('Enter')
  await expect.poll(() => sessions(page).count()).toBe(5)

  await end(1)
  await expect.poll(() => sessions(page).count()).toBe(4)
  await sessions(page).nth(1).and(focused).waitFor()
  await end(3)
  await expect.poll(() => sessions(page).count()).toBe(3)
  await heading.and(focused).waitFor()

  await page.getByRole('button', { name: 'End all other sessions' }).press('Enter')
  await page.getByRole('alertdialog').waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(() => sessions(page).count()).toBe(1)
  await heading.and(focused).waitFor()
})
