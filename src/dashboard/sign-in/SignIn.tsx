import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Link, Redirect } from 'wouter'
import { useHistoryState } from 'wouter/use-browser-location'
import { useSession } from '../api/Session.tsx'
import { useChange } from '../api/useChange.ts'
import { graphql } from '../generated/index.ts'
import icon from '../icon.svg'
import { Banner } from '../kit/Banner.tsx'
import { Button } from '../kit/Button.tsx'
import { CodeField } from '../kit/CodeField.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { Loading } from '../kit/Loading.tsx'
import { useTitle } from '../kit/Page.tsx'
import { PasswordField } from '../kit/PasswordField.tsx'
import { TextField } from '../kit/TextField.tsx'
import { useWait } from '../kit/useWait.ts'
import { useStrings } from '../strings/Language.tsx'
import './SignIn.css'

const signInMutation = graphql(`
  mutation SignIn($login: String!, $password: String!, $code: String) {
    signIn(login: $login, password: $password, code: $code) {
      twoFactorRequired
    }
  }
`)

export function SignIn() {
  const { signIn: text, common } = useStrings()
  const { viewer, ended, begin } = useSession()
  const returnTo = useReturnTo()
  useTitle(text.title)

  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [codeWanted, setCodeWanted] = useState(false)
  const [tried, setTried] = useState(false)
  const [beginning, setBeginning] = useState(false)
  const { run, running, failure } = useChange(signInMutation, { repeatable: true })
  const waiting = useWait(failure) > 0
  const loginInput = useRef<HTMLInputElement>(null)
  const passwordInput = useRef<HTMLInputElement>(null)
  const codeInput = useRef<HTMLInputElement>(null)

  useEffect(() => codeInput.current?.focus(), [codeWanted])

  if (viewer) return <Redirect to={returnTo} replace />
  if (viewer === undefined) return <Loading />

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (running || beginning || waiting) return
    setTried(true)
    if (!login.trim()) return loginInput.current?.focus()
    if (!password) return passwordInput.current?.focus()
    if (codeWanted && !code.trim()) return codeInput.current?.focus()

    const { data } = await run({ login: login.trim(), password, code: codeWanted ? code.trim() : undefined })
    if (!data) return (codeWanted ? codeInput : passwordInput).current?.select()
    if (data.signIn.twoFactorRequired) {
      setTried(false)
      setCodeWanted(true)
      return
    }
    setBeginning(true)
    await begin()
    setBeginning(false)
  }

  return (
    <div className="sign-in">
      <form className="card sign-in-card" onSubmit={(event) => void submit(event)} noValidate>
        <div className="sign-in-head">
          <img src={icon} alt="" width={44} height={44} />
          <h1>{text.title}</h1>
          <p className="quiet">{text.lead}</p>
        </div>
        {ended && !failure && <Banner>{text.ended}</Banner>}
        <FailureBanner failure={failure} />
        <TextField
          label={text.login}
          name="login"
          type="text"
          inputMode="email"
          autoComplete="username"
          value={login}
          onChange={setLogin}
          inputRef={loginInput}
          autoFocus
          error={tried && !login.trim() && text.loginMissing}
        />
        <PasswordField
          label={common.password}
          name="password"
          value={password}
          onChange={setPassword}
          inputRef={passwordInput}
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
        <Button type="submit" variant="primary" pending={running || beginning} isDisabled={waiting}>
          {text.submit}
        </Button>
      </form>
      <p className="quiet small">
        <Link href="/docs/methods">{text.docs}</Link>
      </p>
    </div>
  )
}

/** Where the reader was when asked to sign in: an address of the dashboard, whatever the history entry says. */
function useReturnTo(): string {
  const state = useHistoryState<{ returnTo?: unknown } | null>()
  const { returnTo } = state ?? {}
  return typeof returnTo === 'string' && /^\/(?!\/|sign-in)/.test(returnTo) ? returnTo : '/environments'
}
