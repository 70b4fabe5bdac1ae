import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import {
  overflow,
  seriousProblemsInBothSchemes,
  signInto,
  startBrowser,
  usualViewport,
} from '../support/browser.ts'
import { createEnvironment } from '../support/operations.ts'
import { startTestServer, type TestAccount } from '../support/server.ts'

const server = await startTestServer()
const { newPage } = await startBrowser(server.url)
const account = await anAccountWithThings()

/** Long names, so that something would be too wide if anything could be. */
async function anAccountWithThings(): Promise<TestAccount> {
  const owner = await server.anAccount()
  for (const name of ['shop', 'an-environment-with-the-longest-n']) {
    await server.graphql(createEnvironment.toString(), {
      as: owner.session,
      variables: {
        environment: {
          name,
          nodes: [{ type: 'tomcat' }, { type: 'postgres', count: 2 }, { type: 'memcached' }],
        },
      },
    })
  }
  await server.graphql('mutation { stopEnvironment(name: "shop") { status } }', { as: owner.session })
  await server.aToken({ apiSet: 'IDE_PLUGINS', description: 'w'.repeat(200) }, owner)
  return owner
}

/** Every screen but the tokens: how to get there, and what tells that one is. */
const screens: Record<string, (page: Page) => Promise<void>> = {
  'sign in': async (page) => {
    await page.context().clearCookies()
    await page.goto('/sign-in')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Enter your login.').waitFor()
  },
  environments: async (page) => {
    await page.goto('/environments')
    await page.getByText('Stopped').waitFor()
  },
  'menu of an environment': async (page) => {
    await page.goto('/environments')
    await page.getByRole('button', { name: 'More actions for shop' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).waitFor()
  },
  'new environment': async (page) => {
    await page.goto('/environments')
    await page.getByRole('button', { name: 'New environment' }).click()
    await page.getByRole('button', { name: /Region/ }).waitFor()
    await page.getByRole('button', { name: 'Create' }).click()
    await page.getByText('Enter a name.').waitFor()
  },
  'deleting an environment': async (page) => {
    await page.goto('/environments')
    await page.getByRole('button', { name: 'More actions for an-environment-with-the-longest-n' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('alertdialog').waitFor()
  },
  account: async (page) => {
    await page.goto('/settings/account')
    await page.getByText('This session').waitFor()
  },
  activity: async (page) => {
    await server.graphql('mutation { removeTokens(ids: ["1"], password: "wrong") }', { as: account.session })
    await page.goto('/settings/activity')
    await page.getByText('Refused').first().waitFor()
  },
  'index of methods': async (page) => {
    await page.goto('/docs/methods?search=environment.control')
    await page.getByRole('link', { name: 'StopEnv', exact: true }).waitFor()
  },
  'a method': async (page) => {
    await page.goto('/docs/methods/environment.control.CreateEnvironment')
    await page.getByRole('tab', { name: 'REST' }).waitFor()
  },
  'a method that is not there': async (page) => {
    await page.goto('/docs/methods/no.Such')
    await page.getByRole('heading', { name: 'There is no method' }).waitFor()
  },
  'a page that is not there': async (page) => {
    await page.goto('/settings/nothing')
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
  },
}

test.each(Object.keys(screens))(
  'at 360 pixels nothing is out of sight, and axe finds nothing serious in either colour scheme: %s',
  async (screen) => {
    const page = await newPage({ viewport: { width: 360, height: 640 } })
    await signInto(page, account)
    await screens[screen]!(page)

    expect(await overflow(page)).toBe(0)
    const dialog = page.locator('[role="dialog"], [role="alertdialog"]')
    if (await dialog.count()) {
      for (const button of await dialog.locator('.dialog-footer button').all()) {
        const { y, height } = (await button.boundingBox())!
        expect(y).toBeGreaterThan(0)
        expect(y + height).toBeLessThanOrEqual(640)
      }
    }

    await page.setViewportSize(usualViewport)
    expect(await seriousProblemsInBothSchemes(page)).toEqual([])
  },
)

/** Has the page show a login that is longer than those of the tests. */
async function showLongLogin(page: Page) {
  const login = `${'w'.repeat(80)}@example.com`
  await page.route('**/graphql', async (route) => {
    if (!route.request().postData()!.includes('query Viewer')) return route.continue()
    const answer = await (await route.fetch()).text()
    return route.fulfill({ contentType: 'application/json', body: answer.replaceAll(account.login, login) })
  })
  return login
}

test.each([861, 1000, 1001])('at %d pixels nothing of the header lies over anything else', async (width) => {
  const page = await newPage({ viewport: { width, height: 640 }, locale: 'de-DE' })
  await signInto(page, account)
  await showLongLogin(page)
  await page.goto('/environments')
  await page.getByRole('button', { name: 'shop starten' }).waitFor()
  const places = await page.evaluate<[start: number, end: number][]>(
    `[...document.querySelectorAll('.header :is(a, button)')].filter(({ offsetWidth }) => offsetWidth).map((part) => {
      const { left, right } = part.getBoundingClientRect()
      return [left, right]
    })`,
  )
  expect(places.length).toBeGreaterThan(1)
  for (const [index, [start]] of places.entries())
    expect(start).toBeGreaterThanOrEqual(places[index - 1]?.[1] ?? 0)
})

test('the menu of the account leads to the page that it names', async () => {
  const page = await newPage()
  await signInto(page, account)
  await page.goto('/environments')
  await page.getByRole('button', { name: `Account ${account.login}` }).click()
  await page.getByRole('menuitem', { name: 'Account', exact: true }).click()
  await page.waitForURL('**/settings/account')
})

test('at 360 pixels one menu holds what the header has', async () => {
  const page = await newPage({ viewport: { width: 360, height: 640 } })
  await signInto(page, account)
  await page.goto('/environments')
  await page.getByRole('button', { name: 'Menu', exact: true }).click()
  await page.getByRole('menuitem', { name: 'API docs' }).click()
  await page.getByRole('heading', { level: 1, name: 'API methods' }).waitFor()

  await page.getByRole('button', { name: 'Menu', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Sign in' }).waitFor()
})

test('at 360 pixels the menu shows all of a long login', async () => {
  const page = await newPage({ viewport: { width: 360, height: 640 } })
  await signInto(page, account)
  const login = await showLongLogin(page)
  await page.goto('/environments')
  await page.getByRole('button', { name: 'Menu', exact: true }).click()
  const item = page.getByRole('menuitem', { name: login })
  await item.waitFor()
  const hidden = await page.evaluate<number>(
    `{ const menu = document.querySelector('.menu-popover'); menu.scrollWidth - menu.clientWidth }`,
  )
  expect(hidden).toBe(0)
})

test('the browser chooses the language, the reader changes it, and the choice stays', async () => {
  const page = await newPage({ locale: 'de-AT' })
  await page.goto('/sign-in')
  await page.getByRole('heading', { name: 'Anmelden' }).waitFor()
  expect(await page.evaluate('document.documentElement.lang')).toBe('de')

  await page.getByRole('button', { name: 'Sprache: Deutsch' }).click()
  await page.getByRole('menuitem', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await page.evaluate('document.documentElement.lang')).toBe('en')
  await page.reload()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
})

test('a browser that speaks neither language gets English', async () => {
  const page = await newPage({ locale: 'fr-FR' })
  await page.goto('/docs/methods')
  await page.getByRole('heading', { level: 1, name: 'API methods' }).waitFor()
})

test('the screens are reached by the keyboard, and focus goes on from the new one', async () => {
  const page = await newPage()
  await signInto(page, account)
  await page.goto('/environments')
  await page.getByText('Stopped').waitFor()

  await page.keyboard.press('Tab')
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'API docs' }).press('Enter')
  await page.getByRole('heading', { level: 1, name: 'API methods' }).waitFor()
  await page.keyboard.press('Tab')
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Search methods')
})

test.each([
  ['/settings/tokens', 'query AccessTokens', 'row', 'wwww'],
  ['/docs/methods/environment.control.StopEnv', 'query MethodPage', 'heading', 'StopEnv'],
] as const)(
  'a lost connection is said once, and %s is loaded when it is back',
  async (path, query, role, name) => {
    const page = await newPage()
    await signInto(page, account)
    let isLost = true
    await page.route('**/*', (route) => {
      const { pathname } = new URL(route.request().url())
      const isConcerned = pathname === '/readyz' || route.request().postData()?.includes(query)
      return isLost && isConcerned ? route.abort() : route.continue()
    })
    await page.goto(path)
    await page.getByText('Connection lost.').waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
    isLost = false
    await page.getByRole(role, { name }).first().waitFor()
  },
)

test('on a phone a lost connection is said beside a remark and the buttons of a dialog', async () => {
  const page = await newPage({ viewport: { width: 360, height: 640 }, locale: 'de-DE' })
  await signInto(page, account)
  await page.goto('/environments')
  await page.getByRole('button', { name: 'shop starten' }).waitFor()
  await page.context().setOffline(true)
  await page.getByText('Verbindung unterbrochen.').waitFor()
  await page.getByRole('button', { name: 'shop starten' }).click()
  const remark = page.locator('.toast')
  await remark.waitFor()
  const said = (await page.locator('.connection-lost').boundingBox())!
  expect(said.y).toBeGreaterThanOrEqual((await page.locator('.header').boundingBox())!.height)
  expect(said.y + said.height).toBeLessThanOrEqual((await remark.boundingBox())!.y)

  await page.getByRole('button', { name: 'Neue Umgebung' }).click()
  const buttons = page.getByRole('dialog').locator('.dialog-footer')
  expect(said.y + said.height).toBeLessThanOrEqual((await buttons.boundingBox())!.y)
})

test('a screen that was left before its styles had come is there when one comes back to it', async () => {
  const page = await newPage()
  await signInto(page, account)
  let release!: () => void
  const released = new Promise<void>((resolve) => (release = resolve))
  await page.route('**/assets/Environments-*.css', async (route) => {
    await released
    await route.continue()
  })
  const asked = page.waitForRequest('**/assets/Environments-*.css')
  await page.goto('/environments')
  await asked
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('heading', { name: 'Access Tokens' }).waitFor()
  release()
  await page.getByRole('link', { name: 'Environments' }).click()
  await page.getByRole('heading', { name: 'Environments' }).waitFor()
})

test('nothing is loaded from elsewhere', async () => {
  const page = await newPage()
  const elsewhere: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('data:'))
      elsewhere.push(request.url())
  })
  await signInto(page, account)
  for (const screen of ['environments', 'activity', 'a method']) await screens[screen]!(page)

  expect(elsewhere).toEqual([])
})
