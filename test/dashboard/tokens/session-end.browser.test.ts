import { describe, expect, test } from 'vitest'
import { holdAnswer } from '../../support/browser.ts'
import { startTestServer, type TestAccount } from '../../support/server.ts'
import { becomes, expectReloadToAsk, startTokensPages, type TokensPage } from './tokens-page.ts'

const server = await startTestServer()
const { openTokens } = await startTokensPages(server)

/** A form that somebody has begun to fill in. */
async function aBegunForm() {
  const account = await server.anAccount()
  const tokens = await openTokens(account)
  await tokens.tool('Generate').click()
  await tokens.describe('CI: deploy')
  await tokens.choose('Maven Plugin')
  return { account, tokens, page: tokens.page }
}

/** Ends the session of the page, which asks who is signed in when it is looked at again. */
async function endSession({ page }: TokensPage, account: TestAccount) {
  await server.graphql('mutation { signOutOtherSessions }', { as: account.session })
  await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))')
}

const description = (tokens: TokensPage) =>
  tokens.page.getByRole('textbox', { name: 'Description' }).inputValue()

test('what has been entered when the session ends is there after signing in again', async () => {
  const { account, tokens } = await aBegunForm()
  await endSession(tokens, account)
  const again = tokens.question('Sign in again')
  await again.getByText(account.login).waitFor()
  await again.getByLabel('Password', { exact: true }).and(tokens.page.locator(':focus')).waitFor()

  await again.getByLabel('Password', { exact: true }).fill('not the password')
  await again.getByRole('button', { name: 'Sign in' }).click()
  await again.getByText('Login and password do not belong together').waitFor()
  await again.getByLabel('Password', { exact: true }).fill(account.password)
  await again.getByRole('button', { name: 'Sign in' }).click()
  await again.waitFor({ state: 'detached' })

  expect(await description(tokens)).toBe('CI: deploy')
  await tokens.button('Continue').click()
  await tokens.confirm(account.password, 'Generate token')
  expect(await tokens.value()).toMatch(/^lk_/)
  await tokens.button('Copy the value').click()
  await tokens.button('Done').click()
  await becomes(() => tokens.descriptions(), ['CI: deploy'])
})

test('a change that finds the session ended is sent again after signing in', async () => {
  const { account, tokens, page } = await aBegunForm()
  await tokens.button('Continue').click()
  // Nothing else asks meanwhile.
  await page.route('**/graphql', (route) =>
    /mutation/.test(route.request().postData()!) ? route.continue() : route.abort(),
  )
  await server.graphql('mutation { signOutOtherSessions }', { as: account.session })
  await tokens.confirm(account.password, 'Generate token')
  const again = tokens.question('Sign in again')
  await again.waitFor()
  await page.unroute('**/graphql')
  await again.getByLabel('Password', { exact: true }).fill(account.password)
  await again.getByRole('button', { name: 'Sign in' }).click()
  await again.waitFor({ state: 'detached' })
  expect(await page.getByText('Your session has ended').count()).toBe(0)

  await tokens.button('Generate token').click()
  expect(await tokens.value()).toMatch(/^lk_/)
})

test('who cancels is asked to sign in on the page for it, and the form is gone', async () => {
  const { account, tokens, page } = await aBegunForm()
  await endSession(tokens, account)
  await tokens.question('Sign in again').getByRole('button', { name: 'Cancel' }).click()
  await page.waitForURL('**/sign-in')
  expect(await tokens.dialog('Generate a token').count()).toBe(0)
})

test('Back leaves the form and the question where they are', async () => {
  const { account, tokens, page } = await aBegunForm()
  await endSession(tokens, account)
  await tokens.question('Sign in again').waitFor()
  await page.goBack()
  await becomes(() => page.evaluate<boolean>('history.state?.guard !== undefined'), true)
  await tokens.question('Sign in again').waitFor()
  expect(await description(tokens)).toBe('CI: deploy')
})

async function signOutElsewhere({ page }: TokensPage, account: TestAccount) {
  const other = await page.context().newPage()
  await other.goto('/environments')
  await other.getByRole('button', { name: account.login }).click()
  await other.getByRole('menuitem', { name: 'Sign out' }).click()
  await other.waitForURL('**/sign-in')
}

test('signing out in another tab leaves nothing of a form', async () => {
  const { account, tokens, page } = await aBegunForm()
  await signOutElsewhere(tokens, account)
  await page.waitForURL('**/sign-in')
  expect(await page.getByText('CI: deploy').count()).toBe(0)
  expect(await tokens.question('Sign in again').count()).toBe(0)
})

test('signing in to the same account in another tab goes on with the form', async () => {
  const { account, tokens, page } = await aBegunForm()
  await endSession(tokens, account)
  const again = tokens.question('Sign in again')
  await again.waitFor()

  const other = await page.context().newPage()
  await other.goto('/sign-in')
  await other.getByLabel('Login').fill(account.login)
  await other.getByLabel('Password', { exact: true }).fill(account.password)
  await other.getByRole('button', { name: 'Sign in' }).click()
  await again.waitFor({ state: 'detached' })
  expect(await description(tokens)).toBe('CI: deploy')
})

test('a form that nobody has touched holds nothing', async () => {
  const account = await server.anAccount()
  const tokens = await openTokens(account)
  await tokens.tool('Generate').click()
  await tokens.dialog('Generate').waitFor()
  await endSession(tokens, account)
  await tokens.page.waitForURL('**/sign-in')
})

describe('a new value whose answer is under way is shown', () => {
  async function aRenewal() {
    const account = await server.anAccount()
    await server.aToken({ apiSet: 'MAVEN_PLUGIN', description: 'leaked' }, account)
    const tokens = await openTokens(account)
    await tokens.row('leaked').click()
    await tokens.tool('Edit').click()
    await tokens.button('Generate a new value').click()
    const { answered, release } = await holdAnswer(tokens.page, 'mutation RegenerateToken')
    await tokens.confirm(account.password, 'Generate new value')
    await answered
    return { account, tokens, page: tokens.page, release }
  }

  test('after Back and a reload, which asks', async () => {
    const { tokens, page, release } = await aRenewal()
    await page.goBack()
    await becomes(() => page.evaluate<boolean>('history.state?.guard !== undefined'), true)
    await expectReloadToAsk(page)
    release()
    expect(await tokens.value()).toMatch(/^lk_/)
  })

  test.each([
    ['the session has ended', endSession],
    ['somebody has signed out in another tab', signOutElsewhere],
  ])('after %s', async (_, end) => {
    const { account, tokens, page, release } = await aRenewal()
    const asked = page.waitForResponse((response) => response.request().postData()!.includes('query Viewer'))
    await end(tokens, account)
    expect(await (await asked).json()).toEqual({ data: { viewer: null } })
    release()
    expect(await tokens.value()).toMatch(/^lk_/)
    await tokens.button('Done').click()
    await tokens.button('Close anyway').click()
    await page.waitForURL('**/sign-in')
  })
})

test('a change that is refused after signing out in another tab leaves nothing of its form', async () => {
  const { account, tokens, page } = await aBegunForm()
  await tokens.button('Continue').click()
  const { answered, release } = await holdAnswer(page, 'mutation GenerateToken')
  await tokens.confirm('not the password', 'Generate token')
  await answered
  const asked = page.waitForResponse((response) => response.request().postData()!.includes('query Viewer'))
  await signOutElsewhere(tokens, account)
  await asked
  release()
  await page.waitForURL('**/sign-in')
})
