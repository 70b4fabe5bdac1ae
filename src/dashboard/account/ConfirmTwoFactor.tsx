import { type ReactNode, useRef, useState } from 'react'
import type { useChange } from '../api/useChange.ts'
import { CodeField } from '../kit/CodeField.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { FormDialog } from '../kit/FormDialog.tsx'
import { isPasswordFailure, PasswordStep } from '../kit/PasswordStep.tsx'
import { useUnsaved } from '../kit/useUnsaved.ts'
import { describeFailure } from '../strings/describe-failure.ts'
import { useStrings } from '../strings/Language.tsx'

type Confirmed<Data> = ReturnType<typeof useChange<Data, { password: string; code: string }>>

/** Asks for the password and a code, and makes a change with them. */
export function ConfirmTwoFactor<Data>({
  title,
  submit,
  danger = false,
  change,
  children,
  onDone,
  onClose,
}: {
  title: string
  /** What the button says. */
  submit: string
  danger?: boolean
  change: Confirmed<Data>
  children: ReactNode
  onDone(data: Data): void
  onClose(): void
}) {
  const strings = useStrings()
  const { account: text, common } = strings
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [tried, setTried] = useState(false)
  const { run, running, failure } = change
  // There may be recovery codes in its answer, which is the only one with them.
  useUnsaved(running, running ? 'reading' : undefined)
  const passwordInput = useRef<HTMLInputElement>(null)
  const codeInput = useRef<HTMLInputElement>(null)
  const isCodeRefused = failure?.parameter === 'code'

  async function send() {
    setTried(true)
    if (!password) return passwordInput.current?.focus()
    if (!code.trim()) return codeInput.current?.focus()
    const { data, failure: refused } = await run({ password, code: code.trim() })
    if (data) return onDone(data)
    ;(refused?.parameter === 'code' ? codeInput : passwordInput).current?.select()
  }

  return (
    <FormDialog
      title={title}
      size="small"
      onClose={onClose}
      submit={submit}
      danger={danger}
      onSubmit={() => void send()}
      running={running}
      failure={failure}
    >
      <p>{children}</p>
      {!isPasswordFailure(failure) && !isCodeRefused && <FailureBanner failure={failure} />}
      <PasswordStep
        value={password}
        onChange={setPassword}
        inputRef={passwordInput}
        autoFocus
        error={tried && !password && text.passwordMissing}
        failure={failure}
      />
      <CodeField
        value={code}
        onChange={setCode}
        inputRef={codeInput}
        error={
          (isCodeRefused && describeFailure(strings, failure)) ||
          (tried && !code.trim() && common.codeMissing)
        }
      />
    </FormDialog>
  )
}
