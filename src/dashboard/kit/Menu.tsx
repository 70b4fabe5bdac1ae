import type { ReactElement, ReactNode } from 'react'
import { Menu as AriaMenu, MenuItem as AriaMenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { Separator } from 'react-aria-components/Separator'
import './Menu.css'

/** A button and the menu that it opens. */
export function Menu({
  button,
  label,
  children,
}: {
  /** A `Button` of the kit. */
  button: ReactElement
  label: string
  children: ReactNode
}) {
  return (
    <MenuTrigger>
      {button}
      <Popover className="popover menu-popover" placement="bottom end">
        <AriaMenu className="menu" aria-label={label}>
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}

export function MenuItem({
  icon,
  children,
  onAction,
  href,
  isDisabled,
  danger,
}: {
  icon?: ReactNode
  children: string
  onAction?(): void
  /** Goes to a screen of the dashboard. */
  href?: string
  isDisabled?: boolean
  danger?: boolean
}) {
  return (
    <AriaMenuItem
      className={danger ? 'menu-item danger' : 'menu-item'}
      onAction={onAction}
      href={href}
      isDisabled={isDisabled}
      textValue={children}
    >
      {icon}
      <span>{children}</span>
    </AriaMenuItem>
  )
}

export function MenuSeparator() {
  return <Separator className="menu-separator" />
}
