import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type { Failure } from '../api/failure.ts'
import { useLive } from '../api/useLive.ts'
import type { LegacyRest } from '../generated/graphql.ts'
import { Button } from '../kit/Button.tsx'
import { Dialog } from '../kit/Dialog.tsx'
import { DiscardQuestion } from '../kit/DiscardQuestion.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { Loading } from '../kit/Loading.tsx'
import { isPasswordFailure, PasswordStep } from '../kit/PasswordStep.tsx'
import { Question } from '../kit/Question.tsx'
import { useToast } from '../kit/Toasts.tsx'
import { useUnsaved } from '../kit/useUnsaved.ts'
import { useWait } from '../kit/useWait.ts'
import type { Strings } from '../strings/en.ts'
import { useStrings } from '../strings/Language.tsx'
import { type CatalogueMethod, type CatalogueSet, tokenCatalogueQuery } from './operations.ts'
import { RenewStep } from './RenewStep.tsx'
import { SettingsStep } from './SettingsStep.tsx'
import { changesTo } from './token-changes.ts'
import {
  draftOf,
  type FieldName,
  type FieldProblems,
  type FormMode,
  isFieldName,
  isSame,
  problemsOf,
  startingFields,
  type TokenFields,
  withoutProblems,
} from './token-fields.ts'
import { TokenSummary } from './TokenSummary.tsx'
import { useNow } from './useNow.ts'
import { useTokenChange } from './useTokenChange.ts'
import { type Issued, ValuePanel } from './ValuePanel.tsx'
import './TokenForm.css'

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
      <Dialog size="large" title={titleOf(mode, texts)} onClose={onClose}>
        {failure ? <FailureBanner failure={failure} onRetry={refresh} /> : <Loading />}
      </Dialog>
    )
  }
  return (
    <Steps mode={mode} onClose={onClose} methods={methods} sets={data.apiSets} legacyRest={data.legacyRest} />
  )
}

type Step = 'settings' | 'confirm' | 'renew' | 'value'

interface Screen {
  title: string
  size: 'medium' | 'large'
  body: ReactNode
  footer: ReactNode
  onSubmit?(): void
}

function Steps({
  mode,
  onClose,
  methods,
  sets,
  legacyRest,
}: Props & {
  methods: readonly CatalogueMethod[]
  sets: readonly CatalogueSet[]
  legacyRest: LegacyRest
}) {
  const { tokens: texts, common } = useStrings()
  const toast = useToast()
  const now = useNow()
  const [start] = useState(() => startingFields(mode, sets, texts, now))
  const [fields, setFields] = useState(start)
  const [step, setStep] = useState<Step>('settings')
  const [problems, setProblems] = useState<FieldProblems>({})
  const [refusals, setRefusals] = useState(0)
  const [unchanged, setUnchanged] = useState(false)
  const [password, setPassword] = useState('')
  const [failure, setFailure] = useState<Failure>()
  /** In this component and nowhere else: gone when the dialog closes. */
  const [issued, setIssued] = useState<Issued>()
  const [kept, setKept] = useState(false)
  const [asking, setAsking] = useState(false)
  const passwordField = useRef<HTMLInputElement>(null)
  const { save, renew, running } = useTokenChange(mode)
  const wait = useWait(failure)

  const existing = mode.kind === 'generate' ? undefined : mode.token
  const edited = mode.kind === 'edit' ? mode.token : undefined
  const dirty = !isSame(fields, start)
  const draft = draftOf(fields, now)

  // While it runs, too: its answer is the only one with the value.
  const isUnsaved = running || (step === 'value' ? !kept : dirty)
  const hold = running || step === 'value' ? 'reading' : dirty ? 'writing' : undefined
  useUnsaved(isUnsaved, hold)

  // `autoFocus` is too late for it where what had the focus goes with the step before.
  useEffect(() => {
    if (step === 'confirm' || step === 'renew') passwordField.current?.focus()
  }, [step])

  function close() {
    if (isUnsaved) setAsking(true)
    else onClose()
  }

  function change(next: (before: TokenFields) => TokenFields, ...mended: FieldName[]) {
    setFields(next)
    setUnchanged(false)
    setProblems((before) => withoutProblems(before, ...mended))
  }

  function refuse(found: FieldProblems) {
    setProblems(found)
    setRefusals((before) => before + 1)
  }

  function checkSettings() {
    const found = problemsOf(fields, edited, texts, now)
    setUnchanged(false)
    if (Object.keys(found).length > 0) return refuse(found)
    if (edited && Object.keys(changesTo(edited, draft)).length === 0) return setUnchanged(true)
    setFields({ ...fields, expiry: { ...fields.expiry, text: draft.expires } })
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
    const outcome = await (step === 'renew' ? renew(existing!.id, password) : save(draft, password))
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

  /** Shows a refusal where it can be mended. */
  function fail(failure: Failure) {
    // The dialog to sign in again says it.
    if (failure.code === 'UNAUTHENTICATED') return
    if (step === 'confirm' && isFieldName(failure.parameter)) {
      refuse({ [failure.parameter]: failure.message })
      goTo('settings')
      return
    }
    setFailure(failure)
    if (isPasswordFailure(failure)) passwordField.current?.select()
  }

  const passwordStep = (
    <>
      {!isPasswordFailure(failure) && (
        <FailureBanner
          failure={failure}
          words={{
            NOT_FOUND: texts.tokenGone,
            OUTCOME_UNKNOWN: texts.outcomeUnknown[step === 'renew' ? 'renew' : mode.kind],
          }}
        />
      )}
      <PasswordStep
        label={texts.passwordLabel}
        hint={texts.passwordHint}
        value={password}
        onChange={setPassword}
        failure={failure}
        inputRef={passwordField}
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

  const screens: Record<Step, Screen> = {
    settings: {
      title: titleOf(mode, texts),
      size: 'large',
      onSubmit: checkSettings,
      body: (
        <SettingsStep
          mode={mode}
          start={start}
          fields={fields}
          onChange={change}
          problems={problems}
          refusals={refusals}
          unchanged={unchanged}
          methods={methods}
          sets={sets}
          now={now}
        />
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
          <RenewStep token={existing} dropsChanges={dirty} now={now} />
          {passwordStep}
        </>
      ),
      footer: backAndConfirm(texts.regenerate, 'danger'),
    },
    value: {
      title: edited ? texts.newValueTitle : texts.valueTitle,
      size: 'medium',
      body: issued && (
        <ValuePanel issued={issued} methods={methods} legacyRest={legacyRest} onKept={() => setKept(true)} />
      ),
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
      <Dialog size={size} title={title} onClose={close} locked={running} footer={footer} onSubmit={onSubmit}>
        {body}
      </Dialog>
      {asking && step !== 'value' && <DiscardQuestion onDiscard={onClose} onKeep={() => setAsking(false)} />}
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
    </>
  )
}

function titleOf(mode: FormMode, texts: Strings['tokens']): string {
  return { generate: texts.generateTitle, edit: texts.editTitle, copy: texts.copyTitle }[mode.kind]
}
