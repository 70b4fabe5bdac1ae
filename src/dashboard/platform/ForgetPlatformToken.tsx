import { useRef, useState } from 'react'
import { useChange } from '../api/useChange.ts'
import { graphql } from '../generated/index.ts'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { FormDialog } from '../kit/FormDialog.tsx'
import { isPasswordFailure, PasswordStep } from '../kit/PasswordStep.tsx'
import { useStrings } from '../strings/Language.tsx'

const forgetMutation = graphql(`
  mutation ForgetPlatformToken($password: String!) {
    forgetPlatformToken(password: $password) {
      credential
    }
  }
`)

export function ForgetPlatformToken({ onDone, onClose }: { onDone(): void; onClose(): void }) {
  const { platform: text, account } = useStrings()
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const { run, running, failure } = useChange(forgetMutation)
  const passwordInput = useRef<HTMLInputElement>(null)

  async function send() {
    setTried(true)
    if (!password) return passwordInput.current?.focus()
    const { data } = await run({ password })
    if (data) return onDone()
    passwordInput.current?.select()
  }

  return (
    <FormDialog
      title={text.forgetTitle}
      size="small"
      onClose={onClose}
      submit={text.forget}
      danger
      onSubmit={() => void send()}
      running={running}
      failure={failure}
    >
      <p>{text.forgetText}</p>
      {!isPasswordFailure(failure) && <FailureBanner failure={failure} />}
      <PasswordStep
        value={password}
        onChange={setPassword}
        inputRef={passwordInput}
        autoFocus
        error={tried && !password && account.passwordMissing}
        failure={failure}
      />
    </FormDialog>
  )
}
