import { type FormEvent, useRef, useState } from 'react'
import { useSession } from '../api/Session.tsx'
import { useChange } from '../api/useChange.ts'
import { graphql } from '../generated/index.ts'
import { Button } from '../kit/Button.tsx'
import { Checkbox } from '../kit/Checkbox.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { PasswordField } from '../kit/PasswordField.tsx'
import { isPasswordFailure, PasswordStep } from '../kit/PasswordStep.tsx'
import { useToast } from '../kit/Toasts.tsx'
import { useWait } from '../kit/useWait.ts'
import { useStrings } from '../strings/Language.tsx'

const changePasswordMutation = graphql(`
  mutation ChangePassword($oldPassword: String!, $newPassword: String!, $endOtherSessions: Boolean!) {
    changePassword(oldPassword: $oldPassword, newPassword: $newPassword, endOtherSessions: $endOtherSessions)
  }
`)

const shortest = 8

export function PasswordForm() {
  const { account: text } = useStrings()
  const { viewer } = useSession()
  const toast = useToast()
  const [old, setOld] = useState('')
  const [fresh, setFresh] = useState('')
  const [again, setAgain] = useState('')
  const [endOtherSessions, setEndOtherSessions] = useState(true)
  const [tried, setTried] = useState(false)
  const { run, running, failure } = useChange(changePasswordMutation)
  const waiting = useWait(failure) > 0
  const oldInput = useRef<HTMLInputElement>(null)
  const freshInput = useRef<HTMLInputElement>(null)
  const againInput = useRef<HTMLInputElement>(null)

  const isNewRefused = failure?.parameter === 'newPassword'

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (running || waiting) return
    setTried(true)
    if (!old) return oldInput.current?.focus()
    if (fresh.length < shortest) return freshInput.current?.focus()
    if (fresh !== again) return againInput.current?.focus()

    const { data, failure: refused } = await run({ oldPassword: old, newPassword: fresh, endOtherSessions })
    if (!data) {
      if (isPasswordFailure(refused)) oldInput.current?.select()
      return
    }
    toast(text.passwordChanged)
    setTried(false)
    setOld('')
    setFresh('')
    setAgain('')
  }

  return (
    <section className="card account-section">
      <div className="account-about">
        <h2>{text.changePassword}</h2>
        <p className="quiet">{text.changePasswordText}</p>
      </div>
      <form className="stack account-form" onSubmit={(event) => void submit(event)} noValidate>
        {/* Tells a password manager whose password this is. */}
        <input
          type="text"
          name="username"
          autoComplete="username"
          value={viewer?.account.login ?? ''}
          readOnly
          hidden
        />
        {failure && !isPasswordFailure(failure) && !isNewRefused && <FailureBanner failure={failure} />}
        <PasswordStep
          label={text.oldPassword}
          value={old}
          onChange={setOld}
          inputRef={oldInput}
          error={tried && !old && text.oldPasswordMissing}
          failure={failure}
        />
        <PasswordField
          label={text.newPassword}
          hint={text.newPasswordHint}
          autoComplete="new-password"
          value={fresh}
          onChange={setFresh}
          inputRef={freshInput}
          error={
            (isNewRefused && failure.message) || (tried && fresh.length < shortest && text.newPasswordShort)
          }
        />
        <PasswordField
          label={text.repeatPassword}
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          inputRef={againInput}
          error={tried && fresh.length >= shortest && fresh !== again && text.passwordsDiffer}
        />
        <Checkbox
          isSelected={endOtherSessions}
          onChange={setEndOtherSessions}
          hint={text.endOtherSessionsHint}
        >
          {text.endOtherSessions}
        </Checkbox>
        <div>
          <Button type="submit" variant="primary" pending={running} isDisabled={waiting}>
            {text.changeSubmit}
          </Button>
        </div>
      </form>
    </section>
  )
}
