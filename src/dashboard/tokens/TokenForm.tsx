import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type { Failure } from '../api/failure.ts'
import { useChange } from '../api/useChange.ts'
import { useLive } from '../api/useLive.ts'
import { Banner } from '../kit/Banner.tsx'
import { Button } from '../kit/Button.tsx'
import { Dialog } from '../kit/Dialog.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { Loading } from '../kit/Loading.tsx'
import { isPasswordFailure, PasswordStep } from '../kit/PasswordStep.tsx'
import { Question } from '../kit/Question.tsx'
import { TextField } from '../kit/TextField.tsx'
import { useToast } from '../kit/Toasts.tsx'
import { useWait } from '../kit/useWait.ts'
import { useStrings } from '../strings/Language.tsx'
import {
  type ApiChoice,
  type ApiSetName,
  bringBack,
  changeTicks,
  chooseSet,
  choiceOf,
  differenceFromOrigin,
  nothingChosen,
  type ReadyMadeSet,
} from './api-choice.ts'
import { ApiSetField } from './ApiSetField.tsx'
import { dayOf, presetDay, readExpiry } from './expiry-input.ts'
import { ExpiryField, type ExpiryValue } from './ExpiryField.tsx'
import { LastUseSentence } from './LastUseSentence.tsx'
import { MethodPicker } from './MethodPicker.tsx'
import { sameTicks } from './method-ticks.ts'
import {
  type CatalogueMethod,
  type CatalogueSet,
  copyTokenMutation,
  editTokenMutation,
  generateTokenMutation,
  regenerateTokenMutation,
  type Token,
  tokenCatalogueQuery,
} from './operations.ts'
import { changesTo, newToken, type TokenDraft } from './token-changes.ts'
import { TokenSummary } from './TokenSummary.tsx'
import { useNow } from './useNow.ts'
import { type Issued, ValuePanel } from './ValuePanel.tsx'
import './TokenForm.css'

export type FormMode =
  { kind: 'generate'; apiSet?: ApiSetName } | { kind: 'edit'; token: Token } | { kind: 'copy'; token: Token }

interface Props {
  mode: FormMode
  onClose(): void
}

/** Generate, Edit and Copy: the settings, then a summary with the password, then the value. */
export default function TokenForm({ mode, onClose }: Props) {
  const { tokens: texts } = useStrings()
  const { data, failure, refresh } = useLive(tokenCatalogueQuery, {}, { policy: 'cache-first' })
  const methods = useMemo(() => data?.apiMethods.filter(({ grantable }) => grantable), [data])

  if (!data || !methods) {
    return (
      <Dialog isOpen size="large" title={titleOf(mode, texts)} onClose={onClose}>
        {failure ? <FailureBanner failure={failure} onRetry={refresh} /> : <Loading />}
      </Dialog>
    )
  }
  return <Steps mode={mode} onClose={onClose} methods={methods} sets={data.apiSets} />
}

type Step = 'settings' | 'confirm' | 'renew' | 'value'
type Field = 'description' | 'expiresAt' | 'apiSet' | 'methods'
type Errors = Partial<Record<Field, string>>
type Texts = ReturnType<typeof useStrings>['tokens']

