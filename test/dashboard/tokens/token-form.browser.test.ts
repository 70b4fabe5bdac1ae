import { readFile } from 'node:fs/promises'
import type { Locator } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { holdAnswer } from '../../support/browser.ts'
import { startTestServer, type TestAccount } from '../../support/server.ts'
import {
  becomes,
  expectReloadToAsk,
  loseAnswer,
  requestsWith,
  startTokensPages,
  type TokensPage,
} from './tokens-page.ts'

const server = await startTestServer()
const { openTokens } = await startTokensPages(server)
const methods = ['environment.control.GetEnvs', 'environment.control.StopEnv']

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
const written = (date: Date) => date.toISOString().slice(0, 10).split('-').reverse().join('-')

/** A token about to be made: the summary is on the screen. */
async function summaryOf(tokens: TokensPage, description: string, set = 'Maven Plugin') {
  await tokens.tool('Generate').click()
  await tokens.describe(description)
  await tokens.choose(set)
  await tokens.button('Continue').click()
  await tokens.dialog('Generate this token?').waitFor()
}

describe('the value', () => {
  async function aValue(description = 'CI: deploy', set?: string) {
    const account = await server.anAccount()
    const tokens = await openTokens(account, { permissions: ['clipboard-read', 'clipboard-write'] })
    await summaryOf(tokens, description, set)
    await tokens.confirm(account.password, 'Generate token')
    const value = (await tokens.value())!
    expect(value).toMatch(/^lk_[0-9A-Za-z]{49}$/)
    return { account, tokens, page: tokens.page, value }
  }

  test('is copied, and closing then asks nothing', async () => {
    const { tokens, page, value } = await aValue()
    await tokens.button('Copy the value').click()
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(value)
    await tokens.button('Done').click()
    await tokens.dialog('Your new token').waitFor({ state: 'detached' })
    await becomes(() => tokens.descriptions(), ['CI: deploy'])
  })

  test('is downloaded as a file named after the description', async () => {
    const { tokens, page, value } = await aValue('CI: deploy / shop')
    const download = page.waitForEvent('download')
    await tokens.button('Download').click()
    const file = await download
    expect(file.suggestedFilename()).toBe('CI-deploy-shop.txt')
    expect(file.url()).not.toContain(value)
    expect(await readFile(await file.path(), 'utf8')).toBe(`${value}\n`)
    await page.keyboard.press('Escape')
    await tokens.dialog('Your new token').waitFor({ state: 'detached' })
  })

  test('is not lost by closing in haste: that asks once', async () => {
    const { tokens, page } = await aValue()
    await page.keyboard.press('Escape')
    await tokens.question('Close without the value?').waitFor()
    await tokens.button('Go back').click()
    await tokens.question('Close without the value?').waitFor({ state: 'detached' })
    expect(await tokens.value()).toMatch(/^lk_/)
    await tokens.button('Done').click()
    await tokens.button('Close anyway').click()
    await tokens.dialog('Your new token').waitFor({ state: 'detached' })
  })

  test('is not lost by Back or by a reload: they ask, too', async () => {
    const { tokens, page, value } = await aValue()
    await page.goBack()
    await tokens.question('Close without the value?').waitFor()
    await tokens.button('Go back').click()
    await tokens.question('Close without the value?').waitFor({ state: 'detached' })

    await expectReloadToAsk(page)
    expect(await tokens.value()).toBe(value)

    await page.goBack()
    await tokens.button('Close anyway').click()
    await tokens.dialog('Your new token').waitFor({ state: 'detached' })
    await becomes(() => tokens.descriptions(), ['CI: deploy'])
    expect(new URL(page.url()).pathname).toBe('/settings/tokens')
  })

  test('stays when the session ends elsewhere, until it is closed', async () => {
    const { tokens, page, account, value } = await aValue()
    await server.graphql('mutation { signOutOtherSessions }', { as: account.session })
    await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))')
    await page.getByText('Your session has ended. Sign in again.').waitFor()
    expect(await tokens.value()).toBe(value)
    await tokens.button('Copy the value').click()
    await tokens.button('Done').click()
    await page.waitForURL('**/sign-in')
    await page.getByText('Your session has ended. Sign in again to go on').waitFor()
  })

  test('stands in a curl line that works, and after closing nowhere', async () => {
    const { tokens, page, value } = await aValue('CI: deploy', 'IDE Plugins')
    const line = (await page.getByRole('group', { name: 'Line for a shell' }).locator('code').textContent())!
    const [, address, header] = /^curl '([^']+)' -H '([^']+)'(?: --data\S* '[^']*')*$/.exec(line)!
    expect(header).toBe(`Authorization: Bearer ${value}`)
    expect(address).toContain(server.url)
    expect(address).not.toContain(value)
    const [name, credential] = header!.split(': ')
    const answer = await fetch(address!, { headers: { [name!]: credential! } })
    expect(await answer.json()).toMatchObject({ result: 0 })

    await tokens.button('Copy the line').click()
    await tokens.button('Done').click()
    await tokens.dialog('Your new token').waitFor({ state: 'detached' })
    const traces = await page.evaluate<string>(
      `JSON.stringify([location.href, document.documentElement.outerHTML, { ...localStorage }, { ...sessionStorage },
        performance.getEntries().map(({ name }) => name), history.state])`,
    )
    expect(traces).toContain('CI: deploy')
    expect(traces).not.toContain(value)
  })
})

