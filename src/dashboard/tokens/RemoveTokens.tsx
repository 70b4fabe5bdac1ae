import { useEffect, useRef, useState } from 'react'
import { useChange } from '../api/useChange.ts'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { FormDialog } from '../kit/FormDialog.tsx'
import { WarningIcon } from '../kit/icons.tsx'
import { isPasswordFailure, PasswordStep } from '../kit/PasswordStep.tsx'
import { useToast } from '../kit/Toasts.tsx'
import { useStrings } from '../strings/Language.tsx'
import { LastUseSentence } from './LastUseSentence.tsx'
import { removeTokensMutation, type Token } from './operations.ts'
import './RemoveTokens.css'

const aDay = 24 * 60 * 60 * 1000

/** Names the tokens, and what still uses them, before they go: all in one request, under one password. */
export default function RemoveTokens({
  tokens,
  left,
  onClose,
}: {
  tokens: readonly Token[]
  /** Those of them that the list has now. */
  left: readonly Token[]
  onClose(): void
}) {
  const { tokens: texts } = useStrings()
  const toast = useToast()
  const { run, running, failure } = useChange(removeTokensMutation)
  const [password, setPassword] = useState('')
  const field = useRef<HTMLInputElement>(null)

  // What was done elsewhere, or by a request whose answer was lost, is done.
  const areGone = left.length === 0 && !running
  useEffect(() => {
    if (!areGone) return
    toast(texts.removed(tokens.length))
    onClose()
  }, [areGone, toast, texts, tokens, onClose])
  const named = left.length === 0 ? tokens : left

  async function remove() {
    const { data } = await run({ ids: named.map(({ id }) => id), password })
    if (!data) {
      field.current?.select()
      return
    }
    toast(texts.removed(named.length))
    onClose()
  }

  return (
    <FormDialog
      role="alertdialog"
      title={texts.removeTitle(named.length)}
      onClose={onClose}
      running={running}
      failure={failure}
      submit={texts.removeConfirm(named.length)}
      danger
      isDisabled={password === ''}
      onSubmit={() => void remove()}
    >
      <p>{texts.removeText(named.length)}</p>
      <ul className="remove-list" aria-label={texts.removeList}>
        {named.map(({ id, description, lastFour, lastUsed }) => (
          <li key={id}>
            <span className="remove-name">
              <strong>{description}</strong> <span className="quiet small mono">…{lastFour}</span>
            </span>
            <span className="quiet small">
              <LastUseSentence use={lastUsed} />
            </span>
            {lastUsed && Date.now() - Date.parse(lastUsed.at) < aDay && (
              <span className="remove-in-use small">
                <WarningIcon size={14} />
                {texts.inUse}
              </span>
            )}
          </li>
        ))}
      </ul>
      {!isPasswordFailure(failure) && (
        <FailureBanner
          failure={failure}
          words={{ NOT_FOUND: texts.removedMeanwhile, OUTCOME_UNKNOWN: texts.outcomeUnknown.remove }}
        />
      )}
      <PasswordStep
        label={texts.passwordLabel}
        value={password}
        onChange={setPassword}
        failure={failure}
        inputRef={field}
        autoFocus
      />
    </FormDialog>
  )
}
