import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { codeOf, twoFactorOperations } from '../../accounts/two-factor-operations.ts'
import {
  holdAnswer,
  seriousProblems,
  seriousProblemsInBothSchemes,
  signInto,
  startBrowser,
} from '../../support/browser.ts'
import { startTestServer, type TestAccount } from '../../support/server.ts'

const server = await startTestServer({ SECRET_KEY: 'a key of the tests that is long enough' })
const { newPage } = await startBrowser(server.url)
const { aSecuredAccount, begin, enable, freshCodeOf } = twoFactorOperations(server)

const codePattern = /^[0-9a-z]{4}(-[0-9a-z]{4}){3}$/

async function openAccount(account: TestAccount, options = {}) {
  const page = await newPage(options)
  await signInto(page, account)
  await page.goto('/settings/account')
  await page.getByRole('heading', { name: 'Two-factor' }).waitFor()
  return page
}

/** Turns it on behind a page that is signed in already. */
async function secure(account: TestAccount) {
  const { secret } = (await begin(account)).data.beginTwoFactor
  const { data } = await enable(account, codeOf(secret))
  return { ...account, secret, recoveryCodes: data.enableTwoFactor as string[] }
}

/** A page of an account that has it on. Its own session was begun before, and would have ended. */
async function openSecured(options = {}) {
  const owner = await aSecuredAccount()
  const page = await newPage(options)
  await fillSignIn(page, owner)
  await page.getByLabel('Authentication code').fill(await freshCodeOf(owner))
  await page.keyboard.press('Enter')
  await page.waitForURL('**/environments')
  await page.goto('/settings/account')
  await page.getByText('10 recovery codes are left.').waitFor()
  return { owner, page }
}

async function fillSignIn(page: Page, { login, password }: TestAccount) {
  await page.goto('/sign-in')
  await page.getByLabel('Login').fill(login)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await page.getByLabel('Authentication code').and(page.locator(':focus')).waitFor()
}

const dialog = (page: Page, name: string) => page.getByRole('dialog', { name })

async function secretOf(page: Page) {
  const text = await page.getByRole('group', { name: 'Key for the app' }).locator('code').innerText()
  return text.replaceAll(' ', '')
}

async function codesOf(page: Page) {
  const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
  await codes.first().waitFor()
  return codes.allInnerTexts()
}

test('it is set up by the keyboard alone, and the codes are shown until they are kept', async () => {
  const account = await server.anAccount()
  const page = await openAccount(account)
  const button = page.getByRole('button', { name: 'Set up two-factor' })
  await button.focus()
  await page.keyboard.press('Enter')
  const setUp = dialog(page, 'Set up two-factor')
  await setUp.waitFor()
  await page.keyboard.type('not the password')
  await page.keyboard.press('Enter')
  await setUp.getByText('That is not your password. 9 tries are left.').waitFor()
  await page.keyboard.type(account.password)
  await page.keyboard.press('Enter')

  await setUp.getByRole('img', { name: 'QR code for an authenticator app' }).waitFor()
  const secret = await secretOf(page)
  const field = setUp.getByLabel('Authentication code')
  await field.and(page.locator(':focus')).waitFor()
  expect(await field.getAttribute('autocomplete')).toBe('one-time-code')
  await page.keyboard.type('000 000')
  await page.keyboard.press('Enter')
  await setUp.getByText('The code is not right').waitFor()
  await field.and(page.locator(':focus')).waitFor()
  await page.keyboard.type(codeOf(secret))
  await page.keyboard.press('Enter')

  const shown = dialog(page, 'Recovery codes')
  await shown.getByText('These codes are shown only now.').waitFor()
  const codes = await codesOf(page)
  expect(codes).toHaveLength(10)
  for (const code of codes) expect(code).toMatch(codePattern)
  expect(await page.locator('.toast').count()).toBe(0)

  await page.keyboard.press('Escape')
  const question = page.getByRole('alertdialog', { name: 'Close without the codes?' })
  await question.waitFor()
  await page.keyboard.press('Enter')
  await question.waitFor({ state: 'detached' })
  const downloading = page.waitForEvent('download')
  await shown.getByRole('button', { name: 'Download' }).click()
  const file = await (await downloading).path()
  expect((await readFile(file, 'utf8')).trim().split('\n')).toEqual(codes)
  await shown.getByRole('button', { name: 'Done' }).click()
  await page.getByText('Two-factor was turned on.').waitFor()
  await page.getByText('10 recovery codes are left.').waitFor()
  await page.getByRole('heading', { name: 'Two-factor' }).and(page.locator(':focus')).waitFor()

  // One of them signs in.
  const other = await newPage()
  await fillSignIn(other, account)
  await other.keyboard.type(codes[0]!)
  await other.keyboard.press('Enter')
  await other.waitForURL('**/environments')
  await page.reload()
  await page.getByText('9 recovery codes are left.').waitFor()
})

