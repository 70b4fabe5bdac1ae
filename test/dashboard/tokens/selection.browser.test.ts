import { describe, expect, test } from 'vitest'
import { overflow, signInto } from '../../support/browser.ts'
import { startTestServer } from '../../support/server.ts'
import { tokenOperations } from '../../tokens/token-operations.ts'
import { becomes, loseAnswer, requestsWith, startTokensPages, type TokensPage } from './tokens-page.ts'

const server = await startTestServer()
const { newPage, openTokens } = await startTokensPages(server)

/** A list of four, one above the other as they are named. */
async function fourTokens() {
  const account = await server.anAccount()
  const newestFirst = ['alpha', 'beta', 'gamma', 'delta']
  const drafts = newestFirst.map((description) => ({
    description,
    methods: ['environment.control.GetEnvs'],
  }))
  expect((await tokenOperations(server).generateTokens(account, drafts)).errors).toBeUndefined()
  for (const [age, description] of newestFirst.entries()) {
    await server.sql`update tokens set created_at = now() - make_interval(mins => ${age})
      where account_id = ${account.id} and description = ${description}`
  }
  const tokens = await openTokens(account)
  await becomes(() => tokens.descriptions(), newestFirst)
  return { tokens, page: tokens.page, account }
}

const toolbar = async (tokens: TokensPage) => {
  const names = ['Generate', 'Edit', 'Copy', 'Remove', 'Refresh']
  const enabled = await Promise.all(names.map((name) => tokens.tool(name).isEnabled()))
  return names.filter((_, index) => enabled[index])
}

describe('with the mouse', () => {
  test('a click selects, Ctrl adds and takes away, Shift extends; the tools follow', async () => {
    const { tokens } = await fourTokens()
    expect(await toolbar(tokens)).toEqual(['Generate', 'Refresh'])

    await tokens.row('beta').click()
    await becomes(() => tokens.selected(), ['beta'])
    expect(await toolbar(tokens)).toEqual(['Generate', 'Edit', 'Copy', 'Remove', 'Refresh'])

    await tokens.row('delta').click({ modifiers: ['Control'] })
    await becomes(() => tokens.selected(), ['beta', 'delta'])
    expect(await toolbar(tokens)).toEqual(['Generate', 'Remove', 'Refresh'])

    await tokens.row('beta').click({ modifiers: ['Control'] })
    await becomes(() => tokens.selected(), ['delta'])

    await tokens.row('alpha').click()
    await tokens.row('gamma').click({ modifiers: ['Shift'] })
    await becomes(() => tokens.selected(), ['alpha', 'beta', 'gamma'])

    await tokens.row('beta').click()
    await becomes(() => tokens.selected(), ['beta'])
  })

  test('a double click edits', async () => {
    const { tokens } = await fourTokens()
    await tokens.row('gamma').dblclick()
    await tokens.dialog('Edit token').waitFor()
    expect(await tokens.page.getByRole('textbox', { name: 'Description' }).inputValue()).toBe('gamma')
  })

  test('the boxes select without Ctrl, for a finger', async () => {
    const { tokens, page } = await fourTokens()
    await tokens.row('alpha').getByRole('checkbox').check({ force: true })
    await tokens.row('delta').getByRole('checkbox').check({ force: true })
    await becomes(() => tokens.selected(), ['alpha', 'delta'])
    await page.getByRole('checkbox', { name: 'Select all' }).check({ force: true })
    await becomes(() => tokens.selected(), ['alpha', 'beta', 'gamma', 'delta'])
  })
})

