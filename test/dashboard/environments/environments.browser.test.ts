import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { holdAnswer, signInto, startBrowser } from '../../support/browser.ts'
import { createEnvironment } from '../../support/operations.ts'
import { startTestServer, type TestAccount } from '../../support/server.ts'

const server = await startTestServer()
const { newPage } = await startBrowser(server.url)

async function anEnvironment(account: TestAccount, name: string, types = ['tomcat']) {
  const { errors } = await server.graphql(createEnvironment.toString(), {
    as: account.session,
    variables: { environment: { name, nodes: types.map((type) => ({ type })) } },
  })
  expect(errors).toBeUndefined()
}

async function openEnvironments(account: TestAccount, given?: Page) {
  const page = given ?? (await newPage())
  await signInto(page, account)
  await page.goto('/environments')
  return page
}

/** The row of an environment, as the reader finds it. */
function row(page: Page, name: string) {
  const row = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) })
  const choose = async (action: string) => {
    await row.getByRole('button', { name: `More actions for ${name}` }).click()
    await page.getByRole('menuitem', { name: action }).click()
  }
  return {
    row,
    choose,
    status: (words: string) => row.getByRole('status').getByText(words, { exact: true }).waitFor(),
    button: (name: string) => row.getByRole('button', { name }),
  }
}

async function statusOnServer({ session }: TestAccount, name: string) {
  const { data } = await server.graphql('query ($name: String!) { environment(name: $name) { status } }', {
    as: session,
    variables: { name },
  })
  return data.environment?.status as string | undefined
}

test('an environment is shown with its domain, status, nodes and date', async () => {
  const account = await server.anAccount()
  await anEnvironment(account, 'shop', ['tomcat', 'postgres', 'redis', 'redis'])
  const page = await openEnvironments(account)

  const { row: shop, status } = row(page, 'shop')
  await status('Running')
  expect(await page.title()).toBe('Environments · Latchkey')
  for (const node of ['Tomcat', 'PostgreSQL', '2 × Redis'])
    expect(await shop.getByText(node, { exact: true }).count()).toBe(1)
  expect(await shop.getByRole('link').getAttribute('href')).toMatch(/^\/\/shop\./)
  const time = shop.locator('time')
  expect(await time.innerText()).toMatch(/^\d\d-\d\d-\d{4}$/)
  expect(await time.getAttribute('title')).toMatch(/^\d\d-\d\d-\d{4} \d\d:\d\d:\d\d UTC$/)
})

test('on a phone the name has all of the line that the status leaves', async () => {
  const account = await server.anAccount()
  await anEnvironment(account, 'the-shop-of-the-longest-name')
  const page = await newPage({ viewport: { width: 360, height: 740 } })
  await openEnvironments(account, page)
  const box = async (selector: string) => (await page.locator(selector).boundingBox())!
  const name = await box('.environment h2')
  expect((await box('.environment .badge')).x - name.x - name.width).toBeLessThanOrEqual(16)
})

test('stop, start, sleep and restart work, and are offered when the status allows', async () => {
  const account = await server.anAccount()
  await anEnvironment(account, 'shop')
  const page = await openEnvironments(account)
  const { status, choose, button } = row(page, 'shop')

  await button('Stop shop').click()
  await status('Stopped')
  await page.getByText('shop is stopped.').waitFor()
  expect(await statusOnServer(account, 'shop')).toBe('STOPPED')
  await button('More actions for shop').click()
  for (const [action, disabled] of [
    ['Restart', 'true'],
    ['Sleep', 'true'],
    ['Clone', null],
    ['Delete', null],
  ] as const) {
    expect(await page.getByRole('menuitem', { name: action }).getAttribute('aria-disabled'), action).toBe(
      disabled,
    )
  }
  await page.keyboard.press('Escape')

  await button('Start shop').click()
  await status('Running')
  await choose('Sleep')
  await status('Sleeping')
  expect(await statusOnServer(account, 'shop')).toBe('SLEEPING')
  await button('Start shop').click()
  await status('Running')
  await choose('Restart')
  await page.getByText('shop was restarted.').waitFor()
  expect(await statusOnServer(account, 'shop')).toBe('RUNNING')
})

