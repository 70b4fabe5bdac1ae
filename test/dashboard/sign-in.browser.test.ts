import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { signInto, startBrowser } from '../support/browser.ts'
import { createEnvironment } from '../support/operations.ts'
import { startTestServer, type TestAccount } from '../support/server.ts'

const server = await startTestServer()
const { newPage } = await startBrowser(server.url)

async function fill(page: Page, { login, password }: { login: string; password: string }) {
  await page.getByLabel('Login').fill(login)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

const accountButton = (page: Page, { login }: TestAccount) =>
  page.getByRole('button', { name: `Account ${login}` })

async function signOut(page: Page, account: TestAccount) {
  await accountButton(page, account).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
}

test('whoever is not signed in signs in, by the keyboard alone, and gets to where they wanted', async () => {
  const account = await server.anAccount()
  const page = await newPage()

  await page.goto('/settings/account?from=somewhere')
  await page.waitForURL('**/sign-in')
  expect(await page.title()).toBe('Sign in · Latchkey')
  await page.keyboard.type(account.login)
  await page.keyboard.press('Tab')
  await page.keyboard.type(account.password)
  await page.keyboard.press('Enter')

  await page.getByRole('heading', { name: 'Sessions' }).waitFor()
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/settings/account?from=somewhere')
})

test('the session is out of reach of scripts, and in no storage', async () => {
  const account = await server.anAccount()
  const page = await newPage()
  await page.goto('/sign-in')
  const answered = page.waitForResponse(
    (response) =>
      response.url().endsWith('/graphql') && response.request().postData()!.includes('mutation SignIn'),
  )
  await fill(page, account)

  expect(await (await answered).text()).not.toMatch(/[0-9a-f]{40}/)
  await page.waitForURL('**/environments')
  const [cookie] = await page.context().cookies()
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
  const reachable =
    'JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }, history.state])'
  expect(await page.evaluate(reachable)).not.toContain(cookie!.value)
})

test('a wrong password says how many tries are left and keeps the login; too many say how long to wait', async () => {
  const account = await server.anAccount()
  const page = await newPage()
  await page.goto('/sign-in')

  await fill(page, { ...account, password: 'not the password' })
  await page
    .getByRole('alert')
    .getByText(/do not belong together\. 9 tries are left\.$/)
    .waitFor()
  expect(await page.getByLabel('Login').inputValue()).toBe(account.login)

  await server.sql`update attempts set failures = 8 where subject = ${`login:${account.login}`}`
  for (const left of ['1 try is left.', 'The next try has to wait.']) {
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText(left).waitFor()
  }
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText(/Too many wrong passwords or codes\. Try again in (30|2\d) seconds\./).waitFor()
  expect(await page.getByRole('button', { name: 'Sign in' }).isDisabled()).toBe(true)

  // It counts down by itself, but is read out once.
  expect(await page.getByRole('alert').ariaSnapshot()).toMatch(/Too many .+ Try again in 1 minute\.$/)
  const seconds = async () => Number(/in (\d+) seconds/.exec(await page.getByRole('alert').innerText())![1])
  const first = await seconds()
  await expect.poll(seconds).toBeLessThan(first)
})

test('empty fields are named before anything is sent', async () => {
  const page = await newPage()
  let sent = 0
  await page.goto('/sign-in')
  page.on('request', (request) => void (request.postData()?.includes('mutation SignIn') && sent++))

  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('Enter your login.').waitFor()
  expect(await page.getByLabel('Login').getAttribute('aria-invalid')).toBe('true')
  await page.getByLabel('Login').and(page.locator(':focus')).waitFor()
  expect(sent).toBe(0)
})

test('signing out ends the session, and leaves nothing on the screen or behind the back button', async () => {
  const account = await server.anAccount()
  const page = await newPage()
  await signInto(page, account)
  const [cookie] = await page.context().cookies()
  await page.goto('/environments')

  await signOut(page, account)
  await page.waitForURL('**/sign-in')
  expect(await page.getByText('Your session has ended').count()).toBe(0)
  const { data } = await server.graphql('{ viewer { kind } }', {
    headers: { cookie: `${cookie!.name}=${cookie!.value}` },
  })
  expect(data).toEqual({ viewer: null })

  await page.goto('/environments')
  await page.waitForURL('**/sign-in')
})

test('signing out that came to nothing is said, and one is still signed in', async () => {
  const account = await server.anAccount()
  const page = await newPage()
  await signInto(page, account)
  await page.goto('/docs/methods')
  const away = { message: 'The database does not answer.', extensions: { code: 'DATABASE_UNAVAILABLE' } }
  await page.route('**/graphql', (route) =>
    route.request().postData()!.includes('mutation SignOut')
      ? route.fulfill({ status: 503, json: { data: null, errors: [away] } })
      : route.continue(),
  )

  await signOut(page, account)
  await page.getByText('You are still signed in.').waitFor()
  await page.unroute('**/graphql')
  await signOut(page, account)
  await page.getByRole('link', { name: 'Sign in' }).waitFor()
})

describe('a server that does not say who is signed in', () => {
  async function openRefused(code: string) {
    const page = await newPage()
    await signInto(page, await server.anAccount())
    const refusal = { message: 'The words of the server.', extensions: { code } }
    await page.route('**/graphql', (route) => route.fulfill({ json: { data: null, errors: [refusal] } }), {
      times: 1,
    })
    await page.goto('/environments')
    return page
  }

  test('as it is busy, is asked again by itself', async () => {
    const page = await openRefused('OVERLOADED')
    await page.getByRole('heading', { name: 'No environments yet' }).waitFor()
  })

  test('for another reason, is asked again by the reader, who is told it', async () => {
    const page = await openRefused('INTERNAL_SERVER_ERROR')
    await page.getByRole('alert').getByText('The words of the server.').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'No environments yet' }).waitFor()
  })
})

