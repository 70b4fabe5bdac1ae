import type { ReactNode } from 'react'
import { ErrorIcon, InfoIcon, WarningIcon } from './icons.tsx'
import './Banner.css'

const icons = { info: InfoIcon, warning: WarningIcon, error: ErrorIcon }

/** A remark across the width of a screen or dialog. An error is read out at once. */
export function Banner({
  tone = 'info',
  title,
  children,
  action,
}: {
  tone?: keyof typeof icons
  title?: ReactNode
  children?: ReactNode
  action?: ReactNode
}) {
  const Icon = icons[tone]
  return (
    <div className={`banner ${tone}`} role={tone === 'error' ? 'alert' : undefined}>
      <Icon />
      <div className="banner-text">
        {title && <strong>{title}</strong>}
        {children && <div>{children}</div>}
      </div>
      {action}
    </div>
  )
}
