import type { Strings } from '../strings/en.ts'
import {
  type ApiChoice,
  type ApiSetName,
  chooseSet,
  choiceOf,
  nothingChosen,
  type ReadyMadeSet,
  setNamed,
} from './api-choice.ts'
import { expiryWarning } from './expiry-warning.ts'
import { dayOf, type ExpiryValue, presetDay, readExpiry } from './expiry-input.ts'
import { sameTicks } from './method-ticks.ts'
import type { Token } from './operations.ts'
import type { TokenDraft } from './token-changes.ts'

type Texts = Strings['tokens']

/** What the form is opened for. */
export type FormMode =
  { kind: 'generate'; apiSet?: ApiSetName } | { kind: 'edit'; token: Token } | { kind: 'copy'; token: Token }

/** What stands in the form, as it was typed and ticked. */
export interface TokenFields {
  readonly description: string
  readonly expiry: ExpiryValue
  readonly choice: ApiChoice
}

/** By their names in the API, which a refusal of the server has too. */
const fieldNames = ['description', 'expiresAt', 'apiSet', 'methods'] as const
export type FieldName = (typeof fieldNames)[number]

/** What keeps the form from going on, by field. */
export type FieldProblems = { readonly [name in FieldName]?: string }

export function isFieldName(name: string | undefined): name is FieldName {
  return fieldNames.some((one) => one === name)
}

const longestDescription = 255

/** Nothing, or spaces and characters of no width alone. */
const invisible = /^[\p{Z}\p{Cf}\p{Default_Ignorable_Code_Point}]*$/u

/** The form as it opens. A new token gets a date unless its owner decides otherwise. */
export function startingFields(
  mode: FormMode,
  sets: readonly ReadyMadeSet[],
  texts: Texts,
  now: Date,
): TokenFields {
  const inThreeMonths: ExpiryValue = { text: presetDay('90-days', now), never: false }
  if (mode.kind === 'generate') {
    const choice = mode.apiSet ? chooseSet(nothingChosen, setNamed(mode.apiSet, sets)) : nothingChosen
    return { description: '', expiry: inThreeMonths, choice }
  }
  const { token, kind } = mode
  const asBefore: ExpiryValue =
    token.expiresAt === null
      ? { text: '', never: true }
      : { text: dayOf(new Date(token.expiresAt)), never: false }
  return {
    description:
      kind === 'edit'
        ? token.description
        : [...texts.copyOf(token.description)].slice(0, longestDescription).join(''),
    expiry: kind === 'copy' && expiryWarning(token.expiresAt, now) === 'expired' ? inThreeMonths : asBefore,
    choice: choiceOf(token),
  }
}

/** @param edited the token that the form changes, if it changes one */
export function problemsOf(
  { description, expiry, choice }: TokenFields,
  edited: Token | undefined,
  { problems }: Texts,
  now: Date,
): FieldProblems {
  const found: { -readonly [name in keyof FieldProblems]: FieldProblems[name] } = {}
  const written = description.trim()
  if (invisible.test(written)) found.description = problems.descriptionMissing
  else if ([...written].length > longestDescription) found.description = problems.descriptionTooLong
  else if (/\p{Cc}/u.test(written)) found.description = problems.descriptionControl

  // The date of an expired token may stay as it is, while its description is corrected.
  const staysAsItWas = edited?.expiresAt != null && expiry.text === dayOf(new Date(edited.expiresAt))
  if (!expiry.never && !staysAsItWas) {
    const reading = readExpiry(expiry.text, now)
    if (expiry.text.trim() === '') found.expiresAt = problems.dateMissing
    else if ('problem' in reading) found.expiresAt = problems[reading.problem]
  }

  if (choice.apiSet === null) found.apiSet = problems.apiMissing
  else if (choice.ticks.size === 0) found.methods = problems.methodsMissing
  return found
}

/** What is left of the problems once its owner has begun to mend some of the fields. */
export function withoutProblems(before: FieldProblems, ...mended: FieldName[]): FieldProblems {
  return Object.fromEntries(Object.entries(before).filter(([name]) => !mended.some((one) => one === name)))
}

/** What the form asks for, once it has no problems. */
export function draftOf({ description, expiry, choice }: TokenFields, now: Date): TokenDraft {
  const reading = readExpiry(expiry.text, now)
  const day = 'day' in reading ? reading.day : expiry.text
  return { description, expires: expiry.never ? '' : day, choice }
}

export function isSame(one: TokenFields, other: TokenFields): boolean {
  return (
    one.description === other.description &&
    one.expiry.text === other.expiry.text &&
    one.expiry.never === other.expiry.never &&
    one.choice.apiSet === other.choice.apiSet &&
    sameTicks(one.choice.ticks, other.choice.ticks)
  )
}
