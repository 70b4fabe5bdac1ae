import { useState } from 'react'
import { useStrings } from '../strings/Language.tsx'
import { Button } from './Button.tsx'
import { EyeIcon, EyeOffIcon } from './icons.tsx'
import { TextField, type TextFieldProps } from './TextField.tsx'

/** A password, with a button that shows what was typed. */
export function PasswordField(props: Omit<TextFieldProps, 'type' | 'after'>) {
  const { common } = useStrings()
  const [shown, setShown] = useState(false)
  return (
    <TextField
      autoComplete="current-password"
      {...props}
      type={shown ? 'text' : 'password'}
      after={
        <Button
          variant="quiet"
          size="small"
          aria-label={shown ? common.hidePassword : common.showPassword}
          icon={shown ? <EyeOffIcon /> : <EyeIcon />}
          onPress={() => setShown(!shown)}
        />
      }
    />
  )
}