test('the QR code holds what the key says', async () => {
  const account = await server.anAccount()
  const page = await openAccount(account)
  const answered = page.waitForResponse(
    (response) => response.request().postData()?.includes('BeginTwoFactor') ?? false,
  )
  await page.getByRole('button', { name: 'Set up two-factor' }).click()
  await page.getByLabel('Password', { exact: true }).fill(account.password)
  await page.keyboard.press('Enter')
  const { data } = (await (await answered).json()) as {
    data: { beginTwoFactor: { secret: string; url: string } }
  }
  const image = page.getByRole('img', { name: 'QR code for an authenticator app' })
  await image.waitFor()
  expect(await secretOf(page)).toBe(data.beginTwoFactor.secret)

  const { encode } = await import('uqr')
  const { size, data: modules } = encode(data.beginTwoFactor.url, { ecc: 'M', border: 4 })
  expect(await image.getAttribute('viewBox')).toBe(`0 0 ${size} ${size}`)
  const drawn = (await image.locator('path').getAttribute('d'))!.match(/M/g)!.length
  expect(drawn).toBe(modules.flat().filter(Boolean).length)
})

test('the QR code is not made smaller by a low screen', async () => {
  const account = await server.anAccount()
  const page = await openAccount(account, { viewport: { width: 1366, height: 650 } })
  await page.getByRole('button', { name: 'Set up two-factor' }).click()
  await page.getByLabel('Password', { exact: true }).fill(account.password)
  await page.keyboard.press('Enter')
  const image = page.getByRole('img', { name: 'QR code for an authenticator app' })
  expect(await image.boundingBox()).toMatchObject({ width: 220, height: 220 })
})

test('signing in asks for a code, says when it is wrong, and takes it', async () => {
  const owner = await aSecuredAccount()
  const page = await newPage()
  await fillSignIn(page, owner)
  await page.keyboard.type(codeOf(owner.secret, 5))
  await page.keyboard.press('Enter')
  await page.getByText('The code is not right, or was used before. 9 tries are left.').waitFor()
  expect(await seriousProblems(page)).toEqual([])
  await page.getByLabel('Authentication code').fill(await freshCodeOf(owner))
  await page.keyboard.press('Enter')
  await page.waitForURL('**/environments')
})

test('signing in asks nobody else for the code that it has asked one for', async () => {
  const page = await newPage()
  const owner = await aSecuredAccount()
  const other = await server.anAccount()
  await fillSignIn(page, owner)
  await page.keyboard.type('000000')
  await page.getByLabel('Login').fill(other.login)
  await page.getByLabel('Authentication code').waitFor({ state: 'detached' })
  await page.getByLabel('Login').fill(owner.login)
  await page.keyboard.press('Enter')
  await page.getByLabel('Authentication code').and(page.locator(':focus')).waitFor()
  expect(await page.getByLabel('Authentication code').inputValue()).toBe('')

  await page.getByLabel('Login').fill(other.login)
  await page.getByLabel('Password', { exact: true }).fill(other.password)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/environments')
})

test('new recovery codes replace the ones before, and it is turned off, with password and code', async () => {
  const { owner, page } = await openSecured()
  await page.getByRole('button', { name: 'New recovery codes' }).click()
  const making = dialog(page, 'New recovery codes')
  await making.getByLabel('Password', { exact: true }).fill(owner.password)
  await making.getByLabel('Authentication code').fill(owner.recoveryCodes[0]!)
  await page.keyboard.press('Enter')
  await dialog(page, 'Recovery codes').waitFor()
  const fresh = await codesOf(page)
  expect(fresh).not.toContain(owner.recoveryCodes[1])
  await page.goBack()
  await page.getByRole('button', { name: 'Back to the codes' }).click()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Close anyway' }).click()

  await page.getByRole('button', { name: 'Turn off' }).click()
  const ending = dialog(page, 'Turn two-factor off?')
  await ending.getByRole('button', { name: 'Turn off' }).click()
  await ending.getByText('Enter your password.').waitFor()
  await ending.getByText('Enter the code.').waitFor()
  await ending.getByLabel('Password', { exact: true }).fill(owner.password)
  await ending.getByLabel('Authentication code').fill(owner.recoveryCodes[1]!)
  await page.keyboard.press('Enter')
  await ending.getByText('The code is not right').waitFor()
  await ending.getByLabel('Authentication code').fill(fresh[0]!)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Set up two-factor' }).waitFor()
})

