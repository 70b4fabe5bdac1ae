import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import { findChromium } from '../support/browser.ts'

test('where no Chromium is installed, the one from npm does', async () => {
  const { path, environment } = findChromium([undefined, '/nowhere/chromium'])
  expect(path).toContain('node_modules')

  const browser = await chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-gpu'],
    // Nothing of the environment but what the package brings: its libraries and its fonts.
    env: { ...environment, HOME: process.env.HOME ?? '/tmp' },
  })
  const page = await browser.newPage()
  await page.setContent('<button>Works</button>')
  expect(await page.getByRole('button', { name: 'Works' }).boundingBox()).toMatchObject({
    width: expect.toSatisfy((width: number) => width > 20),
  })
  await browser.close()
}, 60_000)
