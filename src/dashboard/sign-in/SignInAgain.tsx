import { leaveNow, useInterrupted } from '../api/session-end.ts'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { FormDialog } from '../kit/FormDialog.tsx'
import { useStrings } from '../strings/Language.tsx'
import { SignInFields } from './SignInFields.tsx'
import { useSignIn } from './useSignIn.ts'

/** In front of what was being written when the session ended: it is still there after signing in again. */
export function SignInAgain({ login }: { login: string }) {
  return useInterrupted() && <Again login={login} />
}

function Again({ login }: { login: string }) {
  const { signIn: text } = useStrings()
  const form = useSignIn(login)
  return (
    <FormDialog
      title={text.again}
      role="alertdialog"
      size="small"
      submit={text.submit}
      onSubmit={() => void form.submit()}
      running={form.running}
      failure={form.failure}
      onClose={leaveNow}
      // Too easily a slip, for what it would lose.
      onBack={() => {}}
    >
      <p>{text.againText(login)}</p>
      <FailureBanner failure={form.failure} />
      {/* Tells a password manager whose password this is. */}
      <input type="text" name="username" autoComplete="username" value={login} readOnly hidden />
      <SignInFields form={form} autoFocus />
    </FormDialog>
  )
}
