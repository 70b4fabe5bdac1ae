import type { ReactNode } from 'react'
import { DoneIcon, ErrorIcon, InfoIcon, MoonIcon, StopIcon } from '../kit/icons.tsx'
import { Spinner } from '../kit/Spinner.tsx'
import { StatusBadge, type Tone } from '../kit/StatusBadge.tsx'
import { useStrings } from '../strings/Language.tsx'
import type { Status } from './operations.ts'

/** Statuses of rest; all others are work under way. */
const atRest: Partial<Record<Status, { tone: Tone; icon: ReactNode }>> = {
  RUNNING: { tone: 'green', icon: <DoneIcon /> },
  STOPPED: { tone: 'grey', icon: <StopIcon /> },
  SLEEPING: { tone: 'blue', icon: <MoonIcon /> },
  BROKEN: { tone: 'red', icon: <ErrorIcon /> },
  MISSING: { tone: 'red', icon: <ErrorIcon /> },
  UNKNOWN: { tone: 'grey', icon: <InfoIcon /> },
}

export function isAtRest(status: Status): boolean {
  return status in atRest
}

/** @param words in place of the status, for work that has no status of its own */
export function EnvironmentStatusBadge({ status, words }: { status: Status; words?: string }) {
  const { environments: text } = useStrings()
  const { tone, icon } = (words ? undefined : atRest[status]) ?? { tone: 'amber' as const, icon: <Spinner /> }
  return (
    <StatusBadge tone={tone} icon={icon}>
      {words ?? text.statuses[status]}
    </StatusBadge>
  )
}
