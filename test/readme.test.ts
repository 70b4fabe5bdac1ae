import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { tokenPattern } from '../src/access/token-form.ts'
import { startTestServer } from './support/server.ts'
import { takeTour } from './support/tour.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8').replaceAll(/ +\|/g, ' |')
const { url } = await startTestServer({ ADMIN_PASSWORD: 'a-password-for-the-tour' })

test('the tour of the README does what it says, command by command', () =>
  takeTour(url, 'a-password-for-the-tour'))

test('the README lists every setting with its default', () => {
  const source = readFileSync(new URL('../src/config.ts', import.meta.url), 'utf8')
  const settings = [...source.matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name)
  const listed = [...readme.matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(([, name]) => name)

  expect(listed.sort()).toEqual(settings.sort())
  const defaults = readConfig({})
  expect(readme).toContain(`| \`PORT\` | \`${defaults.port}\` |`)
  expect(readme).toContain(`| \`MAX_TOKENS_PER_ACCOUNT\` | \`${defaults.maxTokensPerAccount}\` |`)
  expect(readme).toContain(`| \`SESSION_IDLE_MINUTES\` | \`${defaults.session.idle / 60_000}\` |`)
  expect(readme).toContain(`| \`UPLOAD_LIMIT_MB\` | \`${defaults.uploadLimit / 1024 / 1024}\` |`)
})

test('the README has the regular expression of token values', () => {
  expect(readme).toContain(
    tokenPattern('lk')
      .source.replace('^', String.raw`\b`)
      .replace('$', String.raw`\b`),
  )
})