test('what is to be filled in before a line can be tried is a sentence of its own', async () => {
  const account = await server.anAccount()
  await server.aToken({ description: 'one read', methods: ['environment.control.GetEnvInfo'] }, account)
  const tokens = await openTokens(account)
  await tokens.row('one read').click()
  await tokens.tool('Edit').click()
  await tokens.button('Generate a new value').click()
  await tokens.confirm(account.password, 'Generate new value')
  await tokens.page
    .getByText('This line calls GetEnvInfo, which changes nothing. Fill in what stands in angle brackets.')
    .waitFor()
})

describe('the password', () => {
  test('when wrong keeps everything entered and says how many tries are left', async () => {
    const account = await server.anAccount()
    const tokens = await openTokens(account)
    await summaryOf(tokens, 'with a slip')
    await tokens.confirm('not it', 'Generate token')
    await tokens.page.getByText(/That is not your password\. \d+ tries are left\./).waitFor()

    await tokens.button('Back').click()
    const description = tokens.page.getByRole('textbox', { name: 'Description' })
    expect(await description.inputValue()).toBe('with a slip')
    expect(await tokens.page.getByRole('radio', { name: 'Maven Plugin' }).isChecked()).toBe(true)
    await tokens.button('Continue').click()
    await tokens.confirm(account.password, 'Generate token')
    expect(await tokens.value()).toMatch(/^lk_/)
  })

  test('too often wrong says how long to wait', async () => {
    const account = await server.anAccount()
    const tokens = await openTokens(account)
    await summaryOf(tokens, 'forgotten')
    await server.sql`insert into attempts (subject, failures) values (${`login:${account.login}`}, 8)`
    await tokens.page.getByLabel('Your password').fill('not it')
    const waiting = tokens.page.getByText(/Try again in \d+ seconds?\./)
    for (let tries = 0; tries < 30 && !(await waiting.isVisible()); tries++) {
      const answered = tokens.page.waitForResponse('**/graphql')
      await tokens.button('Generate token').click()
      await answered
      await tokens.page.getByRole('button', { name: 'Generate token', exact: true }).waitFor()
      await tokens.page.locator('.field-error').waitFor()
    }
    await waiting.waitFor()
    expect(await tokens.button('Generate token').isDisabled()).toBe(true)
  })
})

