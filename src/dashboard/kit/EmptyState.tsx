import type { ReactNode } from 'react'
import './EmptyState.css'

/** In place of a list with nothing in it: what would be there, and how to get it there. */
export function EmptyState({
  icon,
  title,
  children,
  actions,
  level: Heading = 'h2',
}: {
  icon?: ReactNode
  title: ReactNode
  children?: ReactNode
  actions?: ReactNode
  /** h1 where it is all that the screen has. */
  level?: 'h1' | 'h2'
}) {
  return (
    <div className="empty">
      {icon && <div className="empty-icon">{icon}</div>}
      <Heading className="empty-title">{title}</Heading>
      {children && <div className="empty-text">{children}</div>}
      {actions && <div className="empty-actions">{actions}</div>}
    </div>
  )
}
