import type { Ref } from 'react'
import type { Failure } from '../api/failure.ts'
import { TextField } from '../kit/TextField.tsx'
import { useStrings } from '../strings/Language.tsx'
import { isEnvironmentName } from './environment-name.ts'

interface Props {
  label: string
  /** What the server calls it. */
  parameter: string
  value: string
  onChange(value: string): void
  /** Whether what is wrong by itself is said already. */
  tried: boolean
  failure: Failure | undefined
  inputRef: Ref<HTMLInputElement>
}

/** The name that a new environment gets. */
export function EnvironmentNameField({ label, parameter, value, onChange, tried, failure, inputRef }: Props) {
  const { environments: text } = useStrings()
  return (
    <TextField
      label={label}
      hint={text.nameHint}
      value={value}
      onChange={onChange}
      inputRef={inputRef}
      autoFocus
      autoComplete="off"
      error={
        (isTaken(failure) && text.nameTaken) ||
        (isRefused(failure, parameter) && text.nameWrong) ||
        (tried && !value && text.nameMissing) ||
        (tried && !isEnvironmentName(value) && text.nameWrong)
      }
    />
  )
}

/** Whether the field says it, so that nothing else need to. */
export function isSaidAtName(failure: Failure | undefined, parameter: string): boolean {
  return isTaken(failure) || isRefused(failure, parameter)
}

function isTaken(failure: Failure | undefined) {
  return failure?.code === 'ENVIRONMENT_NAME_TAKEN'
}

function isRefused(failure: Failure | undefined, parameter: string) {
  return failure?.code === 'BAD_USER_INPUT' && failure.parameter === parameter
}