test('a double click on Stop does not start it again', async () => {
  const account = await server.anAccount()
  await anEnvironment(account, 'shop')
  const page = await openEnvironments(account)
  const { status, button } = row(page, 'shop')
  await button('Stop shop').click()
  await status('Stopped')
  await button('Start shop').hover()
  await page.mouse.down({ clickCount: 2 })
  await page.mouse.up({ clickCount: 2 })

  let starts = 0
  page.on('request', (request) => void (request.postData()?.includes('StartEnvironment') && starts++))
  await button('Start shop').click()
  await status('Running')
  expect(starts).toBe(1)
})

test('what a timer asks says so, and what the reader does says nothing', async () => {
  const account = await server.anAccount()
  await anEnvironment(account, 'shop')
  const page = await newPage()
  const sent: string[] = []
  page.on('request', (request) => {
    const [, operation] = /(?:query|mutation) (\w+)/.exec(request.postData() ?? '') ?? []
    if (operation) sent.push(request.headers()['latchkey-poll'] ? `${operation} by itself` : operation)
  })

  await openEnvironments(account, page)
  await row(page, 'shop').status('Running')
  expect(sent.filter((operation) => operation.startsWith('Environments'))[0]).toBe('Environments')
  await expect.poll(() => sent).toContain('Environments by itself')
  await row(page, 'shop').button('Stop shop').click()
  await row(page, 'shop').status('Stopped')
  expect(sent).toContain('StopEnvironment')
})

test('the keyboard stays where it is while an environment stops and starts', async () => {
  const account = await server.anAccount()
  await anEnvironment(account, 'shop')
  const page = await openEnvironments(account)
  const { status, button, choose } = row(page, 'shop')
  const focused = (name: string) => button(name).and(page.locator(':focus')).waitFor()

  await button('Stop shop').press('Enter')
  await status('Stopped')
  await focused('Start shop')
  await page.keyboard.press('Enter')
  await status('Running')
  await focused('Stop shop')
  await choose('Sleep')
  await status('Sleeping')
  await focused('More actions for shop')
})

test('after deleting, the keyboard goes on from the next environment, or from the heading', async () => {
  const account = await server.anAccount()
  await anEnvironment(account, 'blog')
  await anEnvironment(account, 'shop')
  const page = await openEnvironments(account)
  const remove = async (name: string) => {
    await row(page, name).choose('Delete')
    await page.getByLabel(`Type ${name} to confirm`).fill(name)
    await page.keyboard.press('Enter')
    await row(page, name).row.waitFor({ state: 'detached' })
  }

  await remove('blog')
  await row(page, 'shop').row.and(page.locator(':focus')).waitFor()
  await remove('shop')
  await page.getByRole('heading', { level: 1 }).and(page.locator(':focus')).waitFor()
})

