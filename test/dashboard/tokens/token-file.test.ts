import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tokenFileName, tokenFileText } from '../../../src/dashboard/tokens/token-file.ts'

describe('the name of the file', () => {
  test.each([
    { description: 'CI deploy', name: 'CI-deploy.txt' },
    { description: 'Überwachung № 3', name: 'Überwachung-No-3.txt' },
    { description: '部署', name: '部署.txt' },
    { description: '../../etc/passwd', name: 'etc-passwd.txt' },
    { description: '.profile', name: 'profile.txt' },
    { description: 'a:b*c?"<>|\\', name: 'a-b-c.txt' },
    { description: 'CON', name: 'token-CON.txt' },
    { description: 'nul.backup', name: 'token-nul.backup.txt' },
    { description: 'console', name: 'console.txt' },
    { description: '🚀', name: 'access-token.txt' },
    { description: '...', name: 'access-token.txt' },
    { description: 'v1.2...3', name: 'v1.2.3.txt' },
    { description: 'x'.repeat(255), name: `${'x'.repeat(60)}.txt` },
  ])('of “$description” is $name', ({ description, name }) => {
    expect(tokenFileName(description)).toBe(name)
  })

  test('holds nothing that a file system minds, for any description', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 255 }), (description) => {
        const name = tokenFileName(description)
        expect(name).toMatch(/^[^./\\:*?"<>|\s-].*\.txt$/u)
        expect(name).not.toMatch(/[/\\:*?"<>|\p{C}\s]/u)
        expect([...name].length).toBeLessThanOrEqual(80)
        expect(name.isWellFormed()).toBe(true)
      }),
    )
  })
})

test('the file holds the value alone', () => {
  expect(tokenFileText('lk_abc')).toBe('lk_abc\n')
})