describe('a tab, while its browser signs in to another account,', () => {
  test('shows that account as soon as another tab has signed in to it', async () => {
    const [first, second] = await accountsWithEnvironments()
    const page = await newPage()
    await signInto(page, first)
    await page.goto('/environments')
    await page.getByRole('heading', { name: first.environment }).waitFor()

    const other = await page.context().newPage()
    await other.goto('/environments')
    await signOut(other, first)
    await page.waitForURL('**/sign-in')
    await fill(other, second)
    await accountButton(page, second).waitFor()
    await page.getByRole('heading', { name: second.environment }).waitFor()
    expect(await page.getByRole('heading', { name: first.environment }).count()).toBe(0)
  })

  test('asks who is signed in when it is looked at again', async () => {
    const [first, second] = await accountsWithEnvironments()
    const page = await newPage()
    await signInto(page, first)
    await page.goto('/settings/account')
    await accountButton(page, first).waitFor()

    await signInto(page, second)
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`)
    await accountButton(page, second).waitFor()
  })

  test('does nothing in the name of an account that it does not show', async () => {
    const [first, second] = await accountsWithEnvironments('shop')
    const page = await newPage()
    await signInto(page, first)
    await page.goto('/environments')
    await page.getByRole('button', { name: 'Stop shop' }).waitFor()
    // What asks by itself would notice first.
    const asksByItself = /query (Environments|Viewer)/
    await page.route('**/graphql', (route) =>
      asksByItself.test(route.request().postData()!) ? undefined : route.continue(),
    )

    await signInto(page, second)
    const answered = page.waitForResponse((response) =>
      response.request().postData()!.includes('StopEnvironment'),
    )
    await page.getByRole('button', { name: 'Stop shop' }).click()
    expect(await (await answered).json()).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    })
    await page.unroute('**/graphql')
    await page.reload()
    await accountButton(page, second).waitFor()
    await page.getByRole('button', { name: 'Stop shop' }).waitFor()
  })

  async function accountsWithEnvironments(name?: string) {
    const accounts = [await server.anAccount(), await server.anAccount()] as const
    const [first, second] = await Promise.all(
      accounts.map(async (account, index) => {
        const environment = name ?? `of-account-${index}`
        const { errors } = await server.graphql(createEnvironment.toString(), {
          as: account.session,
          variables: { environment: { name: environment, nodes: [{ type: 'tomcat' }] } },
        })
        expect(errors).toBeUndefined()
        return { ...account, environment }
      }),
    )
    return [first!, second!] as const
  }
})

test('a session that ends elsewhere leads to sign in and then back to where one was', async () => {
  const account = await server.anAccount()
  const page = await newPage()
  await signInto(page, account)
  await page.goto('/environments')
  await page.getByRole('heading', { name: 'No environments yet' }).waitFor()

  await server.graphql('mutation { signOutOtherSessions }', { as: account.session })
  await page.waitForURL('**/sign-in')
  await page.getByText('Your session has ended.').waitFor()
  await fill(page, account)
  await page.waitForURL('**/environments')
  await page.getByRole('heading', { name: 'No environments yet' }).waitFor()
})

test('who signs in from the header is back at the same address, with its search', async () => {
  const account = await server.anAccount()
  const page = await newPage()
  await page.goto('/docs/methods?search=stop')
  await page.getByRole('link', { name: 'Sign in' }).click()
  await fill(page, account)

  await page.waitForURL(`${server.url}/docs/methods?search=stop`)
})

test('only addresses of the dashboard are returned to', async () => {
  const account = await server.anAccount()
  const page = await newPage()
  await page.goto('/sign-in')
  await page.evaluate(`history.replaceState({ returnTo: '//elsewhere.example/' }, '')`)
  await page.reload()
  await fill(page, account)

  await page.waitForURL(`${server.url}/environments`)
})
