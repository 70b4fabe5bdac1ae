import type { ReactNode } from 'react'
import { Link } from 'wouter'
import './Button.css'

/** A link to another screen that looks like a button. */
export function ButtonLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="button secondary normal">
      <span>{children}</span>
    </Link>
  )
}
