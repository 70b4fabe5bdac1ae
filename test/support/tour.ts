import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect } from 'vitest'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

/** Does what the README says to do with curl, command by command, and compares the answers with those it shows. */
export async function takeTour(url: string, password: string): Promise<void> {
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
    env: { PATH: process.env.PATH, URL: url, PASSWORD: password },
  })
  const answers = stdout.split(marker).filter((text) => text.trim())

  expect(answers.map((text) => JSON.parse(text) as unknown)).toEqual(expected)
}