describe('with the keyboard', () => {
  test('arrows, Shift+arrows, Space, Ctrl+A, Enter and Delete', async () => {
    const { tokens, page } = await fourTokens()
    await tokens.row('alpha').click()
    await page.keyboard.press('ArrowDown')
    await becomes(() => tokens.selected(), ['beta'])

    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await becomes(() => tokens.selected(), ['beta', 'gamma', 'delta'])
    await page.keyboard.press('Shift+ArrowUp')
    await becomes(() => tokens.selected(), ['beta', 'gamma'])

    await page.keyboard.press('Space')
    await becomes(() => tokens.selected(), ['beta'])
    await page.keyboard.press('Space')
    await becomes(() => tokens.selected(), ['beta', 'gamma'])

    await page.keyboard.press('Control+a')
    await becomes(() => tokens.selected(), ['alpha', 'beta', 'gamma', 'delta'])
    await page.keyboard.press('Delete')
    await tokens.question('Remove 4 tokens?').waitFor()
    await page.keyboard.press('Escape')
    await tokens.question('Remove 4 tokens?').waitFor({ state: 'detached' })

    await tokens.row('delta').click()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await tokens.dialog('Edit token').waitFor()
    expect(await page.getByRole('textbox', { name: 'Description' }).inputValue()).toBe('gamma')
  })
})

test('several tokens are removed in one request, and those a filter hides stay', async () => {
  const { tokens, page, account } = await fourTokens()
  await tokens.row('alpha').click()
  await tokens.row('gamma').click({ modifiers: ['Control'] })
  await tokens.row('delta').click({ modifiers: ['Control'] })
  await page.getByRole('searchbox', { name: 'Search tokens' }).fill('gamma')
  await becomes(() => tokens.descriptions(), ['gamma'])
  await tokens.tool('Remove').click()
  await tokens.question('Remove 1 token?').waitFor()
  await page.keyboard.press('Escape')

  await page.getByRole('searchbox', { name: 'Search tokens' }).fill('')
  await becomes(() => tokens.selected(), ['alpha', 'gamma', 'delta'])
  const requests = requestsWith(page, 'mutation RemoveTokens')
  await tokens.tool('Remove').click()
  const list = tokens.question('Remove 3 tokens?').getByRole('list')
  expect(await list.getByRole('listitem').count()).toBe(3)
  expect(await list.textContent()).toContain('never used')
  await tokens.confirm(account.password, 'Remove 3 tokens')
  await becomes(() => tokens.descriptions(), ['beta'])
  expect(requests).toHaveLength(1)
})

test('a removal whose answer was lost counts as done once the tokens are gone from the list', async () => {
  const { tokens, page, account } = await fourTokens()
  await loseAnswer(page, 'mutation RemoveTokens')
  await tokens.row('alpha').click()
  await tokens.row('gamma').click({ modifiers: ['Control'] })
  await tokens.tool('Remove').click()
  await tokens.confirm(account.password, 'Remove 2 tokens')
  await page.getByText('2 tokens were removed.').waitFor()
  await tokens.question('Remove 2 tokens?').waitFor({ state: 'detached' })
  expect(await tokens.descriptions()).toEqual(['beta', 'delta'])
})

test('Remove goes on without a token that was removed meanwhile', async () => {
  const { tokens, page, account } = await fourTokens()
  await tokens.row('alpha').click()
  await tokens.row('gamma').click({ modifiers: ['Control'] })
  await tokens.tool('Remove').click()
  const { data } = await server.graphql('{ accessTokens(search: "gamma") { id } }', { as: account.session })
  await server.graphql(
    'mutation ($id: ID!, $password: String!) { removeTokens(ids: [$id], password: $password) }',
    { as: account.session, variables: { id: data.accessTokens[0].id, password: account.password } },
  )
  await tokens.confirm(account.password, 'Remove 2 tokens')
  const dialog = tokens.question('Remove 1 token?')
  await dialog.getByText('A token has been removed meanwhile.', { exact: false }).waitFor()
  await tokens.confirm(account.password, 'Remove 1 token')
  await page.getByText('1 token was removed.').waitFor()
  await becomes(() => tokens.descriptions(), ['beta', 'delta'])
})