test('a remark stays while it is pointed at or has the focus, which goes back when it is dismissed', async () => {
  const account = await server.anAccount()
  await anEnvironment(account, 'shop')
  const page = await newPage()
  // The time of the page is ours.
  await page.clock.install()
  await openEnvironments(account, page)
  const { status, button } = row(page, 'shop')
  const remark = page.locator('.toast')
  await status('Running')
  await page.clock.pauseAt(Date.now() + 60_000)

  await button('Stop shop').click()
  await remark.hover()
  await page.clock.fastForward(30_000)
  expect(await remark.count()).toBe(1)
  await page.mouse.move(0, 0)
  await button('Start shop').focus()
  await remark.getByRole('button', { name: 'Dismiss' }).focus()
  await page.clock.fastForward(30_000)
  await remark.getByRole('button', { name: 'Dismiss' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Enter')
  await remark.waitFor({ state: 'detached' })
  await button('Start shop').and(page.locator(':focus')).waitFor()

  await page.keyboard.press('Enter')
  await remark.waitFor()
  await page.clock.fastForward(30_000)
  await remark.waitFor({ state: 'detached' })
})

test('a change made elsewhere shows within two seconds', async () => {
  const account = await server.anAccount()
  await anEnvironment(account, 'shop')
  const page = await newPage()
  // The time of the page is ours, so that the two seconds are not those of a machine that has much to do.
  await page.clock.install()
  await openEnvironments(account, page)
  const { status } = row(page, 'shop')
  await status('Running')
  const answered = page.waitForResponse('**/graphql')
  await page.clock.pauseAt(Date.now() + 60_000)
  await answered

  const { body } = await server.rest('environment/control/rest/stopenv', {
    envName: 'shop',
    session: account.session,
  })
  expect(body.result).toBe(0)
  await page.clock.runFor(2_000)
  await status('Stopped')
  await page.clock.resume()

  await anEnvironment(account, 'made-elsewhere')
  await row(page, 'made-elsewhere').status('Running')
})

test('nothing moves or flashes while the list is asked for anew', async () => {
  const account = await server.anAccount()
  await anEnvironment(account, 'shop')
  const page = await openEnvironments(account)
  await row(page, 'shop').status('Running')
  await page.evaluate(`{
    window.changes = 0
    new MutationObserver((records) => (window.changes += records.length)).observe(document.querySelector('main'), {
      childList: true, subtree: true, characterData: true, attributes: true,
    })
  }`)

  for (const _ of [1, 2]) await page.waitForResponse((response) => response.url().endsWith('/graphql'))
  await page.waitForRequest('**/graphql')
  expect(await page.evaluate('window.changes')).toBe(0)
})

test('a new environment is made with its region and nodes; what is wrong is said at its field', async () => {
  const account = await server.anAccount()
  await anEnvironment(account, 'taken')
  const page = await openEnvironments(account)
  await page.getByRole('button', { name: 'New environment' }).click()
  const dialog = page.getByRole('dialog', { name: 'New environment' })
  const name = dialog.getByRole('textbox', { name: 'Name', exact: true })

  await dialog.getByRole('button', { name: 'Create' }).click()
  await dialog.getByText('Enter a name.').waitFor()
  await name.and(page.locator(':focus')).waitFor()
  await name.fill('Not A Name')
  await dialog.getByText('Use at most 33 lower-case letters').waitFor()
  await name.fill('taken')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await dialog.getByText('You have an environment of this name already.').waitFor()
  expect(await name.getAttribute('aria-invalid')).toBe('true')
  await name.and(page.locator(':focus')).waitFor()

  await name.fill('shop')
  await dialog.getByLabel('Display name').fill('The shop')
  await dialog.getByRole('button', { name: /Region/ }).click()
  await page.getByRole('option', { name: 'Second' }).click()
  await dialog.getByRole('button', { name: 'Add node' }).click()
  await dialog.getByRole('button', { name: /Software of node 2/ }).click()
  await page.getByRole('option', { name: 'MySQL' }).click()
  await dialog.getByLabel('Containers of node 2').fill('none')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await dialog.getByLabel('Containers of node 2').and(page.locator(':focus')).waitFor()
  await dialog.getByLabel('Containers of node 2').fill('2')
  await dialog.getByRole('button', { name: 'Create' }).click()

  await row(page, 'The shop').status('Running')
  expect(await dialog.count()).toBe(0)
  const { data } = await server.graphql(
    '{ environment(name: "shop") { displayName region nodes { type } } }',
    {
      as: account.session,
    },
  )
  expect(data.environment).toEqual({
    displayName: 'The shop',
    region: 'second',
    nodes: [{ type: 'tomcat' }, { type: 'mysql' }, { type: 'mysql' }],
  })
})

test('a new environment is made in the region that is shown as chosen', async () => {
  const account = await server.anAccount()
  const page = await openEnvironments(account)
  const array = ['second', 'default'].map((name) => ({ uniqueName: name, displayName: name }))
  await page.route('**/graphql', (route) =>
    route.request().postData()!.includes('mutation Regions')
      ? route.fulfill({ json: { data: { callMethod: { array } } } })
      : route.continue(),
  )
  await page.getByRole('button', { name: 'New environment' }).click()
  await page.getByRole('button', { name: 'second Region' }).waitFor()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('shop')
  await page.keyboard.press('Enter')
  await row(page, 'shop').status('Running')
  const { data } = await server.graphql('{ environment(name: "shop") { region } }', { as: account.session })
  expect(data.environment).toEqual({ region: 'second' })
})

test('the keyboard goes on from Add node after a node was removed', async () => {
  const page = await openEnvironments(await server.anAccount())
  await page.getByRole('button', { name: 'New environment' }).click()
  const add = page.getByRole('button', { name: 'Add node' })
  await add.press('Enter')
  await page.getByRole('button', { name: 'Remove node 2' }).press('Enter')
  await page.getByRole('button', { name: 'Remove node 2' }).waitFor({ state: 'detached' })
  await add.and(page.locator(':focus')).waitFor()
})

test('a clone is made under the name that is given', async () => {
  const account = await server.anAccount()
  await anEnvironment(account, 'shop', ['nodejs'])
  const page = await openEnvironments(account)
  await row(page, 'shop').choose('Clone')
  const dialog = page.getByRole('dialog', { name: 'Clone shop' })
  const name = dialog.getByLabel('Name of the copy')
  expect(await name.inputValue()).toBe('shop-copy')

  await name.fill('shop')
  await dialog.getByRole('button', { name: 'Clone' }).press('Enter')
  await name.and(page.locator(':focus')).waitFor()
  await dialog.getByText('You have an environment of this name already.').waitFor()
  await name.fill('shop-2')
  await page.keyboard.press('Enter')
  await row(page, 'shop-2').status('Running')
  expect(await statusOnServer(account, 'shop-2')).toBe('RUNNING')
})

test('a clone is made once, however often Enter is pressed', async () => {
  const account = await server.anAccount()
  await anEnvironment(account, 'shop')
  const page = await openEnvironments(account)
  await row(page, 'shop').choose('Clone')
  let sent = 0
  page.on('request', (request) => void (request.postData()?.includes('CloneEnvironment') && sent++))
  const { answered, release } = await holdAnswer(page, 'mutation CloneEnvironment')
  await page.getByLabel('Name of the copy').press('Enter')
  await page.keyboard.press('Enter')
  await answered
  await page.keyboard.press('Enter')
  release()
  await page.getByText('shop-copy was created.').waitFor()
  await row(page, 'shop-copy').status('Running')
  expect(sent).toBe(1)
})

test('nothing is deleted before its name is typed', async () => {
  const account = await server.anAccount()
  await anEnvironment(account, 'shop')
  const page = await openEnvironments(account)
  await row(page, 'shop').choose('Delete')
  const dialog = page.getByRole('alertdialog', { name: 'Delete shop?' })
  const submit = dialog.getByRole('button', { name: 'Delete environment' })

  await dialog.getByLabel('Type shop to confirm').fill('shoq')
  expect(await submit.isDisabled()).toBe(true)
  await page.keyboard.press('Enter')
  expect(await statusOnServer(account, 'shop')).toBe('RUNNING')

  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await row(page, 'shop').choose('Delete')
  await dialog.getByLabel('Type shop to confirm').fill('shop')
  await submit.click()
  await page.getByRole('heading', { name: 'No environments yet' }).waitFor()
  expect(await statusOnServer(account, 'shop')).toBeUndefined()
})

test('Back closes a dialog, and the next one leaves the screen, also where Escape has closed it', async () => {
  const account = await server.anAccount()
  await anEnvironment(account, 'shop')
  const page = await newPage()
  await signInto(page, account)
  await page.goto('/docs/methods')
  const dialog = page.getByRole('dialog', { name: 'New environment' })
  for (const close of [() => page.goBack(), () => page.keyboard.press('Escape')]) {
    await page.getByRole('link', { name: 'Environments' }).click()
    await page.getByRole('button', { name: 'New environment' }).click()
    await dialog.waitFor()
    await close()
    await dialog.waitFor({ state: 'detached' })
    // A step back takes its time.
    await expect.poll(() => page.evaluate('history.state?.guard')).toBeUndefined()
    expect(new URL(page.url()).pathname).toBe('/environments')
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'API methods' }).waitFor()
  }
})

