import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { signInto, startBrowser } from '../../support/browser.ts'
import { startTestServer, type TestAccount } from '../../support/server.ts'
import { withinAnHour } from '../../support/within-an-hour.ts'
import { tokenOperations } from '../../tokens/token-operations.ts'

const server = await startTestServer()
const { newPage } = await startBrowser(server.url)

/** An hour that begins between two denials begins another entry. */
const testWithinAnHour = (name: string, work: () => Promise<void>) =>
  test(name, () => withinAnHour(server.sql, work))

async function openActivity(account: TestAccount) {
  const page = await newPage()
  await signInto(page, account)
  await page.goto('/settings/activity')
  return page
}

const entries = (page: Page) => page.getByRole('list', { name: 'Activity' }).getByRole('listitem')

test('what was done is said in words, newest first, with the token and where it came from', async () => {
  const account = await server.anAccount()
  const { id } = await server.aToken({ apiSet: 'MAVEN_PLUGIN', description: 'Nightly build' }, account)
  await server.graphql('mutation ($ids: [ID!]!) { removeTokens(ids: $ids, password: "wrong") }', {
    as: account.session,
    variables: { ids: [id] },
    headers: { 'user-agent': 'curl/8.5.0' },
  })
  const page = await openActivity(account)
  await entries(page).first().waitFor()

  expect(await page.title()).toBe('Activity · Latchkey')
  const texts = await entries(page).allInnerTexts()
  expect(texts).toHaveLength(5)
  expect(texts[0]).toMatch(/^Signed in\n[^]*Chrome on Linux[^]*127\.0\.0\.1/)
  expect(texts[1]).toMatch(/^Wrong password when confirming a change\nRefused\n[^]*curl\/8\.5\.0/)
  expect(texts[2]).toMatch(/^Token generated\nNightly build/)
  expect(texts[3]).toMatch(/^Signed in/)
  expect(texts[4]).toMatch(/^Account created/)
  expect(await entries(page).first().locator('time').last().innerText()).toMatch(
    /^\d\d-\d\d-\d{4} \d\d:\d\d$/,
  )
})

testWithinAnHour('what a token was denied is said once, with the method and how often', async () => {
  const account = await server.anAccount()
  const methods = ['environment.control.StartEnv']
  const { value } = await server.aToken({ methods, description: 'Nightly build' }, account)
  for (let number = 0; number < 3; number++) {
    await server.rest('environment/control/rest/stopenv', { envName: 'x', session: value })
  }
  // They are written within a second.
  await expect
    .poll(() => server.sql`select sum(count)::int as times from denials where account_id = ${account.id}`)
    .toEqual([{ times: 3 }])
  const page = await openActivity(account)
  const entry = entries(page).filter({ hasText: 'Token denied a method' })
  await entry.waitFor()
  const text = await entry.innerText()
  expect(text).toMatch(
    /^Token denied a method\nRefused\nNightly build\nenvironment\.control\.StopEnv\n3 times within the hour/,
  )

  const german = await newPage({ locale: 'de-DE' })
  await signInto(german, account)
  await german.goto('/settings/activity')
  const again = german.getByRole('listitem').filter({ hasText: 'Methode einem Token verwehrt' })
  await again.waitFor()
  expect(await again.innerText()).toContain('3-mal innerhalb der Stunde')
})

test('what happens while the page is open comes to be in the list', async () => {
  const account = await server.anAccount()
  const page = await newPage()
  // The time of the page is ours.
  await page.clock.install()
  await signInto(page, account)
  await page.goto('/settings/activity')
  await entries(page).first().waitFor()
  await server.sql`insert into activity (account_id, action) values (${account.id}, 'account.password-changed')`
  const changed = entries(page).filter({ hasText: 'Password changed' })
  expect(await changed.count()).toBe(0)
  await page.clock.fastForward(31_000)
  await changed.waitFor()
})

