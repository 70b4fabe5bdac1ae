import { useStrings } from '../strings/Language.tsx'
import { TextField, type TextFieldProps } from './TextField.tsx'

/** The second factor: six digits of an app, which a browser may offer to fill in, or a recovery code. */
export function CodeField({
  label,
  hint,
  ...rest
}: Pick<TextFieldProps, 'value' | 'onChange' | 'inputRef' | 'error' | 'autoFocus'> & {
  label?: string
  hint?: string
}) {
  const { common } = useStrings()
  return (
    <TextField
      {...rest}
      label={label ?? common.code}
      hint={hint ?? common.codeHint}
      name="code"
      autoComplete="one-time-code"
    />
  )
}
