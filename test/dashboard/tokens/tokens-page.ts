import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { signInto, startBrowser } from '../../support/browser.ts'
import type { TestAccount, TestServer } from '../../support/server.ts'

/** Opens the page of the tokens, signed in, in a browser that nobody has used before. */
export async function startTokensPages(server: TestServer) {
  const { newPage } = await startBrowser(server.url)
  /** @param before is done to the page before it is opened */
  async function openTokens(
    account: TestAccount,
    options?: BrowserContextOptions,
    before?: (page: Page) => Promise<unknown>,
  ): Promise<TokensPage> {
    const page = await newPage(options)
    await signInto(page, account)
    await before?.(page)
    await page.goto('/settings/tokens')
    const tokens = new TokensPage(page)
    await tokens.tool('Generate').waitFor()
    return tokens
  }
  return { newPage, openTokens }
}

/** What a reader finds on the page, by its words and roles. */
export class TokensPage {
  constructor(readonly page: Page) {}

  tool(name: string): Locator {
    return this.page.getByRole('toolbar').getByRole('button', { name, exact: true })
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  /** A token of the list. */
  row(description: string): Locator {
    return this.page.getByRole('row').filter({ has: this.page.getByText(description, { exact: true }) })
  }

  /** A method of the picker. */
  method(name: string): Locator {
    return this.page.getByRole('treeitem', { name: new RegExp(`^${name} `) })
  }

  dialog(name: string): Locator {
    return this.page.getByRole('dialog', { name })
  }

  /** A dialog about something that cannot be taken back. */
  question(name: string): Locator {
    return this.page.getByRole('alertdialog', { name })
  }

  descriptions(): Promise<string[]> {
    return this.page.locator('tbody .token-name').allTextContents()
  }

  selected(): Promise<string[]> {
    return this.page.locator('[role="row"][aria-selected="true"] .token-name').allTextContents()
  }

  /** The token whose row has the focus, or has within it what has. */
  focusedRow(): Promise<string | undefined> {
    return this.page.evaluate<string | undefined>(
      `document.activeElement.closest('tbody [role="row"]')?.querySelector('.token-name').textContent`,
    )
  }

  describe(description: string): Promise<void> {
    return this.page.getByRole('textbox', { name: 'Description' }).fill(description)
  }

  choose(set: string): Promise<void> {
    return this.page
      .locator('label')
      .filter({ has: this.page.getByRole('radio', { name: set }) })
      .click()
  }

  search(words: string): Promise<void> {
    return this.page.getByRole('searchbox', { name: 'Search methods' }).fill(words)
  }

  async confirm(password: string, button: string): Promise<void> {
    await this.page.getByLabel('Your password').fill(password)
    await this.button(button).click()
  }

  /** The value, once it is shown. */
  value(): Promise<string | null> {
    return this.page.getByRole('group', { name: 'Value of the token' }).locator('code').textContent()
  }
}

/** Waits until a question has the answer. */
export async function becomes<T>(ask: () => Promise<T> | T, answer: T): Promise<void> {
  await expect.poll(ask).toEqual(answer)
}

/** The variables of each request that holds a text, from now on. */
export function requestsWith(page: Page, text: string): { variables: Record<string, unknown> }[] {
  const found: { variables: Record<string, unknown> }[] = []
  page.on('request', (request) => {
    const sent = request.postData()
    if (sent?.includes(text)) found.push(JSON.parse(sent) as { variables: Record<string, unknown> })
  })
  return found
}

/** Lets the next request that holds a text reach the server, and keeps its answer from the page. */
export async function loseAnswer(page: Page, text: string): Promise<void> {
  let isLost = false
  await page.route('**/graphql', async (route) => {
    if (isLost || !route.request().postData()?.includes(text)) return route.fallback()
    isLost = true
    await route.fetch()
    await route.abort()
  })
}

/** Tries to reload the page, and stays. */
export async function expectReloadToAsk(page: Page) {
  const asked = page.waitForEvent('dialog')
  await page.evaluate('setTimeout(() => location.reload())')
  const question = await asked
  expect(question.type()).toBe('beforeunload')
  await question.dismiss()
}
