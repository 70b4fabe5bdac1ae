import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ApiError } from '../../src/errors.ts'
import { findApiSet } from '../../src/methods/api-sets.ts'
import { changedSettings, newSettings, type TokenChanges } from '../../src/tokens/settings.ts'
import type { Token } from '../../src/tokens/token.ts'

const stop = 'environment.control.StopEnv'
const start = 'environment.control.StartEnv'
const custom = { description: 'backup', methods: [stop] }

describe('the methods of a new token', () => {
  test('are those of its set, as this version has it', () => {
    expect(newSettings({ description: 'plugin', apiSet: 'MAVEN_PLUGIN' })).toMatchObject({
      apiSet: 'MAVEN_PLUGIN',
      methods: findApiSet('MAVEN_PLUGIN').methods,
    })
  })

  test('make it Custom where they are given, sorted and each once', () => {
    const settings = { apiSet: 'CUSTOM', methods: [start, stop] }
    expect(newSettings({ description: 'mine', methods: [stop, start, stop] })).toMatchObject(settings)
    expect(newSettings({ description: 'mine', apiSet: 'CUSTOM', methods: [stop, start] })).toMatchObject(
      settings,
    )
  })

  test.each<[string, TokenChanges, string, string]>([
    ['neither', {}, 'apiSet', 'Choose what the token may call: an API set, or methods for a Custom token.'],
    ['nulls', { apiSet: null, methods: null }, 'apiSet', 'Choose what the token may call'],
    ['CUSTOM alone', { apiSet: 'CUSTOM' }, 'apiSet', 'Choose what the token may call'],
    [
      'a set and methods',
      { apiSet: 'MARKETPLACE', methods: [stop] },
      'methods',
      'Give either the API set Marketplace or methods of your own, not both.',
    ],
    ['no methods', { methods: [] }, 'methods', 'at least one method'],
    [
      'an unknown method',
      { methods: [stop, 'environment.control.Explode'] },
      'methods',
      'environment.control.Explode',
    ],
    [
      'a session-only method',
      { methods: ['users.authentication.CreateToken'] },
      'methods',
      'only a session may call it',
    ],
  ])('cannot be %s', (_, asked, parameter, text) => {
    const refusal = refusalOf(() => newSettings({ description: 'mine', ...asked }))
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', details: { parameter } })
    expect(refusal.message).toContain(text)
  })
})

const noControl = 'A description has no line breaks or other control characters.'

test('a new token has the expiry asked for, and none where none is', () => {
  expect(newSettings({ ...custom, expiresAt: '31-12-2031' }).expiresAt).toEqual(
    new Date('2031-12-31T23:59:59.999Z'),
  )
  expect(newSettings(custom).expiresAt).toBeNull()
})

describe('a description', () => {
  test.each([
    ['  CI server\t', 'CI server'],
    ['x'.repeat(255), 'x'.repeat(255)],
    ['😀'.repeat(255), '😀'.repeat(255)],
    ['Ключ для 備份 👩‍💻', 'Ключ для 備份 👩‍💻'],
  ])('%j is kept as %j', (given, kept) => {
    expect(newSettings({ ...custom, description: given }).description).toBe(kept)
  })

  test.each([
    ['', 'empty', 'A token needs a description.'],
    [' \u00a0\n', 'blank', 'A token needs a description.'],
    ['\u200b\u2060 \u3164', 'of characters that nobody sees', 'A token needs a description.'],
    ['x'.repeat(256), 'of 256 characters', 'A description has at most 255 characters.'],
    ['two\nlines', 'of two lines', noControl],
    ['two\u2028lines', 'of two lines as Unicode separates them', noControl],
    ['two\u2029lines', 'of two paragraphs as Unicode separates them', noControl],
    ['bell\u0007', 'with a control character', noControl],
    ['nothing\u0000', 'with a zero', noControl],
    ['next\u0085line', 'with a control character beyond ASCII', noControl],
    ['half \ud83d', 'with half a character', noControl],
  ])('%j is refused: it is %s', (given, _, problem) => {
    expect(refusalOf(() => newSettings({ ...custom, description: given }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: `${problem} Say in a few words what the token is for.`,
      details: { parameter: 'description' },
    })
  })

  test('that is left out is missing', () => {
    expect(refusalOf(() => newSettings({ methods: [stop] })).message).toContain('needs a description')
  })

  test('that is taken is trimmed, 1 to 255 characters, on one line', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 300 })
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ maxLength: 300 })), (given) => {
        let kept
        try {
          kept = newSettings({ ...custom, description: given }).description
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError)
          return
        }
        expect(kept).toBe(given.trim())
        expect(kept).toMatch(/^[^\p{Cc}\u2028\u2029]{1,255}$/u)
      }),
    )
  })
})

describe('an edit', () => {
  const before = {
    description: 'backup',
    expiresAt: new Date('2030-01-01T00:00:00Z'),
    apiSet: 'MARKETPLACE',
    // Not what the set holds today: the token was made by an earlier version.
    methods: [stop],
  } as unknown as Token

  test.each<[string, TokenChanges, object]>([
    ['of nothing changes nothing', {}, {}],
    ['of the description leaves the rest', { description: ' nightly ' }, { description: 'nightly' }],
    ['with an expiry of null clears it', { expiresAt: null }, { expiresAt: null }],
    [
      'with an expiry sets it',
      { expiresAt: '31-12-2031' },
      { expiresAt: new Date('2031-12-31T23:59:59.999Z') },
    ],
    [
      'that chooses the set again takes it as it is today',
      { apiSet: 'MARKETPLACE' },
      { methods: findApiSet('MARKETPLACE').methods },
    ],
    [
      'that chooses another set replaces the methods',
      { apiSet: 'MAVEN_PLUGIN' },
      { apiSet: 'MAVEN_PLUGIN', methods: findApiSet('MAVEN_PLUGIN').methods },
    ],
    ['that gives methods makes it Custom', { methods: [start] }, { apiSet: 'CUSTOM', methods: [start] }],
    ['that chooses Custom alone keeps the methods', { apiSet: 'CUSTOM' }, { apiSet: 'CUSTOM' }],
  ])('%s', (_, asked, changed) => {
    const { description, expiresAt, apiSet, methods } = before
    expect(changedSettings(before, asked)).toEqual({ description, expiresAt, apiSet, methods, ...changed })
  })

  test.each<[string, TokenChanges, string]>([
    ['description', { description: null }, 'description'],
    ['set', { apiSet: null }, 'apiSet'],
    ['methods', { methods: null }, 'apiSet'],
  ])('cannot clear the %s, which a token must have', (_, asked, parameter) => {
    expect(refusalOf(() => changedSettings(before, asked)).details).toEqual({ parameter })
  })
})

function refusalOf(work: () => unknown): ApiError {
  try {
    work()
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error('It was not refused.')
}