describe('the form', () => {
  test('says at each field what is wrong', async () => {
    const tokens = await openTokens(await server.anAccount())
    await tokens.tool('Generate').click()
    const expires = tokens.page.getByRole('textbox', { name: 'Expires At' })
    await expires.fill('31-04-2030')
    await tokens.button('Continue').click()
    await tokens.page.getByText('Say in a few words what the token is for.').waitFor()
    await tokens.page.getByText('The calendar has no such day.').waitFor()
    await tokens.page.getByText('Choose a set, or tick methods for a Custom token.').waitFor()
    await expires.fill('')
    await tokens.button('Continue').click()
    await tokens.page.getByText('Enter a day as dd-mm-yyyy, or choose Never.').waitFor()
  })

  test('goes to the first field that is wrong, and leaves its owner to begin with another', async () => {
    const tokens = await openTokens(await server.anAccount())
    const { page } = tokens
    await tokens.tool('Generate').click()
    const description = page.getByRole('textbox', { name: 'Description' })
    const expires = page.getByRole('textbox', { name: 'Expires At' })
    await expires.fill('31-04-2030')
    await tokens.button('Continue').click()
    await page.locator('input:focus').and(description).waitFor()

    await expires.focus()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type('01-02-2031')
    expect(await expires.inputValue()).toBe('01-02-2031')
    expect(await description.inputValue()).toBe('')

    await description.fill('without methods')
    await tokens.button('Continue').click()
    await page.getByRole('radiogroup', { name: 'API' }).locator('input:focus').waitFor()
  })

  test.each([
    ['on a phone', { width: 360, height: 740 }],
    ['at 200 %', { width: 640, height: 400 }],
  ])('%s goes to the search when no method is ticked, with the reason in sight', async (_, viewport) => {
    const tokens = await openTokens(await server.anAccount(), { viewport })
    const { page } = tokens
    await tokens.tool('Generate').click()
    await tokens.describe('without methods')
    await tokens.choose('Custom')
    await tokens.button('Continue').click()
    await page
      .locator('input:focus')
      .and(page.getByRole('searchbox', { name: 'Search methods' }))
      .waitFor()

    const reason = page.getByText('Tick at least one method.')
    const described = await page.evaluate<string>(
      `document.activeElement.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent).join()`,
    )
    expect(described).toContain(await reason.textContent())
    const { y, height } = (await reason.boundingBox())!
    expect(y).toBeGreaterThan(0)
    expect(y + height).toBeLessThanOrEqual((await tokens.button('Continue').boundingBox())!.y)
  })

  test('goes on to the password by a short press of Enter, and shows on a phone what is wrong with it', async () => {
    const tokens = await openTokens(await server.anAccount(), { viewport: { width: 360, height: 740 } })
    const { page } = tokens
    await tokens.tool('Generate').click()
    await tokens.describe('for everything')
    await page.getByRole('radio', { name: 'Never' }).click()
    await tokens.choose('Extended Access')
    await tokens.button('Continue').focus()
    await page.keyboard.press('Enter')
    await page.locator('input:focus').and(page.getByLabel('Your password')).waitFor()

    await page.keyboard.type('not the password')
    await page.keyboard.press('Enter')
    const wrong = page.locator('.field-error')
    await wrong.waitFor()
    const bottom = async () => {
      const { y, height } = (await wrong.boundingBox())!
      return y + height
    }
    const footer = (await tokens.button('Generate token').boundingBox())!
    await becomes(async () => (await bottom()) <= footer.y, true)
  })

  test('has the password in sight below a long summary', async () => {
    const account = await server.anAccount()
    const description = 'w'.repeat(200)
    await server.aToken(
      { description, apiSet: 'EXTENDED_ACCESS', expiresAt: inDays(30).toISOString() },
      account,
    )
    const tokens = await openTokens(account)
    const { page } = tokens
    await tokens.row(description).dblclick()
    await tokens.choose('IDE Plugins')
    await page.getByRole('radio', { name: 'Never' }).click()
    await tokens.button('Continue').click()
    const bottom = async (locator: Locator) => {
      const { y, height } = (await locator.boundingBox())!
      return y + height
    }
    const field = page.locator('input:focus').and(page.getByLabel('Your password'))
    const body = page.locator('.dialog-body')
    await becomes(async () => (await bottom(field)) <= (await bottom(body)), true)
  })

  test('has the buttons that end it side by side on a phone', async () => {
    const account = await server.anAccount()
    await server.aToken({ description: 'edited', methods }, account)
    const tokens = await openTokens(account, { viewport: { width: 360, height: 740 } })
    await tokens.row('edited').dblclick()
    const top = async (name: string) => (await tokens.button(name).boundingBox())!.y
    expect(await top('Cancel')).toBe(await top('Continue'))
    expect(await top('Generate a new value')).toBeLessThan(await top('Cancel'))
  })

  test('says of a moment within a day when it is, as long as nobody touches it', async () => {
    const account = await server.anAccount()
    const { id } = await server.aToken({ description: 'until a moment', apiSet: 'MAVEN_PLUGIN' }, account)
    const moment = `${inDays(3).toISOString().slice(0, 10)}T00:52:27Z`
    await server.sql`update tokens set expires_at = ${moment} where id = ${id}`
    const tokens = await openTokens(account)
    await tokens.row('until a moment').dblclick()
    const said = `${written(inDays(3))} 00:52:27 UTC`
    await tokens.page.getByText(`It works until ${said}.`).waitFor()
    await tokens.describe('another name')
    await tokens.button('Continue').click()
    await tokens.page.locator('.summary').getByText(said, { exact: true }).waitFor()
  })

  test('takes a date in other forms, from a preset, and from the calendar', async () => {
    const tokens = await openTokens(await server.anAccount())
    const { page } = tokens
    await tokens.tool('Generate').click()
    const expires = page.getByRole('textbox', { name: 'Expires At' })
    expect(await expires.inputValue()).toBe(written(inDays(90)))

    await expires.fill('1/2/2031')
    await expires.press('Tab')
    await becomes(() => expires.inputValue(), '01-02-2031')

    await page.getByRole('radio', { name: 'Never' }).click()
    await becomes(() => expires.inputValue(), '')
    await page.getByText('It works until it is removed.').waitFor()
    await page.getByRole('radio', { name: '7 days' }).click()
    await becomes(() => expires.inputValue(), written(inDays(7)))

    await tokens.button('Pick a day').click()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await becomes(() => expires.inputValue(), written(inDays(8)))
  })

  test('is not lost by Escape, Back or a reload once something was entered', async () => {
    const tokens = await openTokens(await server.anAccount())
    await tokens.tool('Generate').click()
    await tokens.dialog('Generate a token').waitFor()
    await tokens.page.keyboard.press('Escape')
    await tokens.dialog('Generate a token').waitFor({ state: 'detached' })

    await tokens.tool('Generate').click()
    await tokens.describe('long thought about')
    await tokens.page.mouse.click(5, 5)
    await becomes(
      () => tokens.page.evaluate<boolean>(`document.activeElement.closest('[role="dialog"]') !== null`),
      true,
    )
    await tokens.page.keyboard.press('Escape')
    await tokens.question('Discard what you entered?').waitFor()
    await tokens.button('Go on editing').click()
    const description = tokens.page.getByRole('textbox', { name: 'Description' })
    expect(await description.inputValue()).toBe('long thought about')

    await tokens.page.goBack()
    await tokens.question('Discard what you entered?').waitFor()
    await tokens.button('Go on editing').click()
    await expectReloadToAsk(tokens.page)
    expect(await description.inputValue()).toBe('long thought about')
  })

  test('shows a refusal of the server at its field, back on the step before', async () => {
    const account = await server.anAccount()
    const tokens = await openTokens(account)
    await tokens.page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('mutation GenerateToken')) return route.fallback()
      const refusal = {
        message: 'That is too far away.',
        extensions: { code: 'BAD_USER_INPUT', parameter: 'expiresAt' },
      }
      await route.fulfill({ json: { errors: [refusal], data: null } })
    })
    await summaryOf(tokens, 'a day too far')
    await tokens.confirm(account.password, 'Generate token')
    await tokens.dialog('Generate a token').getByText('That is too far away.').waitFor()
    await tokens.page
      .locator('input:focus')
      .and(tokens.page.getByRole('textbox', { name: 'Expires At' }))
      .waitFor()
    expect(await tokens.page.getByRole('textbox', { name: 'Description' }).inputValue()).toBe('a day too far')
  })
})

