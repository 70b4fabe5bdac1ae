import { expect, test } from 'vitest'
import { createMask } from '../../../src/platform/upstream/mask.ts'

const secret = 'aZ/9"'
const longest = [...secret].map((one) => `\\u00${one.charCodeAt(0).toString(16)}`).join('')
const address = [...secret].map((one) => `%${one.charCodeAt(0).toString(16)}`).join('')

/** A text that comes in two pieces, as it is handed on. */
function masked(text: string, at: number, secrets = [secret]) {
  const mask = createMask(secrets)
  const pieces = [
    mask.next(Buffer.from(text.slice(0, at))),
    mask.next(Buffer.from(text.slice(at))),
    mask.end(),
  ]
  return Buffer.concat(pieces).toString()
}

test.each([secret, longest, address, 'AZ\\/9\\"'])('%s is found wherever it is split', (form) => {
  const text = `before ${form} after ü, and ${form}`
  for (let at = 0; at <= text.length; at += 1) {
    expect(masked(text, at)).toBe('before ******** after ü, and ********')
  }
})

test('what comes byte by byte is handed on as soon as it can be no secret', () => {
  const mask = createMask([secret])
  const out = [...`${longest}${'-'.repeat(100)}`].map((one) => String(mask.next(Buffer.from(one))))
  // Of the longest form of a secret all but the last byte.
  expect(out.join('')).toBe(`********${'-'.repeat(100 - (longest.length - 1))}`)
  expect(String(mask.end())).toBe('-'.repeat(longest.length - 1))
})

test('of several secrets each is found, and without one nothing is kept back', () => {
  expect(masked('one two', 2, ['', 'one', 'two'])).toBe('******** ********')
  const mask = createMask([''])
  expect(String(mask.next(Buffer.from('all of it')))).toBe('all of it')
  expect(String(mask.end())).toBe('')
})
