import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { tokenPattern } from '../src/tokens/secret.ts'
import { startTestServer } from './support/server.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8').replaceAll(/ +\|/g, ' |')
const { url } = await startTestServer({ ADMIN_PASSWORD: 'a-password-for-the-tour' })

test('the tour of the README does what it says, command by command', async () => {
  const [, tour = ''] = /## Five minutes with curl\n([^]*?)\n## /.exec(readme) ?? []
  const blocks = [...tour.matchAll(/```(sh|json)\n([^]*?)```/g)].map(([, kind, text = '']) => ({
    kind,
    text,
  }))
  const marker = '=== next ==='
  const script = blocks.map(({ kind, text }) => (kind === 'sh' ? text : `\necho '${marker}'\n`)).join('\n')
  const expected = blocks.filter(({ kind }) => kind === 'json').map(({ text }) => JSON.parse(text) as unknown)
  expect(expected).toHaveLength(4)

  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    env: { PATH: process.env.PATH, URL: url, PASSWORD: 'a-password-for-the-tour' },
  })
  const answers = stdout.split(marker).filter((text) => text.trim())

  expect(answers.map((text) => JSON.parse(text) as unknown)).toEqual(expected)
})

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
