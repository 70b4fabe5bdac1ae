import type { ReactNode, Ref } from 'react'
import { FieldError } from 'react-aria-components/FieldError'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { Text } from 'react-aria-components/Text'
import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components/TextField'
import { ErrorIcon } from './icons.tsx'
import './TextField.css'

export interface TextFieldProps extends Omit<
  AriaTextFieldProps,
  'className' | 'style' | 'children' | 'isInvalid'
> {
  label: ReactNode
  hint?: ReactNode
  /** What is wrong with the value: shown below it, and said together with it. */
  error?: ReactNode
  placeholder?: string
  /** Stands inside the frame, after the text. */
  after?: ReactNode
  inputRef?: Ref<HTMLInputElement>
  mono?: boolean
}

export function TextField({
  label,
  hint,
  error,
  placeholder,
  after,
  inputRef,
  mono,
  ...rest
}: TextFieldProps) {
  return (
    <AriaTextField validationBehavior="aria" {...rest} isInvalid={Boolean(error)} className="field">
      <Label className="field-label">{label}</Label>
      <div className="field-frame">
        <Input
          ref={inputRef}
          placeholder={placeholder}
          className={mono ? 'mono' : undefined}
          spellCheck={false}
        />
        {after}
      </div>
      {hint && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">
        <ErrorIcon size={15} />
        <span>{error}</span>
      </FieldError>
    </AriaTextField>
  )
}
