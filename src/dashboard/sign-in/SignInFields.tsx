import { CodeField } from '../kit/CodeField.tsx'
import { PasswordField } from '../kit/PasswordField.tsx'
import { useStrings } from '../strings/Language.tsx'
import type { useSignIn } from './useSignIn.ts'

/** The password, and the code as soon as one is wanted. */
export function SignInFields({
  form,
  autoFocus,
}: {
  form: ReturnType<typeof useSignIn>
  autoFocus?: boolean
}) {
  const { signIn: text, common } = useStrings()
  const { password, setPassword, passwordInput, code, setCode, codeInput, codeWanted, tried } = form
  return (
    <>
      <PasswordField
        label={common.password}
        name="password"
        value={password}
        onChange={setPassword}
        inputRef={passwordInput}
        autoFocus={autoFocus}
        error={tried && !password && text.passwordMissing}
      />
      {codeWanted && (
        <CodeField
          value={code}
          onChange={setCode}
          inputRef={codeInput}
          error={tried && !code.trim() && common.codeMissing}
        />
      )}
    </>
  )
}
