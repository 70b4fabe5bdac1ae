import type { ReactNode } from 'react'
import './StatusBadge.css'

export type Tone = 'green' | 'amber' | 'red' | 'blue' | 'grey'

/** A state in a word, an icon and a colour: never by colour alone. */
export function StatusBadge({ tone, icon, children }: { tone: Tone; icon: ReactNode; children: ReactNode }) {
  return (
    <span className={`badge ${tone}`}>
      {icon}
      <span>{children}</span>
    </span>
  )
}
