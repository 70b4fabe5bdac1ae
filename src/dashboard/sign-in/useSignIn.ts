import { type RefObject, useEffect, useRef, useState } from 'react'
import { useSession } from '../api/Session.tsx'
import { useChange } from '../api/useChange.ts'
import { graphql } from '../generated/index.ts'

const signInMutation = graphql(`
  mutation SignIn($login: String!, $password: String!, $code: String) {
    signIn(login: $login, password: $password, code: $code) {
      twoFactorRequired
    }
  }
`)

/** What signs somebody in: the password of a login, and a code where the account has two-factor. */
export function useSignIn(login: string, loginInput?: RefObject<HTMLInputElement | null>) {
  const { begin } = useSession()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  /** The login for which a code is wanted. */
  const [codeLogin, setCodeLogin] = useState<string>()
  const [tried, setTried] = useState(false)
  const [beginning, setBeginning] = useState(false)
  const { run, running, failure } = useChange(signInMutation, { repeatable: true })
  const passwordInput = useRef<HTMLInputElement>(null)
  const codeInput = useRef<HTMLInputElement>(null)

  const codeWanted = codeLogin !== undefined
  if (codeWanted && codeLogin !== login) {
    setCodeLogin(undefined)
    setCode('')
  }
  useEffect(() => codeInput.current?.focus(), [codeWanted])

  async function submit() {
    setTried(true)
    if (!login.trim()) return loginInput?.current?.focus()
    if (!password) return passwordInput.current?.focus()
    if (codeWanted && !code.trim()) return codeInput.current?.focus()

    const { data } = await run({ login: login.trim(), password, code: codeWanted ? code.trim() : undefined })
    if (!data) return (codeWanted ? codeInput : passwordInput).current?.select()
    if (data.signIn.twoFactorRequired) {
      setTried(false)
      setCodeLogin(login)
      return
    }
    setBeginning(true)
    await begin()
    setBeginning(false)
  }

  return {
    password,
    setPassword,
    passwordInput,
    code,
    setCode,
    codeInput,
    codeWanted,
    /** Whether it was sent, or could not be for want of something. */
    tried,
    running: running || beginning,
    failure,
    submit,
  }
}