test('what was entered for a new environment is not lost by Escape, Back, or the end of the session', async () => {
  const account = await server.anAccount()
  const page = await openEnvironments(account)
  await page.getByRole('button', { name: 'New environment' }).click()
  const name = page.getByRole('textbox', { name: 'Name', exact: true })
  await name.fill('long-thought-about')
  for (const leave of [() => page.keyboard.press('Escape'), () => page.goBack()]) {
    await leave()
    await page.getByRole('alertdialog', { name: 'Discard what you entered?' }).waitFor()
    await page.getByRole('button', { name: 'Go on editing' }).click()
    expect(await name.inputValue()).toBe('long-thought-about')
  }

  await server.graphql('mutation { signOutOtherSessions }', { as: account.session })
  const again = page.getByRole('alertdialog', { name: 'Sign in again' })
  await again.getByLabel('Password', { exact: true }).fill(account.password)
  await again.getByRole('button', { name: 'Sign in' }).click()
  await again.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Create' }).click()
  await row(page, 'long-thought-about').status('Running')
  await expect.poll(() => page.evaluate('history.state?.guard')).toBeUndefined()
})

test('Back does not close a dialog while its change is under way', async () => {
  const account = await server.anAccount()
  await anEnvironment(account, 'shop')
  const page = await openEnvironments(account)
  await row(page, 'shop').choose('Clone')
  const { answered, release } = await holdAnswer(page, 'mutation CloneEnvironment')
  await page.getByRole('dialog', { name: 'Clone shop' }).getByRole('button', { name: 'Clone' }).click()
  await answered
  await page.goBack()
  await expect.poll(() => page.evaluate('history.state?.guard')).toBeDefined()
  await page.getByRole('dialog', { name: 'Clone shop' }).waitFor()
  release()
  await page.getByText('shop-copy was created.').waitFor()
  expect(new URL(page.url()).pathname).toBe('/environments')
})

