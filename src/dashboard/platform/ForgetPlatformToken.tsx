import { useRef, useState } from 'react'
import { useChange } from '../api/useChange.ts'
import { graphql } from '../generated/index.ts'
import { Button } from '../kit/Button.tsx'
import { Dialog } from '../kit/Dialog.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { isPasswordFailure, PasswordStep } from '../kit/PasswordStep.tsx'
import { useWait } from '../kit/useWait.ts'
import { useStrings } from '../strings/Language.tsx'

const forgetMutation = graphql(`
  mutation ForgetPlatformToken($password: String!) {
    forgetPlatformToken(password: $password) {
      credential
    }
  }
`)

export function ForgetPlatformToken({ onDone, onClose }: { onDone(): void; onClose(): void }) {
  const { platform: text, account, common } = useStrings()
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const { run, running, failure } = useChange(forgetMutation)
  const waiting = useWait(failure) > 0
  const passwordInput = useRef<HTMLInputElement>(null)

  async function send() {
    if (running || waiting) return
    setTried(true)
    if (!password) return passwordInput.current?.focus()
    const { data } = await run({ password })
    if (data) return onDone()
    passwordInput.current?.select()
  }

  return (
    <Dialog
      title={text.forgetTitle}
      isOpen
      size="small"
      onClose={onClose}
      onSubmit={() => void send()}
      locked={running}
      footer={
        <>
          <Button onPress={onClose} isDisabled={running}>
            {common.cancel}
          </Button>
          <Button type="submit" variant="danger" pending={running} isDisabled={waiting}>
            {text.forget}
          </Button>
        </>
      }
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
    </Dialog>
  )
}
