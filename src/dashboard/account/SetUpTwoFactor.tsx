import { useRef, useState } from 'react'
import { useChange } from '../api/useChange.ts'
import { graphql } from '../generated/index.ts'
import { CodeField } from '../kit/CodeField.tsx'
import { CopyButton } from '../kit/CopyButton.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { FormDialog } from '../kit/FormDialog.tsx'
import { isPasswordFailure, PasswordStep } from '../kit/PasswordStep.tsx'
import { useUnsaved } from '../kit/useUnsaved.ts'
import { describeFailure } from '../strings/describe-failure.ts'
import { useStrings } from '../strings/Language.tsx'
import { QrCode } from './QrCode.tsx'

const beginMutation = graphql(`
  mutation BeginTwoFactor($password: String!) {
    beginTwoFactor(password: $password) {
      secret
      url
    }
  }
`)

const enableMutation = graphql(`
  mutation EnableTwoFactor($code: String!, $password: String!) {
    enableTwoFactor(code: $code, password: $password)
  }
`)

/** The password, then the secret and a code of it. */
export function SetUpTwoFactor({
  onEnabled,
  onClose,
}: {
  onEnabled(codes: readonly string[]): void
  onClose(): void
}) {
  const strings = useStrings()
  const { account: text, common } = strings
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [tried, setTried] = useState(false)
  const [begun, setBegun] = useState<{ secret: string; url: string }>()
  const begin = useChange(beginMutation, { repeatable: true })
  const enable = useChange(enableMutation)
  // Its answer is the only one with the recovery codes.
  useUnsaved(enable.running, enable.running ? 'reading' : undefined)
  const passwordInput = useRef<HTMLInputElement>(null)
  const codeInput = useRef<HTMLInputElement>(null)

  async function submit() {
    setTried(true)
    if (!begun) {
      if (!password) return passwordInput.current?.focus()
      const { data } = await begin.run({ password })
      if (!data) return passwordInput.current?.select()
      setBegun(data.beginTwoFactor)
      setTried(false)
      return
    }
    if (!code.trim()) return codeInput.current?.focus()
    const { data } = await enable.run({ code: code.trim(), password })
    if (!data) return codeInput.current?.select()
    onEnabled(data.enableTwoFactor)
  }

  const isCodeRefused = enable.failure?.parameter === 'code'
  return (
    <FormDialog
      title={text.setUpTitle}
      onClose={onClose}
      submit={begun ? text.enable : common.next}
      onSubmit={() => void submit()}
      running={begin.running || enable.running}
      failure={begin.failure ?? enable.failure}
    >
      {begun ? (
        <>
          <p>{text.scan}</p>
          <QrCode text={begun.url} label={text.qrCode} />
          <div className="two-factor-box" role="group" aria-label={text.secretLabel}>
            <span className="quiet">{text.secret}</span>
            <code className="two-factor-secret">{inGroups(begun.secret)}</code>
            <div className="row">
              <CopyButton text={begun.secret} size="small" label={text.copySecret} />
            </div>
          </div>
          {!isCodeRefused && <FailureBanner failure={enable.failure} />}
          <CodeField
            hint={text.appCodeHint}
            value={code}
            onChange={setCode}
            inputRef={codeInput}
            autoFocus
            error={
              (isCodeRefused && describeFailure(strings, enable.failure!)) ||
              (tried && !code.trim() && common.codeMissing)
            }
          />
        </>
      ) : (
        <>
          <p>{text.setUpPassword}</p>
          {!isPasswordFailure(begin.failure) && <FailureBanner failure={begin.failure} />}
          <PasswordStep
            value={password}
            onChange={setPassword}
            inputRef={passwordInput}
            autoFocus
            error={tried && !password && text.passwordMissing}
            failure={begin.failure}
          />
        </>
      )}
    </FormDialog>
  )
}

/** Easier to type; an app ignores the spaces. */
function inGroups(secret: string) {
  return secret.match(/.{1,4}/g)!.join(' ')
}
