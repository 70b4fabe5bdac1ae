import { useEffect, useRef } from 'react'
import { Banner } from '../kit/Banner.tsx'
import { TextField } from '../kit/TextField.tsx'
import { formatUtc } from '../strings/dates.ts'
import { useStrings } from '../strings/Language.tsx'
import { type ApiChoice, changeTicks, chooseSet, differenceFromOrigin, setNamed } from './api-choice.ts'
import { ApiSetField } from './ApiSetField.tsx'
import { ChoiceNote } from './ChoiceNote.tsx'
import { isWithinDay } from './expiry-input.ts'
import { expiryWarning } from './expiry-warning.ts'
import { ExpiryField } from './ExpiryField.tsx'
import { MethodPicker } from './MethodPicker.tsx'
import type { CatalogueMethod, CatalogueSet } from './operations.ts'
import { type FieldName, type FieldProblems, type FormMode, type TokenFields } from './token-fields.ts'
import './SettingsStep.css'

/** The first step of the form: what the token is for, until when it works, and what it may call. */
export function SettingsStep({
  mode,
  start,
  fields,
  onChange,
  problems,
  refusals,
  unchanged,
  methods,
  sets,
  now,
}: {
  mode: FormMode
  /** The fields as the form opened. */
  start: TokenFields
  fields: TokenFields
  /** @param mended the fields whose problems may be gone by that */
  onChange(change: (before: TokenFields) => TokenFields, ...mended: FieldName[]): void
  problems: FieldProblems
  /** How often problems were found. Each time the first field that has one is gone to. */
  refusals: number
  /** Whether it was sent on as it had opened. */
  unchanged: boolean
  methods: readonly CatalogueMethod[]
  sets: readonly CatalogueSet[]
  now: Date
}) {
  const { tokens: texts } = useStrings()
  const form = useRef<HTMLDivElement>(null)
  const { description, expiry, choice } = fields
  const difference = differenceFromOrigin(choice, sets)
  const untouchedExpiry =
    mode.kind === 'edit' && expiry.text === start.expiry.text ? mode.token.expiresAt : null

  useEffect(() => {
    if (refusals > 0) goToFirstProblem(form.current!)
  }, [refusals])

  function choose(next: (before: ApiChoice) => ApiChoice) {
    onChange((before) => ({ ...before, choice: next(before.choice) }), 'apiSet', 'methods')
  }

  function hintFor(expiresAt: string) {
    if (expiryWarning(expiresAt, now) === 'expired') return texts.expiredOn(expiry.text)
    return isWithinDay(new Date(expiresAt)) ? texts.worksUntil(formatUtc(expiresAt)) : undefined
  }

  return (
    <div className="token-form" ref={form}>
      <div className="token-form-settings">
        {mode.kind === 'copy' && <p className="quiet">{texts.copyLead(mode.token.description)}</p>}
        {unchanged && <Banner>{texts.nothingChanged}</Banner>}
        <TextField
          label={texts.description}
          placeholder={texts.descriptionExample}
          error={problems.description}
          value={description}
          onChange={(description) => onChange((before) => ({ ...before, description }), 'description')}
          autoComplete="off"
          autoFocus
        />
        <ExpiryField
          value={expiry}
          onChange={(expiry) => onChange((before) => ({ ...before, expiry }), 'expiresAt')}
          error={problems.expiresAt}
          hint={untouchedExpiry ? hintFor(untouchedExpiry) : undefined}
          now={now}
        />
        <ApiSetField
          sets={sets}
          choice={choice}
          error={problems.apiSet}
          onChoose={(name) => choose((before) => chooseSet(before, setNamed(name, sets)))}
        />
      </div>
      <div className="token-form-methods">
        <ChoiceNote
          choice={choice}
          difference={difference}
          onChoice={(next) => choose(() => next)}
          isSetOfOld={choice.apiSet !== 'CUSTOM' && difference !== undefined}
        />
        <MethodPicker
          methods={methods}
          ticks={choice.ticks}
          difference={choice.apiSet === 'CUSTOM' ? difference : undefined}
          error={problems.methods}
          onTicks={(update) => choose((before) => changeTicks(before, update(before.ticks), sets))}
        />
      </div>
    </div>
  )
}

/** The field, and below it what is wrong: a small screen may have room for the one and not show the other. */
function goToFirstProblem(form: HTMLElement) {
  const wrong = form.querySelector('[data-invalid]')
  wrong?.querySelector('input')?.focus()
  wrong?.querySelector('.field-error')?.scrollIntoView({ block: 'nearest' })
}