describe('Edit', () => {
  test('sends only what has changed', async () => {
    const account = await server.anAccount()
    await server.aToken({ description: 'before', methods, expiresAt: inDays(40).toISOString() }, account)
    const tokens = await openTokens(account)
    const sent = requestsWith(tokens.page, 'mutation EditToken')
    await tokens.row('before').click()
    await tokens.tool('Edit').click()
    await tokens.button('Continue').click()
    await tokens.page.getByText('Nothing has been changed yet.').waitFor()
    await tokens.describe('after')
    await tokens.button('Continue').click()
    await tokens.page.getByText('before: before').waitFor()
    await tokens.confirm(account.password, 'Save changes')
    await becomes(() => tokens.descriptions(), ['after'])
    expect(sent.map(({ variables }) => variables.edit)).toEqual([
      { id: expect.any(String) as string, description: 'after' },
    ])
  })

  test('generates a new value after saying from where the old one was last used', async () => {
    const account = await server.anAccount()
    const { value } = await server.aToken({ description: 'leaked', methods }, account)
    await server.rest('environment/control/rest/getenvs', { session: value })
    const tokens = await openTokens(account)
    await becomes(async () => {
      await tokens.tool('Refresh').click()
      return (await tokens.row('leaked').textContent())!.includes('Never used')
    }, false)

    await tokens.row('leaked').click()
    await tokens.tool('Edit').click()
    await tokens.button('Generate a new value').click()
    const dialog = tokens.dialog('Generate a new value')
    await dialog.getByText('The old value stops working at once.').waitFor()
    expect(await dialog.textContent()).toMatch(/Last used .+ from (127\.0\.0\.1|::1|::ffff:127\.0\.0\.1)/)
    await tokens.confirm(account.password, 'Generate new value')
    await tokens.dialog('The new value').waitFor()
    const renewed = (await tokens.value())!
    expect(renewed).not.toBe(value)
    const call = async (session: string) =>
      (await server.rest('environment/control/rest/getenvs', { session })).body.result as number
    expect(await call(value)).not.toBe(0)
    expect(await call(renewed)).toBe(0)
  })
})

