import { describe, expect, test } from 'vitest'
import { type ApiChoice, type ApiSetName, choiceOf } from '../../../src/dashboard/tokens/api-choice.ts'
import { changesTo, newToken, type TokenDraft } from '../../../src/dashboard/tokens/token-changes.ts'

const choice = (apiSet: ApiSetName, ...methods: string[]): ApiChoice =>
  choiceOf({ apiSet: { name: apiSet }, methods })

const token = {
  id: '1',
  description: 'CI',
  expiresAt: '2027-05-14T10:15:30.000Z',
  apiSet: { name: 'MARKETPLACE' as ApiSetName },
  methods: ['m.One', 'm.Two'],
}
const untouched: TokenDraft = { description: 'CI', expires: '14-05-2027', choice: choiceOf(token) }

describe('an edit sends', () => {
  test.each<{ title: string; draft: Partial<TokenDraft>; changes: object }>([
    { title: 'nothing of a form that is as it opened', draft: {}, changes: {} },
    {
      title: 'no description that differs in blanks at its ends',
      draft: { description: ' CI ' },
      changes: {},
    },
    { title: 'a new description alone', draft: { description: 'CI 2' }, changes: { description: 'CI 2' } },
    { title: 'no date that is the day it had', draft: { expires: '14-05-2027' }, changes: {} },
    { title: 'a new date', draft: { expires: '15-05-2027' }, changes: { expiresAt: '15-05-2027' } },
    { title: 'null for never', draft: { expires: '' }, changes: { expiresAt: null } },
    {
      title: 'another set by its name',
      draft: { choice: choice('MAVEN_PLUGIN', 'v') },
      changes: { apiSet: 'MAVEN_PLUGIN' },
    },
    {
      title: 'the same set by its name, where it holds others by now',
      draft: { choice: choice('MARKETPLACE', 'm.One') },
      changes: { apiSet: 'MARKETPLACE' },
    },
    {
      title: 'methods of one’s own, sorted',
      draft: { choice: choice('CUSTOM', 'z', 'a') },
      changes: { methods: ['a', 'z'] },
    },
    {
      title: 'the methods of a set that becomes Custom as it is',
      draft: { choice: choice('CUSTOM', 'm.Two', 'm.One') },
      changes: { methods: ['m.One', 'm.Two'] },
    },
  ])('$title', ({ draft, changes }) => {
    expect(changesTo(token, { ...untouched, ...draft })).toEqual(changes)
  })

  test('no methods of a Custom token whose ticks are as they were', () => {
    const custom = { ...token, apiSet: { name: 'CUSTOM' as ApiSetName } }
    expect(changesTo(custom, { ...untouched, choice: choice('CUSTOM', 'm.Two', 'm.One') })).toEqual({})
  })

  test('no date of a token that never expired', () => {
    const forever = { ...token, expiresAt: null }
    expect(changesTo(forever, { ...untouched, expires: '' })).toEqual({})
  })
})

test('a new token has its set or its methods, and no date if it never expires', () => {
  expect(newToken({ description: ' CI ', expires: '', choice: choice('MARKETPLACE', 'm.One') })).toEqual({
    description: 'CI',
    apiSet: 'MARKETPLACE',
  })
  expect(newToken({ description: 'CI', expires: '01-02-2027', choice: choice('CUSTOM', 'b', 'a') })).toEqual({
    description: 'CI',
    expiresAt: '01-02-2027',
    methods: ['a', 'b'],
  })
})
