import { type ReactNode, type Ref, useEffect, useRef } from 'react'
import type { Failure } from '../api/failure.ts'
import { describeFailure } from '../strings/describe-failure.ts'
import { useStrings } from '../strings/Language.tsx'
import { PasswordField } from './PasswordField.tsx'
import { useWait } from './useWait.ts'

/** What failed on account of the password; anything else belongs elsewhere in the form. */
export function isPasswordFailure(failure: Failure | undefined): failure is Failure {
  return (
    failure !== undefined &&
    failure.parameter !== 'code' &&
    ['WRONG_PASSWORD', 'TOO_MANY_ATTEMPTS', 'SIGN_IN_FAILED'].includes(failure.code)
  )
}

/**
 * Asks for the password that confirms a change, and says how many tries are left or how long to wait. Disable the
 * button that sends it while `useWait(failure)` is not 0.
 */
export function PasswordStep({
  value,
  onChange,
  failure,
  label,
  hint,
  error,
  autoFocus,
  inputRef,
}: {
  value: string
  onChange(value: string): void
  /** The failure of the change; others than of the password are ignored. */
  failure: Failure | undefined
  label?: ReactNode
  hint?: ReactNode
  /** What is wrong with it before it is sent. */
  error?: ReactNode
  autoFocus?: boolean
  inputRef?: Ref<HTMLInputElement>
}) {
  const strings = useStrings()
  const place = useRef<HTMLDivElement>(null)
  useWait(failure)
  // On a phone the field may be the last thing in sight, with what is wrong below it.
  useEffect(() => {
    if (isPasswordFailure(failure)) place.current?.scrollIntoView({ block: 'nearest' })
  }, [failure])
  return (
    <div ref={place}>
      <PasswordField
        label={label ?? strings.common.password}
        hint={hint}
        value={value}
        onChange={onChange}
        autoFocus={autoFocus}
        inputRef={inputRef}
        error={error || (isPasswordFailure(failure) && describeFailure(strings, failure))}
      />
    </div>
  )
}