describe('recovery codes whose answer is under way are shown after Back and signing out in another tab', () => {
  async function leave(page: Page, { login }: TestAccount) {
    await page.goBack()
    await expect.poll(() => page.evaluate<boolean>('history.state?.guard !== undefined')).toBe(true)
    const asked = page.waitForResponse((response) => response.request().postData()!.includes('query Viewer'))
    const other = await page.context().newPage()
    await other.goto('/environments')
    await other.getByRole('button', { name: login }).click()
    await other.getByRole('menuitem', { name: 'Sign out' }).click()
    expect(await (await asked).json()).toEqual({ data: { viewer: null } })
  }

  test('when two-factor is turned on', async () => {
    const account = await server.anAccount()
    const page = await openAccount(account)
    await page.getByRole('button', { name: 'Set up two-factor' }).click()
    await page.getByLabel('Password', { exact: true }).fill(account.password)
    await page.keyboard.press('Enter')
    const { answered, release } = await holdAnswer(page, 'mutation EnableTwoFactor')
    await page.getByLabel('Authentication code').fill(codeOf(await secretOf(page)))
    await page.keyboard.press('Enter')
    await answered
    await leave(page, account)
    release()
    expect(await codesOf(page)).toHaveLength(10)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'Close anyway' }).click()
    await page.waitForURL('**/sign-in')
  })

  test('when they are new ones', async () => {
    const { owner, page } = await openSecured()
    await page.getByRole('button', { name: 'New recovery codes' }).click()
    await page.getByLabel('Password', { exact: true }).fill(owner.password)
    await page.getByLabel('Authentication code').fill(owner.recoveryCodes[0]!)
    const { answered, release } = await holdAnswer(page, 'mutation RegenerateRecoveryCodes')
    await page.keyboard.press('Enter')
    await answered
    await leave(page, owner)
    release()
    expect(await codesOf(page)).toHaveLength(10)
  })
})

test('a session begun with the password alone ends when it is turned on elsewhere', async () => {
  const account = await server.anAccount()
  const page = await openAccount(account)
  await secure(account)
  await page.reload()
  await page.waitForURL('**/sign-in')
})

test('without a key it says why it cannot be turned on', async () => {
  const keyless = await server.startInstance({ SECRET_KEY: '' })
  const page = await newPage({ baseURL: keyless.url })
  await signInto(page, await server.anAccount())
  await page.goto('/settings/account')
  await page.getByText('Ask your operator to set SECRET_KEY').waitFor()
  expect(await page.getByRole('button', { name: 'Set up two-factor' }).isDisabled()).toBe(true)
})

test('a small dialog has text of the usual size', async () => {
  const { page } = await openSecured()
  await page.getByRole('button', { name: 'Turn off' }).click()
  await page.locator('.dialog-body p').waitFor()
  const size = (selector: string) =>
    page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).fontSize`)
  expect(await size('.dialog-body p')).toBe(await size('body'))
})

test('axe finds nothing serious in either colour scheme: in set-up, codes and turning off', async () => {
  const account = await server.anAccount()
  const page = await openAccount(account)
  await page.getByRole('button', { name: 'Set up two-factor' }).click()
  await page.getByLabel('Password', { exact: true }).fill(account.password)
  expect(await seriousProblemsInBothSchemes(page), 'password').toEqual([])
  await page.keyboard.press('Enter')
  await page.getByLabel('Authentication code').fill(codeOf(await secretOf(page)))
  expect(await seriousProblemsInBothSchemes(page), 'secret').toEqual([])
  await page.keyboard.press('Enter')
  await dialog(page, 'Recovery codes').waitFor()
  expect(await seriousProblemsInBothSchemes(page), 'codes').toEqual([])
  await page.getByRole('button', { name: 'Download' }).click()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Turn off' }).click()
  await page.getByLabel('Authentication code').waitFor()
  expect(await seriousProblemsInBothSchemes(page), 'turning off').toEqual([])
})
