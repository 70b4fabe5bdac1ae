import { type ApiChoice, type ApiSetName } from './api-choice.ts'
import { dayOf } from './expiry-input.ts'
import { sameTicks } from './method-ticks.ts'

/** What the form asks for. */
export interface TokenDraft {
  readonly description: string
  /** `dd-mm-yyyy`; empty: it does not expire. */
  readonly expires: string
  readonly choice: ApiChoice
}

/** A token as the form finds it. */
export interface ExistingToken {
  readonly id: string
  readonly description: string
  readonly expiresAt: string | null
  readonly apiSet: { readonly name: ApiSetName }
  readonly methods: readonly string[]
}

/** The fields to send; one that is left out stays as it is. */
export interface TokenChanges {
  description?: string
  /** null: it does not expire any more. */
  expiresAt?: string | null
  apiSet?: ApiSetName
  methods?: string[]
}

/**
 * Only what differs from the token: a moment within a day, or a set whose methods the server knows otherwise by now,
 * must not change because somebody corrected the description.
 */
export function changesTo(token: ExistingToken, draft: TokenDraft): TokenChanges {
  const changes: TokenChanges = {}
  const description = draft.description.trim()
  if (description !== token.description) changes.description = description

  const before = token.expiresAt === null ? '' : dayOf(new Date(token.expiresAt))
  if (draft.expires !== before) changes.expiresAt = draft.expires === '' ? null : draft.expires

  const { apiSet, ticks } = draft.choice
  const sameMethods = sameTicks(ticks, new Set(token.methods))
  if (apiSet !== token.apiSet.name || !sameMethods) Object.assign(changes, chosen(draft.choice))
  return changes
}

/** All fields of a new token. */
export function newToken(draft: TokenDraft): TokenChanges & { description: string } {
  return {
    description: draft.description.trim(),
    ...(draft.expires !== '' && { expiresAt: draft.expires }),
    ...chosen(draft.choice),
  }
}

/** A ready-made set by its name alone, so that the server gives what the set holds today. */
function chosen({ apiSet, ticks }: ApiChoice): Pick<TokenChanges, 'apiSet' | 'methods'> {
  return apiSet !== null && apiSet !== 'CUSTOM' ? { apiSet } : { methods: [...ticks].sort() }
}