test('a token is made once, however often Enter is pressed', async () => {
  const account = await server.anAccount()
  const tokens = await openTokens(account)
  await summaryOf(tokens, 'in haste')
  const sent = requestsWith(tokens.page, 'mutation GenerateToken')
  const { answered, release } = await holdAnswer(tokens.page, 'mutation GenerateToken')
  await tokens.page.getByLabel('Your password').fill(account.password)
  for (let times = 0; times < 2; times++) await tokens.page.keyboard.press('Enter')
  await answered
  await tokens.page.keyboard.press('Enter')
  release()
  expect(await tokens.value()).toMatch(/^lk_/)
  expect(sent).toHaveLength(1)
})

test('Copy begins with the settings of the token and makes another', async () => {
  const account = await server.anAccount()
  await server.aToken({ description: 'pattern', methods }, account)
  const tokens = await openTokens(account)
  await tokens.row('pattern').click()
  await tokens.tool('Copy').click()
  await tokens.page.getByText('2 of', { exact: false }).first().waitFor()
  const description = tokens.page.getByRole('textbox', { name: 'Description' })
  expect(await description.inputValue()).toBe('pattern (copy)')
  await tokens.button('Continue').click()
  await tokens.page.getByText('It never expires.', { exact: false }).waitFor()
  await tokens.confirm(account.password, 'Generate token')
  const value = (await tokens.value())!
  const { data } = await server.graphql('{ viewer { methods expiresAt token { description } } }', {
    as: value,
  })
  expect(data.viewer.token.description).toBe('pattern (copy)')
  expect(data.viewer.methods).toEqual(expect.arrayContaining(methods))
  expect(data.viewer.expiresAt).toBeNull()
})

test('an empty list begins with a ready-made set', async () => {
  const tokens = await openTokens(await server.anAccount())
  await tokens.page.getByText('No access tokens yet').waitFor()
  await tokens.button('IDE Plugins').click()
  await tokens.dialog('Generate a token').waitFor()
  expect(await tokens.page.getByRole('radio', { name: 'IDE Plugins' }).isChecked()).toBe(true)
})

describe('an answer that is lost', () => {
  test('leaves open whether a token was made, and the list shows that it was', async () => {
    const account = await server.anAccount()
    const tokens = await openTokens(account)
    await loseAnswer(tokens.page, 'mutation GenerateToken')
    await summaryOf(tokens, 'perhaps')
    await tokens.confirm(account.password, 'Generate token')
    const dialog = tokens.dialog('Generate this token?')
    await dialog.getByText('No answer came: the token may have been made.', { exact: false }).waitFor()
    await becomes(() => tokens.descriptions(), ['perhaps'])
  })

  test('is not taken for an old value that still works', async () => {
    const account = await server.anAccount()
    await server.aToken({ description: 'renewed', methods }, account)
    const tokens = await openTokens(account)
    await loseAnswer(tokens.page, 'mutation RegenerateToken')
    await tokens.row('renewed').click()
    await tokens.tool('Edit').click()
    await tokens.button('Generate a new value').click()
    await tokens.confirm(account.password, 'Generate new value')
    const dialog = tokens.dialog('Generate a new value')
    await dialog.getByText('the old value may already be refused', { exact: false }).waitFor()
    await tokens.confirm(account.password, 'Generate new value')
    expect(await tokens.value()).toMatch(/^lk_/)
  })
})

test('Edit of a token that was removed meanwhile says so, and not which id it had', async () => {
  const account = await server.anAccount()
  const { id } = await server.aToken({ description: 'gone', methods }, account)
  const tokens = await openTokens(account)
  await tokens.row('gone').click()
  await tokens.tool('Edit').click()
  await tokens.describe('still here')
  await tokens.button('Continue').click()
  await removeElsewhere(account, id)
  await tokens.confirm(account.password, 'Save changes')
  await tokens.dialog('Save these changes?').getByText('This token has been removed meanwhile.').waitFor()
  await becomes(() => tokens.descriptions(), [])
})

/** As in another tab. */
async function removeElsewhere({ session, password }: TestAccount, id: string) {
  const { errors } = await server.graphql(
    'mutation ($id: ID!, $password: String!) { removeTokens(ids: [$id], password: $password) }',
    { as: session, variables: { id, password } },
  )
  expect(errors).toBeUndefined()
}