function Steps({
  mode,
  onClose,
  methods,
  sets,
}: Props & { methods: readonly CatalogueMethod[]; sets: readonly CatalogueSet[] }) {
  const { tokens: texts, common } = useStrings()
  const toast = useToast()
  const now = useNow()
  const [start] = useState(() => startOf(mode, sets, texts, now))
  const [description, setDescription] = useState(start.description)
  const [expiry, setExpiry] = useState(start.expiry)
  const [choice, setChoice] = useState(start.choice)
  const [step, setStep] = useState<Step>('settings')
  const [errors, setErrors] = useState<Errors>({})
  const [unchanged, setUnchanged] = useState(false)
  const [password, setPassword] = useState('')
  const [failure, setFailure] = useState<Failure>()
  /** In this component and nowhere else: gone when the dialog closes. */
  const [issued, setIssued] = useState<Issued>()
  const [kept, setKept] = useState(false)
  const [asking, setAsking] = useState(false)
  const descriptionField = useRef<HTMLInputElement>(null)
  const expiryField = useRef<HTMLInputElement>(null)
  const passwordField = useRef<HTMLInputElement>(null)

  const generate = useChange(generateTokenMutation)
  const edit = useChange(editTokenMutation)
  const copy = useChange(copyTokenMutation)
  const renew = useChange(regenerateTokenMutation)
  const running = generate.running || edit.running || copy.running || renew.running
  const wait = useWait(failure)

  const existing = mode.kind === 'generate' ? undefined : mode.token
  const edited = mode.kind === 'edit' ? mode.token : undefined
  const dirty =
    description !== start.description ||
    expiry.text !== start.expiry.text ||
    expiry.never !== start.expiry.never ||
    choice.apiSet !== start.choice.apiSet ||
    !sameTicks(choice.ticks, start.choice.ticks)

  // A field that the server refused is on the step before: go to it once it is there.
  useEffect(() => {
    if (step !== 'settings') return
    if (errors.description) descriptionField.current?.focus()
    else if (errors.expiresAt) expiryField.current?.focus()
  }, [step, errors])

  const draft: TokenDraft = {
    description,
    expires: expiry.never ? '' : readDay(expiry.text, now),
    choice,
  }

  function close() {
    const losesValue = step === 'value' && !kept
    const losesForm = step !== 'value' && dirty
    if (losesValue || losesForm) setAsking(true)
    else onClose()
  }

  function checkSettings() {
    const found = problemsOf({ description, expiry, choice }, edited, texts, now)
    setErrors(found)
    setUnchanged(false)
    if (Object.keys(found).length > 0) return
    if (edited && Object.keys(changesTo(edited, draft)).length === 0) return setUnchanged(true)
    setExpiry({ ...expiry, text: draft.expires })
    goTo('confirm')
  }

  function goTo(next: Step) {
    setFailure(undefined)
    setPassword('')
    setStep(next)
  }

  async function confirm() {
    if (running || wait > 0) return
    if (password === '') {
      passwordField.current?.focus()
      return
    }
    setFailure(undefined)
    const outcome = await send()
    if (outcome.failure) return fail(outcome.failure)
    setPassword('')
    if (outcome.issued) {
      setIssued(outcome.issued)
      setStep('value')
    } else {
      toast(texts.saved)
      onClose()
    }
  }

  async function send(): Promise<{ failure?: Failure; issued?: Issued }> {
    if (step === 'renew') {
      const { data, failure } = await renew.run({ id: existing!.id, password })
      return { failure, issued: data?.regenerateTokens[0] }
    }
    switch (mode.kind) {
      case 'generate': {
        const { data, failure } = await generate.run({ token: newToken(draft), password })
        return { failure, issued: data?.generateTokens[0] }
      }
      case 'copy': {
        const changes = { id: mode.token.id, ...changesTo(mode.token, draft) }
        const { data, failure } = await copy.run({ copy: changes, password })
        return { failure, issued: data?.copyTokens[0] }
      }
      case 'edit': {
        const changes = { id: mode.token.id, ...changesTo(mode.token, draft) }
        return { failure: (await edit.run({ edit: changes, password })).failure }
      }
    }
  }

  /** Shows a refusal where it can be mended. */
  function fail(failure: Failure) {
    const field = fields.find((field) => field === failure.parameter)
    if (step === 'confirm' && field) {
      setErrors({ [field]: failure.message })
      goTo('settings')
      return
    }
    setFailure(failure)
    if (isPasswordFailure(failure)) passwordField.current?.select()
  }

  function change<Value>(field: Field, set: (value: Value) => void) {
    return (value: Value) => {
      set(value)
      setUnchanged(false)
      setErrors(({ [field]: _, ...rest }) => rest)
    }
  }
  const onExpiry = change('expiresAt', setExpiry)
  const onChoice = change<ApiChoice | ((before: ApiChoice) => ApiChoice)>('methods', (next) => {
    setChoice(next)
    setErrors(({ apiSet: _, ...rest }) => rest)
  })

  const difference = differenceFromOrigin(choice, sets as readonly ReadyMadeSet[])
  const passwordStep = (
    <>
      {!isPasswordFailure(failure) && <FailureBanner failure={failure} />}
      <PasswordStep
        label={texts.passwordLabel}
        hint={texts.passwordHint}
        value={password}
        onChange={setPassword}
        failure={failure}
        inputRef={passwordField}
        autoFocus
      />
    </>
  )
  const backAndConfirm = (confirmText: string, variant: 'primary' | 'danger') => (
    <>
      <Button onPress={() => goTo('settings')} isDisabled={running}>
        {common.back}
      </Button>
      <Button variant={variant} type="submit" pending={running} isDisabled={password === '' || wait > 0}>
        {confirmText}
      </Button>
    </>
  )

  const screens: Record<
    Step,
    { title: string; size: 'medium' | 'large'; body: ReactNode; footer: ReactNode; onSubmit?(): void }
  > = {
    settings: {
      title: titleOf(mode, texts),
      size: 'large',
      onSubmit: checkSettings,
      body: (
        <div className="token-form">
          <div className="token-form-settings">
            {mode.kind === 'copy' && <p className="quiet">{texts.copyLead(mode.token.description)}</p>}
            {unchanged && <Banner>{texts.nothingChanged}</Banner>}
            <TextField
              label={texts.description}
              placeholder={texts.descriptionExample}
              error={errors.description}
              value={description}
              onChange={change('description', setDescription)}
              inputRef={descriptionField}
              autoComplete="off"
              autoFocus
            />
            <ExpiryField
              value={expiry}
              onChange={onExpiry}
              error={errors.expiresAt}
              hint={
                edited && hasEnded(edited, now) && expiry.text === start.expiry.text
                  ? texts.expiredOn(start.expiry.text)
                  : undefined
              }
              now={now}
              inputRef={expiryField}
            />
            <ApiSetField
              sets={sets}
              choice={choice}
              error={errors.apiSet}
              onChoose={(name) => onChoice(chooseSet(choice, setNamed(name, sets)))}
            />
          </div>
          <div className="token-form-methods">
            <ChoiceNote
              choice={choice}
              difference={difference}
              onChoice={onChoice}
              isSetOfOld={choice.apiSet !== 'CUSTOM' && difference !== undefined}
            />
            <MethodPicker
              methods={methods}
              ticks={choice.ticks}
              difference={choice.apiSet === 'CUSTOM' ? difference : undefined}
              error={errors.methods}
              onTicks={(update) =>
                onChoice((before) =>
                  changeTicks(before, update(before.ticks), sets as readonly ReadyMadeSet[]),
                )
              }
            />
          </div>
        </div>
      ),
      footer: (
        <>
          {edited && (
            <div className="aside">
              <Button variant="quiet" onPress={() => goTo('renew')}>
                <span className="renew-link">{texts.regenerateLink}</span>
              </Button>
            </div>
          )}
          <Button onPress={close}>{common.cancel}</Button>
          <Button variant="primary" type="submit">
            {texts.continue}
          </Button>
        </>
      ),
    },
    confirm: {
      title: texts.confirmTitle[mode.kind],
      size: 'medium',
      onSubmit: () => void confirm(),
      body: (
        <>
          <TokenSummary draft={draft} before={edited} methods={methods} sets={sets} now={now} />
          {passwordStep}
        </>
      ),
      footer: backAndConfirm(texts.confirm[mode.kind], 'primary'),
    },
    renew: {
      title: texts.regenerateTitle,
      size: 'medium',
      onSubmit: () => void confirm(),
      body: existing && (
        <>
          <Banner tone="warning" title={texts.regenerateWarning}>
            <LastUseSentence use={existing.lastUsed} />
          </Banner>
          <p>
            {texts.regenerateText(existing.description)} {hasEnded(existing, now) && texts.regenerateExpired}
          </p>
          {dirty && <p className="quiet">{texts.regenerateDrops}</p>}
          {passwordStep}
        </>
      ),
      footer: backAndConfirm(texts.regenerate, 'danger'),
    },
    value: {
      title: texts.valueTitle,
      size: 'medium',
      body: issued && <ValuePanel issued={issued} methods={methods} onKept={() => setKept(true)} />,
      footer: (
        <Button variant="primary" onPress={close}>
          {texts.done}
        </Button>
      ),
    },
  }

  const { title, size, body, footer, onSubmit } = screens[step]
  return (
    <>
      <Dialog
        isOpen
        size={size}
        title={title}
        onClose={close}
        locked={running}
        footer={footer}
        onSubmit={onSubmit}
      >
        {body}
      </Dialog>
      {asking && step === 'value' && (
        <Question
          title={texts.leaveTitle}
          text={texts.leaveText}
          lose={texts.leave}
          keep={texts.stay}
          onLose={onClose}
          onKeep={() => setAsking(false)}
        />
      )}
      {asking && step !== 'value' && (
        <Question
          title={texts.discardTitle}
          text={texts.discardText}
          lose={texts.discard}
          keep={texts.keepEditing}
          onLose={onClose}
          onKeep={() => setAsking(false)}
        />
      )}
    </>
  )
}