describe('the focus goes on from a stable place', () => {
  test('after Remove, to the next token, and after the last one to Generate', async () => {
    const { tokens, page, account } = await fourTokens()
    await tokens.row('beta').click()
    await tokens.tool('Remove').click()
    await tokens.confirm(account.password, 'Remove 1 token')
    await becomes(() => tokens.descriptions(), ['alpha', 'gamma', 'delta'])
    await becomes(() => tokens.focusedRow(), 'gamma')

    await page.keyboard.press('Control+a')
    await tokens.tool('Remove').click()
    await tokens.confirm(account.password, 'Remove 3 tokens')
    await page.getByText('No access tokens yet').waitFor()
    await tokens.tool('Generate').and(page.locator(':focus')).waitFor()
  })

  test('after the first token from a preset, and after Show all', async () => {
    const account = await server.anAccount()
    const tokens = await openTokens(account)
    const { page } = tokens
    await tokens.button('IDE Plugins').click()
    await tokens.describe('the first')
    await tokens.button('Continue').click()
    await tokens.confirm(account.password, 'Generate token')
    await tokens.button('Done').click()
    await tokens.button('Close anyway').click()
    await becomes(() => tokens.focusedRow(), 'the first')

    await page.getByRole('searchbox', { name: 'Search tokens' }).fill('something else')
    await tokens.button('Show all').click()
    await becomes(() => tokens.focusedRow(), 'the first')
  })
})

test('the list sorts by column and filters by state', async () => {
  const account = await server.anAccount()
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  const methods = ['environment.control.GetEnvs']
  await server.aToken({ description: 'far', methods, expiresAt: inDays(200) }, account)
  await server.aToken({ description: 'near', methods, expiresAt: inDays(20) }, account)
  await server.aToken({ description: 'nearer', methods, expiresAt: inDays(2) }, account)
  await server.aToken({ description: 'always', methods }, account)
  const tokens = await openTokens(account)
  const { page } = tokens

  await page.getByRole('columnheader', { name: 'Expires' }).click()
  await becomes(() => tokens.descriptions(), ['nearer', 'near', 'far', 'always'])
  await page.getByRole('columnheader', { name: 'Expires' }).click()
  await becomes(() => tokens.descriptions(), ['always', 'far', 'near', 'nearer'])

  await page.getByRole('radio', { name: 'Expiring soon' }).click()
  await becomes(() => tokens.descriptions(), ['near', 'nearer'])
  expect(await tokens.row('nearer').textContent()).toContain('Expires in 2 days')
  await page.getByRole('radio', { name: 'Expired' }).click()
  await page.getByText('No token fits').waitFor()
  await tokens.button('Show all').click()
  await becomes(async () => (await tokens.descriptions()).length, 4)
})

test('a search finds a set by the name that the list has for it', async () => {
  const account = await server.anAccount()
  await server.aToken({ description: 'picked', methods: ['environment.control.GetEnvs'] }, account)
  await server.aToken({ description: 'ready', apiSet: 'MAVEN_PLUGIN' }, account)
  const tokens = await openTokens(account)
  const { page } = tokens
  await page.getByRole('searchbox', { name: 'Search tokens' }).fill('custom')
  await becomes(() => tokens.descriptions(), ['picked'])

  await page.getByRole('button', { name: 'Language: English' }).click()
  await page.getByRole('menuitem', { name: 'Deutsch' }).click()
  await page.getByText('Kein Token passt').waitFor()
  await page.getByRole('searchbox', { name: 'Tokens suchen' }).fill('eigene')
  await becomes(() => tokens.descriptions(), ['picked'])
})

test('a narrow page names the order, also one that a column head has turned round', async () => {
  const { tokens, page } = await fourTokens()
  await page.getByRole('columnheader', { name: 'Created' }).click()
  await becomes(() => tokens.descriptions(), ['delta', 'gamma', 'beta', 'alpha'])
  await page.setViewportSize({ width: 360, height: 740 })
  await page.getByRole('button', { name: /^Oldest first/ }).click()
  await page.getByRole('option', { name: 'Newest first' }).click()
  await becomes(() => tokens.descriptions(), ['alpha', 'beta', 'gamma', 'delta'])
})

