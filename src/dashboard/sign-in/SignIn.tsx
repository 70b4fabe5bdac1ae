import { type FormEvent, useRef, useState } from 'react'
import { Link, Redirect } from 'wouter'
import { useHistoryState } from 'wouter/use-browser-location'
import { useSession } from '../api/Session.tsx'
import icon from '../icon.svg'
import { Banner } from '../kit/Banner.tsx'
import { Button } from '../kit/Button.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { useTitle } from '../kit/Page.tsx'
import { TextField } from '../kit/TextField.tsx'
import { useWait } from '../kit/useWait.ts'
import { useStrings } from '../strings/Language.tsx'
import { SignInFields } from './SignInFields.tsx'
import { useSignIn } from './useSignIn.ts'
import { ViewerLoading } from './ViewerLoading.tsx'
import './SignIn.css'

export function SignIn() {
  const { signIn: text } = useStrings()
  const { viewer, ended } = useSession()
  const returnTo = useReturnTo()
  useTitle(text.title)

  const [login, setLogin] = useState('')
  const loginInput = useRef<HTMLInputElement>(null)
  const form = useSignIn(login, loginInput)
  const waiting = useWait(form.failure) > 0

  if (viewer) return <Redirect to={returnTo} replace />
  if (viewer === undefined) return <ViewerLoading />

  function submit(event: FormEvent) {
    event.preventDefault()
    if (!form.running && !waiting) void form.submit()
  }

  return (
    <div className="sign-in">
      <form className="card sign-in-card" onSubmit={submit} noValidate>
        <div className="sign-in-head">
          <img src={icon} alt="" width={44} height={44} />
          <h1>{text.title}</h1>
          <p className="quiet">{text.lead}</p>
        </div>
        {ended && !form.failure && <Banner>{text.ended}</Banner>}
        <FailureBanner failure={form.failure} />
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
          error={form.tried && !login.trim() && text.loginMissing}
        />
        <SignInFields form={form} />
        <Button type="submit" variant="primary" pending={form.running} isDisabled={waiting}>
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