/** What became of the choice: how it differs from its set, or what it has replaced, and the way back. */
function ChoiceNote({
  choice,
  difference,
  isSetOfOld,
  onChoice,
}: {
  choice: ApiChoice
  difference: ReturnType<typeof differenceFromOrigin>
  /** A ready-made set of an existing token, as it was when the token was made. */
  isSetOfOld: boolean
  onChoice(choice: ApiChoice): void
}) {
  const { tokens: texts } = useStrings()
  if (difference) {
    const { set, plus, less } = difference
    return (
      <p className="choice-note" role="status">
        <span>
          {isSetOfOld ? (
            texts.setHasChanged(set.displayName)
          ) : (
            <strong>{texts.difference(set.displayName, plus.length, less.length)}</strong>
          )}
        </span>
        <Button size="small" onPress={() => onChoice({ ...chooseSet(choice, set), replaced: null })}>
          {isSetOfOld ? texts.takeToday : texts.backToSet(set.displayName)}
        </Button>
      </p>
    )
  }
  if (!choice.replaced) return null
  return (
    <p className="choice-note" role="status">
      <span>{texts.ownReplaced(choice.replaced.ticks.size)}</span>
      <Button size="small" onPress={() => onChoice(bringBack(choice))}>
        {texts.bringBack}
      </Button>
    </p>
  )
}