test('a refusal is told: here, because the status has changed meanwhile', async () => {
  const account = await server.anAccount()
  await anEnvironment(account, 'shop')
  const page = await openEnvironments(account)
  const { status, button } = row(page, 'shop')
  await status('Running')

  // The list that is on the screen is kept old, so that the button is pressed too late.
  let held = false
  await page.route('**/graphql', (route) => {
    held = route.request().postData()!.includes('query Environments')
    return held ? undefined : route.continue()
  })
  await server.rest('environment/control/rest/stopenv', { envName: 'shop', session: account.session })
  await button('Stop shop').click()
  await page
    .locator('.toast')
    .getByText(/^shop: /)
    .waitFor()
})

test('a lost connection is said, keeps what is on the screen, and mends by itself', async () => {
  const account = await server.anAccount()
  await anEnvironment(account, 'shop')
  const page = await openEnvironments(account)
  const { status } = row(page, 'shop')
  await status('Running')

  await page.context().setOffline(true)
  await page.getByText('Connection lost.').waitFor()
  await status('Running')
  await server.rest('environment/control/rest/stopenv', { envName: 'shop', session: account.session })
  await page.context().setOffline(false)
  await status('Stopped')
  await page.getByText('Connection lost.').waitFor({ state: 'detached' })
})
