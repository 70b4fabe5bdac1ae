import type { ReactNode } from 'react'
import { Link } from 'wouter'
import './Button.css'

/** A link to another screen that looks like a button. */
export function ButtonLink({
  href,
  variant = 'secondary',
  icon,
  children,
}: {
  href: string
  variant?: 'primary' | 'secondary' | 'quiet'
  icon?: ReactNode
  children: ReactNode
}) {
  return (
    <Link href={href} className={`button ${variant} normal`}>
      {icon}
      <span>{children}</span>
    </Link>
  )
}