const fields: readonly Field[] = ['description', 'expiresAt', 'apiSet', 'methods']

function titleOf(mode: FormMode, texts: Texts): string {
  return { generate: texts.generateTitle, edit: texts.editTitle, copy: texts.copyTitle }[mode.kind]
}

/** The form as it opens. A new token gets a date unless its owner decides otherwise. */
function startOf(mode: FormMode, sets: readonly CatalogueSet[], texts: Texts, now: Date) {
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
    expiry: kind === 'copy' && hasEnded(token, now) ? inThreeMonths : asBefore,
    choice: choiceOf(token),
  }
}

const longestDescription = 255

/** What keeps the form from going on, by field. */
function problemsOf(
  { description, expiry, choice }: { description: string; expiry: ExpiryValue; choice: ApiChoice },
  edited: Token | undefined,
  { problems }: Texts,
  now: Date,
): Errors {
  const found: Errors = {}
  const written = description.trim()
  if (written === '') found.description = problems.descriptionMissing
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

function readDay(text: string, now: Date): string {
  const reading = readExpiry(text, now)
  return 'day' in reading ? reading.day : text
}

function hasEnded({ expiresAt }: Token, now: Date): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= now.getTime()
}

function setNamed(name: ApiSetName, sets: readonly CatalogueSet[]): ReadyMadeSet {
  return (
    (sets as readonly ReadyMadeSet[]).find((set) => set.name === name) ?? {
      name: 'CUSTOM',
      displayName: '',
      methods: [],
    }
  )
}
