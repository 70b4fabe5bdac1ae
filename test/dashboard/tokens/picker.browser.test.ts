import { expect, test } from 'vitest'
import { grantableMethods } from '../../../src/methods/catalogue.ts'
import { findApiSet } from '../../../src/methods/api-sets.ts'
import { startTestServer } from '../../support/server.ts'
import { becomes, requestsWith, startTokensPages, type TokensPage } from './tokens-page.ts'

const server = await startTestServer()
const { openTokens } = await startTokensPages(server)
const all = grantableMethods.length

async function openForm() {
  const account = await server.anAccount()
  const tokens = await openTokens(account)
  await tokens.tool('Generate').click()
  await tokens.page.getByRole('tree').waitFor()
  return { account, tokens, page: tokens.page }
}

const service = (tokens: TokensPage, name: string) =>
  tokens.page.getByRole('treeitem', { name: new RegExp(`^${name.replaceAll('.', '\\.')} `) })
const checked = (tokens: TokensPage, count: number) =>
  tokens.page.getByText(`${count} of ${all} checked`, { exact: true }).waitFor()
const shownMethods = async ({ page }: TokensPage) =>
  (await page.locator('[role="treeitem"][aria-level="2"] .tree-method-name > .mono').allTextContents()).sort()

test('every grantable method is in the tree, below its service', async () => {
  const { tokens, page } = await openForm()
  expect(await shownMethods(tokens)).toEqual([])
  // A letter that every full name has, so that all services stand open.
  await tokens.search('.')
  await page.getByText(`${all} hits`).waitFor()
  const rows = await page.evaluate<string[]>(
    `[...document.querySelectorAll('[role="treeitem"][aria-level="2"]')].map(({ dataset }) => dataset.row)`,
  )
  expect(rows.sort()).toEqual([...grantableMethods].sort())
})

test('search finds name and description, marks the words, and drops no tick', async () => {
  const { tokens, page } = await openForm()
  await tokens.search('stopenv')
  await page.getByText('1 hit', { exact: true }).waitFor()
  await tokens.method('StopEnv').click()
  await checked(tokens, 1)
  expect(await tokens.method('StopEnv').locator('mark').allTextContents()).toEqual(['StopEnv'])

  await tokens.search('shell commands')
  await becomes(() => shownMethods(tokens), ['ExecCmdByGroup', 'ExecCmdById'])
  await tokens.method('ExecCmdById').click()
  await checked(tokens, 2)

  await tokens.search('no such words')
  await page.getByText('No method has these words').waitFor()
  await checked(tokens, 2)

  await page.getByText('Only checked').click()
  await tokens.search('')
  await becomes(() => shownMethods(tokens), ['ExecCmdById', 'StopEnv'])
})

test('Only Checked keeps a row unticked by a slip in its place', async () => {
  const { tokens, page } = await openForm()
  await tokens.search('StopEnv')
  await tokens.method('StopEnv').click()
  await tokens.search('')
  await page.getByText('Only checked').click()
  await tokens.method('StopEnv').click()
  await checked(tokens, 0)
  expect(await tokens.method('StopEnv').getAttribute('aria-checked')).toBe('false')
  await tokens.method('StopEnv').click()
  await checked(tokens, 1)
})

test('the box of a service has three states, and under a search changes only what is shown', async () => {
  const { tokens, page } = await openForm()
  const group = service(tokens, 'environment.group')
  const state = () => group.getAttribute('aria-checked')
  const box = group.locator('.tick-box')
  const ofGroup = grantableMethods.filter((id) => id.startsWith('environment.group.'))

  expect(await state()).toBe('false')
  await box.click()
  await becomes(state, 'true')
  await checked(tokens, ofGroup.length)

  await tokens.search('GetGroups')
  await tokens.method('GetGroups').click()
  await becomes(state, 'mixed')
  await checked(tokens, ofGroup.length - 1)

  await box.click()
  await becomes(state, 'true')
  await box.click()
  await becomes(state, 'mixed')
  await checked(tokens, ofGroup.length - 1)

  await tokens.search('')
  await box.click()
  await becomes(state, 'true')
  await box.click()
  await becomes(state, 'false')
  await checked(tokens, 0)

  await tokens.search('GetEnv')
  const hits = (await shownMethods(tokens)).length
  await page.getByRole('button', { name: `Select all ${hits} shown` }).click()
  await checked(tokens, hits)
  await page.getByRole('button', { name: `Clear all ${hits} shown` }).click()
  await checked(tokens, 0)
  await tokens.search('environment.control.StopEnv')
  await page.getByRole('button', { name: 'Select the one shown' }).click()
  await checked(tokens, 1)
})

test('the tree is used with the keyboard alone, the docs of a method too', async () => {
  const { tokens, page } = await openForm()
  await service(tokens, 'billing.account').focus()
  await page.keyboard.press('ArrowRight')
  await becomes(async () => (await shownMethods(tokens)).length, 4)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await checked(tokens, 1)
  expect(await tokens.method('GetBillingInfo').getAttribute('aria-checked')).toBe('true')

  const docs = tokens.method('GetBillingInfo').getByRole('link')
  await docs.waitFor()
  await page.keyboard.press('Tab')
  await becomes(() => page.evaluate<string>('document.activeElement.className'), 'tree-docs')
  expect(await docs.getAttribute('href')).toBe('/docs/methods/billing.account.GetBillingInfo')

  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await becomes(() => shownMethods(tokens), [])
})

test('a set ticks what it opens; a change makes it Custom and says what differs', async () => {
  const { tokens, page, account } = await openForm()
  const set = findApiSet('MARKETPLACE').methods
  await tokens.choose('Marketplace')
  await checked(tokens, set.length)

  await tokens.search('ExecCmdBy')
  const extra = (await shownMethods(tokens)).filter((name) => !set.includes(`environment.control.${name}`))
  for (const name of extra) await tokens.method(name).click()
  await tokens.search('marketplace.app.Install')
  await tokens.method('Install').click()
  await page.getByText(`Marketplace, plus ${extra.length}, less 1`).waitFor()
  expect(await page.getByRole('radio', { name: 'Custom' }).isChecked()).toBe(true)

  const sent = requestsWith(page, 'mutation GenerateToken')
  await tokens.describe('nearly Marketplace')
  await tokens.button('Continue').click()
  await tokens.confirm(account.password, 'Generate token')
  expect(await tokens.value()).toMatch(/^lk_/)
  const asked = sent[0]!.variables.token as { apiSet?: string; methods: string[] }
  expect(asked.apiSet).toBeUndefined()
  expect(asked.methods).not.toContain('marketplace.app.Install')
  expect(asked.methods).toHaveLength(set.length + extra.length - 1)
})