test('the tools stay in sight while something is selected, however long the list', async () => {
  const account = await server.anAccount()
  for (let number = 1; number <= 12; number++)
    await server.aToken({ description: `number ${number}`, apiSet: 'MAVEN_PLUGIN' }, account)
  const tokens = await openTokens(account, { viewport: { width: 360, height: 740 } })
  const { page } = tokens
  await tokens.row('number 1').getByRole('checkbox').check({ force: true })
  await tokens.row('number 1').scrollIntoViewIfNeeded()
  const header = (await page.locator('header').first().boundingBox())!
  const remove = (await tokens.tool('Remove').boundingBox())!
  expect(remove.y).toBeGreaterThanOrEqual(header.y + header.height)
  expect(remove.y).toBeLessThan(200)

  await tokens.row('number 1').focus()
  for (const name of ['number 2', 'number 3', 'number 4', 'number 5', 'number 6']) {
    await page.keyboard.press('ArrowUp')
    await becomes(() => tokens.focusedRow(), name)
    const row = (await tokens.row(name).boundingBox())!
    const lowest = (await tokens.tool('Refresh').boundingBox())!
    expect(row.y).toBeGreaterThanOrEqual(lowest.y + lowest.height)
  }
  await tokens.tool('Remove').click()
  await tokens.question('Remove 1 token?').waitFor()
})

test('what the keyboard goes to first is not under the tools that come with it', async () => {
  const account = await server.anAccount()
  for (let number = 1; number <= 12; number++)
    await server.aToken({ description: `number ${number}`, apiSet: 'MAVEN_PLUGIN' }, account)
  const tokens = await openTokens(account, { viewport: { width: 1280, height: 500 } })
  const { page } = tokens
  await page.evaluate('scrollTo(0, document.body.scrollHeight)')
  await page
    .getByRole('searchbox', { name: 'Search tokens' })
    .evaluate('(field) => field.focus({ preventScroll: true })')
  for (let presses = 0; presses < 20 && !(await tokens.focusedRow()); presses++)
    await page.keyboard.press('Tab')
  const row = (await tokens.row((await tokens.focusedRow())!).boundingBox())!
  const tools = (await tokens.tool('Refresh').boundingBox())!
  expect(row.y).toBeGreaterThanOrEqual(tools.y + tools.height)
})

test('from where a token was last used shows on focus and on hover', async () => {
  const account = await server.anAccount()
  const { value } = await server.aToken(
    { description: 'used', methods: ['environment.control.GetEnvs'] },
    account,
  )
  const tokens = await openTokens(account)
  const { page } = tokens
  await server.rest(
    'environment/control/rest/getenvs',
    { session: value },
    { headers: { 'user-agent': 'curl/8' } },
  )
  const lastUse = tokens.row('used').getByText(/ago|now/)
  await becomes(async () => {
    await tokens.tool('Refresh').click()
    return lastUse.count()
  }, 1)

  const details = page.getByRole('tooltip')
  await tokens.row('used').click({ position: { x: 200, y: 10 } })
  for (let column = 0; column < 8 && !(await details.isVisible()); column++) {
    await page.keyboard.press('ArrowRight')
    const focused = await page.evaluate<string>('document.activeElement.className')
    if (focused.includes('last-use')) await details.waitFor()
  }
  expect(await details.textContent()).toMatch(/from [\d.:a-f]+curl\/8Called environment\.control\.GetEnvs/)

  await page.keyboard.press('ArrowLeft')
  await details.waitFor({ state: 'detached' })
  await page.mouse.move(10, 10)
  await lastUse.hover()
  await details.waitFor()
})

test('a long description is cut after two lines, and whole where the mouse rests', async () => {
  const account = await server.anAccount()
  const description = 'deploys the shop, from the pipeline of the team in Graz, to '.repeat(4).trim()
  await server.aToken({ description, apiSet: 'MAVEN_PLUGIN' }, account)
  const { page } = await openTokens(account)
  const name = page.locator('tbody .token-name')
  expect(await name.getAttribute('title')).toBe(description)
  const { height } = (await name.boundingBox())!
  const line = await page.evaluate<number>(
    `parseFloat(getComputedStyle(document.querySelector('tbody .token-name')).lineHeight)`,
  )
  expect(Math.round(height / line)).toBe(2)
})

test('a phone shows cards, and the page does not scroll sideways', async () => {
  const account = await server.anAccount()
  await server.aToken({ description: 'w'.repeat(200), apiSet: 'EXTENDED_ACCESS' }, account)
  const { page } = await openTokens(account, { viewport: { width: 360, height: 740 } })
  expect(await overflow(page)).toBe(0)
  await page.getByRole('button', { name: 'Generate', exact: true }).click()
  await page.getByRole('tree').waitFor()
  expect(await overflow(page)).toBe(0)
  const { x, y, width, height } = (await page.getByRole('button', { name: 'Continue' }).boundingBox())!
  expect(x + width).toBeLessThanOrEqual(360)
  expect(y + height).toBeLessThanOrEqual(740)
})

