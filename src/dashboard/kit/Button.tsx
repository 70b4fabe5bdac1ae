import type { ReactNode, Ref } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button'
import { Spinner } from './Spinner.tsx'
import './Button.css'

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children' | 'isPending'> {
  /** One primary button a screen or dialog; `quiet` has no frame until it is pointed at. */
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger'
  size?: 'normal' | 'small'
  icon?: ReactNode
  /** Shows that its work is under way, and takes no second press. */
  pending?: boolean
  children?: ReactNode
  ref?: Ref<HTMLButtonElement>
}

/** With an icon and no text it needs an `aria-label`. */
export function Button({
  variant = 'secondary',
  size = 'normal',
  icon,
  pending,
  children,
  ...rest
}: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      isPending={pending}
      className={`button ${variant} ${size}${children === undefined ? ' icon-only' : ''}`}
    >
      {pending ? <Spinner /> : icon}
      {children !== undefined && <span>{children}</span>}
    </AriaButton>
  )
}
