import { useId, useState } from 'react'
import type { IssuedCredential } from './fetcher.ts'

interface CredentialBarProps {
  value: string
  onChange: (value: string) => void
  /** What the last answer issued; offered until it is the value. */
  issued: IssuedCredential | undefined
}

/** The place for a session or token. The value lives in memory alone: it ends with the page. */
export function CredentialBar({ value, onChange, issued }: CredentialBarProps) {
  const [shown, setShown] = useState(false)
  const input = useId()
  const hint = useId()

  return (
    <header className="bar">
      <a className="home" href="/">
        Latchkey
      </a>
      <div className="credential">
        <label htmlFor={input}>Session or access token</label>
        <span className="field">
          <input
            id={input}
            type={shown ? 'text' : 'password'}
            value={value}
            onChange={(event) => onChange(event.target.value.trim())}
            aria-describedby={hint}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
          />
          <button type="button" aria-pressed={shown} aria-controls={input} onClick={() => setShown(!shown)}>
            Show
          </button>
        </span>
        {issued && issued.value !== value && (
          <button type="button" className="offer" onClick={() => onChange(issued.value)}>
            Use the new {issued.kind}
          </button>
        )}
      </div>
      <p id={hint}>
        {value
          ? 'Sent with every request. Forgotten when this page is closed.'
          : 'Empty: requests speak for whoever is signed in to this site, if anyone.'}
      </p>
    </header>
  )
}