test.each([801, 960, 961])('at %d pixels nothing of the list is crushed, in German either', async (width) => {
  const account = await server.anAccount()
  const { value } = await server.aToken(
    {
      description: 'Übergabe der Nachtschicht',
      methods: ['environment.control.GetEnvs', 'environment.control.StopEnv'],
      expiresAt: new Date(Date.now() + 6.5 * 86_400_000).toISOString(),
    },
    account,
  )
  await server.rest('environment/control/rest/getenvs', { session: value })
  const page = await newPage({ viewport: { width, height: 740 }, locale: 'de-DE' })
  await signInto(page, account)
  await page.goto('/settings/tokens')
  const name = page.locator('tbody .token-name')
  expect((await name.boundingBox())!.width).toBeGreaterThan(140)
  const heads = await page.evaluate<[start: number, end: number][]>(
    `[...document.querySelectorAll('.token-sort')].filter(({ offsetWidth }) => offsetWidth).map((head) => {
      const { left, right } = head.getBoundingClientRect()
      return [left, right]
    })`,
  )
  for (const [index, [start]] of heads.entries()) expect(start).toBeGreaterThan(heads[index - 1]?.[1] ?? 0)
  const order = page.getByRole('button', { name: /^Neueste zuerst/ })
  expect(await order.isVisible()).toBe(heads.length === 0)
})

test('a card says what its values are, and a row of the table leaves that to the head', async () => {
  const { tokens, page } = await fourTokens()
  const created = (label: string) =>
    tokens.row('alpha').getByRole('gridcell', { name: new RegExp(`^${label}\\d\\d-\\d\\d-\\d{4}$`) })
  expect(await created('').count()).toBe(1)
  await page.setViewportSize({ width: 360, height: 740 })
  expect(await created('Created ?').count()).toBe(1)
})

test('a dialog is there without a connection, once the list is', async () => {
  const account = await server.anAccount()
  await server.aToken({ description: 'offline', methods: ['environment.control.GetEnvs'] }, account)
  const tokens = await openTokens(account)
  const { page } = tokens
  await becomes(() => page.evaluate<number>(loadedDialogs), 2)
  await tokens.row('offline').click()
  await page.context().setOffline(true)
  await tokens.tool('Remove').click()
  await tokens.question('Remove 1 token?').waitFor()
})

const loadedDialogs = `performance.getEntriesByType('resource')
  .filter(({ name, responseEnd }) => /(TokenForm|RemoveTokens)-.*\\.js$/.test(name) && responseEnd > 0).length`

test('a dialog that cannot be loaded leaves the screen standing, and is loaded when that works again', async () => {
  const account = await server.anAccount()
  await server.aToken({ description: 'late', methods: ['environment.control.GetEnvs'] }, account)
  const tokens = await openTokens(account, {}, async (page) => {
    await page.route(/RemoveTokens-/, (route) => route.abort())
  })
  const { page } = tokens
  await tokens.row('late').click()
  await tokens.tool('Remove').click()
  const failed = tokens.question('This dialog could not be shown')
  await failed.waitFor()
  await tokens.button('Cancel').click()
  await failed.waitFor({ state: 'detached' })
  expect(await tokens.selected()).toEqual(['late'])

  await tokens.tool('Remove').click()
  await failed.waitFor()
  await page.unroute(/RemoveTokens-/)
  await tokens.button('Try again').click()
  // Some browsers remember what failed to load until the page is loaded anew.
  const question = tokens.question('Remove 1 token?')
  await question.or(tokens.button('Reload')).waitFor()
  if (await tokens.button('Reload').isVisible()) {
    await tokens.button('Reload').click()
    await tokens.row('late').click()
    await tokens.tool('Remove').click()
    await question.waitFor()
  }
  const marker = `getComputedStyle(document.querySelector('.remove-list')).listStyleType`
  await becomes(() => page.evaluate<string>(marker), 'none')
})
