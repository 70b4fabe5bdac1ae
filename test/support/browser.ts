import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { afterAll, afterEach, expect } from 'vitest'

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const flags = [
  // As root, as in a container, there is no sandbox to be had; only our own pages are opened.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/**
 * A Chromium for the tests of one file: that of `CHROMIUM_PATH`, else the one that an npm package brings along, which
 * has no window and starts and draws in two thirds of the time, else an installed one. Nothing is downloaded.
 */
async function launchBrowser(): Promise<Browser> {
  const { path, environment } = findChromium()
  return chromium.launch({
    executablePath: path,
    args: flags,
    env: { ...(process.env as Record<string, string>), ...environment },
  })
}

function findChromium(): { path: string; environment: Record<string, string> } {
  const named = process.env.CHROMIUM_PATH
  // The package is for this system alone.
  if (!named && process.platform === 'linux' && process.arch === 'x64') return unpackChromium()
  const path = named ?? installed.find((candidate) => existsSync(candidate))
  if (!path) throw new Error('There is no Chromium. Install one, or name it in CHROMIUM_PATH.')
  return { path, environment: {} }
}

/**
 * Unpacks the Chromium of @sparticuz/chromium, once. It was built for machines without the libraries and fonts of a
 * desktop, and brings those too. Its own unpacking uses fixed names in /tmp, where two processes meet.
 */
function unpackChromium() {
  const packageFolder = dirname(
    dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'))),
  )
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string
  }
  const cache = fileURLToPath(new URL('../../node_modules/.cache/chromium/', import.meta.url))
  const folder = join(cache, version)
  if (!existsSync(folder)) {
    const aside = `${folder}.${process.pid}`
    mkdirSync(aside, { recursive: true })
    const unpacked = (name: string) => brotliDecompressSync(readFileSync(join(packageFolder, 'bin', name)))
    writeFileSync(join(aside, 'chromium'), unpacked('chromium.br'), { mode: 0o755 })
    for (const name of ['al2023.tar.br', 'fonts.tar.br']) {
      execFileSync('tar', ['-x', '-C', aside], { input: unpacked(name) })
    }
    writeFileSync(
      join(aside, 'fonts.conf'),
      `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
      <fontconfig><dir>/usr/share/fonts</dir><dir>${folder}/fonts</dir><cachedir>${folder}/font-cache</cachedir></fontconfig>`,
    )
    try {
      renameSync(aside, folder)
    } catch (error) {
      // Another process was faster.
      rmSync(aside, { recursive: true, force: true })
      if (!existsSync(folder)) throw error
    }
  }
  return {
    path: join(folder, 'chromium'),
    environment: { LD_LIBRARY_PATH: join(folder, 'lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  }
}

export const usualViewport = { width: 1280, height: 800 }

/**
 * A browser for the tests of one file, closed at its end. Each page has a context of its own. A test fails if one of its pages
 * throws or breaks the page's Content-Security-Policy.
 */
export async function startBrowser(baseURL: string) {
  const browser = await launchBrowser()
  const open: { page: Page; context: BrowserContext; faults: string[] }[] = []
  afterEach(async ({ task }) => {
    const closed = open.splice(0)
    if (task.result?.state === 'fail') {
      for (const { page } of closed)
        console.error(`${page.url()}\n${await page.locator('body').ariaSnapshot()}`)
    }
    await Promise.all(closed.map(({ context }) => context.close()))
    expect(closed.flatMap(({ faults }) => faults)).toEqual([])
  })
  afterAll(() => browser.close())

  /** A page in a browser that nobody has used before. */
  async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({
      baseURL,
      locale: 'en-GB',
      viewport: usualViewport,
      reducedMotion: 'reduce',
      ...options,
    })
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    const faults: string[] = []
    open.push({ page, context, faults })
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) faults.push(message.text())
    })
    return page
  }
  return { browser, newPage }
}

/** Signs a page's browser in without going through the screen for it. */
export async function signInto(
  page: Page,
  { login, password }: { login: string; password: string },
): Promise<void> {
  const answer = await page.context().request.post('/graphql', {
    headers: { 'Latchkey-Session': 'cookie' },
    data: {
      query:
        'mutation ($login: String!, $password: String!) { signIn(login: $login, password: $password) { session } }',
      variables: { login, password },
    },
  })
  expect(await answer.json()).toEqual({ data: { signIn: { session: null } } })
}

/** Has the next request that holds a text answered, and keeps the answer from the page until it is released. */
export async function holdAnswer(page: Page, text: string) {
  let noteAnswer!: () => void
  let release!: () => void
  const answered = new Promise<void>((resolve) => (noteAnswer = resolve))
  const released = new Promise<void>((resolve) => (release = resolve))
  let isHeld = false
  await page.route('**/graphql', async (route) => {
    if (isHeld || !route.request().postData()?.includes(text)) return route.fallback()
    isHeld = true
    const response = await route.fetch()
    noteAnswer()
    await released
    await route.fulfill({ response })
  })
  return { answered, release }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  id: string
  impact: string
  help: string
  places: string[]
}

/** What axe finds wrong with the page, unless it is a trifle or gone at a second look: half drawn when first looked at. */
export async function seriousProblems(page: Page): Promise<string[]> {
  const found = await problemsAtPresent(page)
  return found.length > 0 ? problemsAtPresent(page) : found
}

async function problemsAtPresent(page: Page): Promise<string[]> {
  // What is half faded in has the contrast of a ghost, and begins to fade in with the next frame.
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))')
  await page.evaluate(
    'Promise.allSettled(document.getAnimations().filter(({ effect }) => effect.getTiming().iterations === 1).map(({ finished }) => finished))',
  )
  await page.evaluate(axe)
  // What React Aria has read out stays in the page, hidden, for some seconds longer than what it speaks of.
  const violations = await page.evaluate<Violation[]>(`
    axe.run({ exclude: ['[data-live-announcer]'] }, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, places: nodes.map(({ html }) => html) })),
    )`)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, places }) => `${id}: ${help}\n${places.join('\n')}`)
}

/** What axe finds wrong in either colour scheme. */
export async function seriousProblemsInBothSchemes(page: Page): Promise<string[]> {
  const problems: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    problems.push(...(await seriousProblems(page)).map((problem) => `${colorScheme}: ${problem}`))
  }
  return problems
}

/** Pixels by which the page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}