test('what the server calls where something came from is said in German, too', async () => {
  const account = await server.anAccount()
  await server.sql`update activity set user_agent = 'first start' where account_id = ${account.id}`
  const page = await newPage({ locale: 'de-DE' })
  await signInto(page, account)
  await page.goto('/settings/activity')
  await page.getByRole('listitem').filter({ hasText: 'Konto erstellt' }).getByText('Erster Start').waitFor()
})

test('what an edit changed is said in words', async () => {
  const account = await server.anAccount()
  const { id } = await server.aToken({ apiSet: 'MAVEN_PLUGIN', description: 'Nightly build' }, account)
  await server.graphql(
    'mutation ($edit: TokenEdit!, $password: String!) { editTokens(edits: [$edit], password: $password) { id } }',
    {
      as: account.session,
      variables: { edit: { id, description: 'Builds', expiresAt: '31-12-2030' }, password: account.password },
    },
  )
  for (const [locale, words] of [
    ['en-GB', 'Token edited\nBuilds\nChanged: description, expiry'],
    ['de-DE', 'Token geändert\nBuilds\nGeändert: Beschreibung, Ablauf'],
  ] as const) {
    const page = await newPage({ locale })
    await signInto(page, account)
    await page.goto('/settings/activity')
    const entry = page.getByRole('listitem').filter({ hasText: 'Builds' })
    await entry.waitFor()
    expect(await entry.innerText()).toContain(words)
  }
})

test('older entries are loaded on demand, each once, down to the first', async () => {
  const account = await server.anAccount()
  const drafts = Array.from({ length: 60 }, (_, index) => ({
    apiSet: 'MARKETPLACE',
    description: `token ${index + 1}`,
  }))
  expect((await tokenOperations(server).generateTokens(account, drafts)).errors).toBeUndefined()
  const page = await openActivity(account)
  const more = page.getByRole('button', { name: 'Load more' })

  await expect.poll(() => entries(page).count()).toBe(25)
  await more.click()
  await expect.poll(() => entries(page).count()).toBe(50)
  // What happens meanwhile comes to the front, and nothing is missed where the pages meet.
  await server.aToken({ apiSet: 'MARKETPLACE', description: 'token 61' }, account)
  await more.click()
  await more.waitFor({ state: 'detached' })
  const texts = await entries(page).allInnerTexts()
  const numbers = texts.flatMap((text) => /token (\d+)/.exec(text)?.[1] ?? []).map(Number)
  expect(numbers.filter((number) => number <= 60)).toEqual(
    Array.from({ length: 60 }, (_, index) => 60 - index),
  )
  expect(texts.at(-1)).toMatch(/^Account created/)
}, 60_000)

test('nothing is left out where more has come than a page holds', async () => {
  const account = await server.anAccount()
  const makeTokens = async (from: number, to: number) => {
    for (let number = from; number <= to; number++)
      await server.aToken({ apiSet: 'MARKETPLACE', description: `token ${number}` }, account)
  }
  await makeTokens(1, 40)
  const page = await openActivity(account)
  const more = page.getByRole('button', { name: 'Load more' })
  await expect.poll(() => entries(page).count()).toBe(25)
  await more.click()
  await more.waitFor({ state: 'detached' })

  await page.context().setOffline(true)
  await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`)
  await page.getByText('Connection lost.').waitFor()
  await makeTokens(41, 80)
  await page.context().setOffline(false)
  await entries(page).filter({ hasText: 'token 80' }).waitFor()

  for (const count of [50, 75]) {
    await more.click()
    await expect.poll(() => entries(page).count()).toBe(count)
  }
  await more.click()
  await more.waitFor({ state: 'detached' })
  const texts = await entries(page).allInnerTexts()
  const numbers = texts.flatMap((text) => /token (\d+)/.exec(text)?.[1] ?? []).map(Number)
  expect(numbers).toEqual(Array.from({ length: 80 }, (_, index) => 80 - index))
})
