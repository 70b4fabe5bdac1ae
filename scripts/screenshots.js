/**
 * Takes the README's pictures of the token page: `npm run screenshots`. Starts a server of its own on an empty folder,
 * fills it with a few tokens, and drives a Chromium (CHROMIUM_PATH, or an installed one).
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const root = fileURLToPath(new URL('..', import.meta.url))
const pictures = join(root, 'docs/screenshots')
const password = 'only for the pictures'
const executablePath = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path))
if (!executablePath) throw new Error('There is no Chromium. Install one, or name it in CHROMIUM_PATH.')

const folder = await mkdtemp(join(tmpdir(), 'latchkey-pictures-'))
const server = spawn(process.execPath, [join(root, 'dist/main.js')], {
  cwd: folder,
  env: {
    PATH: process.env.PATH,
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    ADMIN_PASSWORD: password,
    LOG_LEVEL: 'silent',
  },
})
const ended = new Promise((resolve) => server.once('exit', resolve))
try {
  const url = await addressOf(server)
  await fill(url)
  await mkdir(pictures, { recursive: true })
  await takePictures(url)
} finally {
  server.kill('SIGTERM')
  await ended
  await rm(folder, { recursive: true, force: true })
}

function addressOf({ stderr }) {
  return new Promise((resolve, reject) => {
    let said = ''
    stderr.on('data', (text) => {
      said += text
      const [, url] = /Latchkey serves (\S+)/.exec(said) ?? []
      if (url) resolve(url)
    })
    ended.then(() => reject(new Error(`The server did not start:\n${said}`)))
  })
}

/** Tokens of different kinds and ages, one of them used. */
async function fill(url) {
  const { signIn } = await graphql(
    url,
    undefined,
    'mutation ($password: String!) { signIn(login: "admin@localhost", password: $password) { session } }',
    { password },
  )
  const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString()
  const { generateTokens } = await graphql(
    url,
    signIn.session,
    'mutation ($tokens: [TokenInput!]!, $password: String!) { generateTokens(tokens: $tokens, password: $password) { value } }',
    {
      password,
      tokens: [
        { description: 'Inventory in the data centre', apiSet: 'EXTENDED_ACCESS' },
        { description: 'Build server', apiSet: 'MAVEN_PLUGIN', expiresAt: inDays(200) },
        { description: 'Laptop of the trainee', apiSet: 'IDE_PLUGINS', expiresAt: inDays(5) },
        { description: 'Install the shop', apiSet: 'MARKETPLACE', expiresAt: inDays(21) },
        {
          description: 'Night shift',
          methods: [
            'environment.control.GetEnvs',
            'environment.control.StopEnv',
            'environment.control.StartEnv',
          ],
          expiresAt: inDays(90),
        },
      ],
    },
  )
  await graphql(url, generateTokens.at(-1).value, '{ environments { name } }')
}

async function graphql(url, credential, query, variables) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(credential && { authorization: `Bearer ${credential}` }),
    },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = await response.json()
  if (errors) throw new Error(errors[0].message)
  return data
}

async function takePictures(url) {
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  try {
    const page = await browser.newPage({
      baseURL: url,
      locale: 'en-GB',
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
    })
    const picture = async (name) => {
      // Lines of a list that have only just come into sight are drawn a frame later.
      await page.evaluate(
        'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))',
      )
      await page.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled' })
    }
    const button = (name) => page.getByRole('button', { name, exact: true })

    await page.goto('/settings/tokens')
    await page.getByLabel('Login').fill('admin@localhost')
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.keyboard.press('Enter')
    await page.getByText('Night shift').waitFor()
    // The use of a token shows a second later.
    await page
      .getByText(/just now|seconds? ago/)
      .first()
      .waitFor({ timeout: 3_000 })
      .catch(() => page.reload())
    await page.getByText('Night shift').waitFor()
    await picture('tokens')

    await button('Generate').click()
    await page.getByRole('textbox', { name: 'Description' }).fill('Stop the test systems in the evening')
    await page.getByRole('radio', { name: '90 days', exact: true }).click()
    await page
      .locator('label')
      .filter({ has: page.getByRole('radio', { name: 'Custom' }) })
      .click()
    await page.getByRole('searchbox', { name: 'Search methods' }).fill('stopenv')
    await page.getByRole('treeitem', { name: /^StopEnv / }).click()
    await page.getByRole('searchbox', { name: 'Search methods' }).fill('environment.control')
    await page.getByRole('treeitem', { name: /^StopEnv / }).scrollIntoViewIfNeeded()
    await picture('form')

    await button('Continue').click()
    await page.getByLabel('Your password').fill(password)
    await button('Generate token').click()
    await page.getByText('It is never shown again.').waitFor()
    await picture('value')
  } finally {
    await browser.close()
  }
}
