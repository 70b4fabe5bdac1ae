import { useRef, useState } from 'react'
import { useChange } from '../api/useChange.ts'
import { graphql } from '../generated/index.ts'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { FormDialog } from '../kit/FormDialog.tsx'
import { PasswordField } from '../kit/PasswordField.tsx'
import { isPasswordFailure, PasswordStep } from '../kit/PasswordStep.tsx'
import { useStrings } from '../strings/Language.tsx'

const giveMutation = graphql(`
  mutation GivePlatformToken($token: String!, $password: String!) {
    givePlatformToken(token: $token, password: $password) {
      credential
    }
  }
`)

/** Takes a token of the platform, which is never shown again. */
export function GivePlatformToken({ onDone, onClose }: { onDone(): void; onClose(): void }) {
  const { platform: text, account } = useStrings()
  const [token, setToken] = useState('')
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const { run, running, failure } = useChange(giveMutation)
  const tokenInput = useRef<HTMLInputElement>(null)
  const passwordInput = useRef<HTMLInputElement>(null)
  const isTokenRefused = failure?.parameter === 'token'

  async function send() {
    setTried(true)
    if (!token.trim()) return tokenInput.current?.focus()
    if (!password) return passwordInput.current?.focus()
    const { data, failure: refused } = await run({ token: token.trim(), password })
    if (data) return onDone()
    ;(refused?.parameter === 'token' ? tokenInput : passwordInput).current?.select()
  }

  return (
    <FormDialog
      title={text.give}
      size="small"
      onClose={onClose}
      submit={text.giveSubmit}
      onSubmit={() => void send()}
      running={running}
      failure={failure}
    >
      <p>{text.giveText}</p>
      {!isPasswordFailure(failure) && !isTokenRefused && <FailureBanner failure={failure} />}
      <PasswordField
        label={text.token}
        hint={text.tokenHint}
        autoComplete="off"
        autoFocus
        value={token}
        onChange={setToken}
        inputRef={tokenInput}
        error={(isTokenRefused && failure.message) || (tried && !token.trim() && text.tokenMissing)}
      />
      <PasswordStep
        value={password}
        onChange={setPassword}
        inputRef={passwordInput}
        error={tried && !password && account.passwordMissing}
        failure={failure}
      />
    </FormDialog>
  )
}
