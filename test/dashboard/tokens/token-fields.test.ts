import { describe, expect, test } from 'vitest'
import { strings } from '../../../src/dashboard/strings/en.ts'
import type { ApiSetName } from '../../../src/dashboard/tokens/api-choice.ts'
import type { Token } from '../../../src/dashboard/tokens/operations.ts'
import {
  draftOf,
  problemsOf,
  startingFields,
  type TokenFields,
} from '../../../src/dashboard/tokens/token-fields.ts'

const texts = strings.tokens
const now = new Date('2026-05-01T12:00:00Z')
const sets = [{ name: 'MAVEN_PLUGIN' as ApiSetName, displayName: 'Maven Plugin', methods: ['m.One'] }]
const token: Token = {
  id: '1',
  description: 'CI',
  lastFour: 'abcd',
  createdAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2026-04-30T23:59:59.999Z',
  methods: ['m.One', 'm.Two'],
  apiSet: { name: 'CUSTOM', displayName: 'Custom' },
  lastUsed: null,
}
const edit = startingFields({ kind: 'edit', token }, sets, texts, now)

describe('the form opens', () => {
  test('for a new token with a date, and with nothing chosen', () => {
    const fields = startingFields({ kind: 'generate' }, sets, texts, now)
    expect(draftOf(fields, now)).toMatchObject({ description: '', expires: '30-07-2026' })
    expect(fields.choice.apiSet).toBeNull()
  })

  test('for a set with its methods', () => {
    const { choice } = startingFields({ kind: 'generate', apiSet: 'MAVEN_PLUGIN' }, sets, texts, now)
    expect([choice.apiSet, ...choice.ticks]).toEqual(['MAVEN_PLUGIN', 'm.One'])
  })

  test('for the copy of an expired token with a new date', () => {
    const fields = startingFields({ kind: 'copy', token }, sets, texts, now)
    expect(draftOf(fields, now)).toMatchObject({ description: 'CI (copy)', expires: '30-07-2026' })
    expect([...fields.choice.ticks]).toEqual(token.methods)
  })

  test('for the copy of a long description with one that is not too long', () => {
    const long = { ...token, description: '𝒜'.repeat(255) }
    const fields = startingFields({ kind: 'copy', token: long }, sets, texts, now)
    expect(problemsOf(fields, undefined, texts, now)).toEqual({})
  })
})

describe('the form has', () => {
  test.each<{ title: string; fields: Partial<TokenFields>; problem: object }>([
    { title: 'no problem as it opens, though the token has expired', fields: {}, problem: {} },
    {
      title: 'one with a blank description',
      fields: { description: ' ' },
      problem: { description: texts.problems.descriptionMissing },
    },
    {
      title: 'one with a description that nobody sees',
      fields: { description: '\u200b\u3164' },
      problem: { description: texts.problems.descriptionMissing },
    },
    { title: 'none with 255 characters', fields: { description: '𝒜'.repeat(255) }, problem: {} },
    {
      title: 'one with 256 characters',
      fields: { description: 'a'.repeat(256) },
      problem: { description: texts.problems.descriptionTooLong },
    },
    {
      title: 'one with a control character',
      fields: { description: 'a\u0007b' },
      problem: { description: texts.problems.descriptionControl },
    },
    {
      title: 'one with a date that has passed, unless it is that of the token',
      fields: { expiry: { text: '29-04-2026', never: false } },
      problem: { expiresAt: texts.problems.passed },
    },
    {
      title: 'one with an empty date that is not meant as never',
      fields: { expiry: { text: '', never: false } },
      problem: { expiresAt: texts.problems.dateMissing },
    },
    { title: 'none with never', fields: { expiry: { text: '', never: true } }, problem: {} },
    {
      title: 'one without methods',
      fields: { choice: { ...edit.choice, ticks: new Set() } },
      problem: { methods: texts.problems.methodsMissing },
    },
  ])('$title', ({ fields, problem }) => {
    expect(problemsOf({ ...edit, ...fields }, token, texts, now)).toEqual(problem)
  })
})
