import { ClockIcon, DoneIcon, ErrorIcon, WarningIcon } from '../kit/icons.tsx'
import { StatusBadge } from '../kit/StatusBadge.tsx'
import { useStrings } from '../strings/Language.tsx'
import { dayOf } from './expiry-input.ts'
import { daysLeft, expiryWarning } from './expiry-warning.ts'

/** Whether a token works, and how much longer if that is not long. */
export function ExpiryBadge({ expiresAt, now }: { expiresAt: string | null; now: Date }) {
  const { states } = useStrings().tokens
  const warning = expiryWarning(expiresAt, now)
  const left = expiresAt === null ? 0 : daysLeft(expiresAt, now)
  const isToday = expiresAt !== null && dayOf(new Date(expiresAt)) === dayOf(now)
  switch (warning) {
    case 'none':
      return (
        <StatusBadge tone="green" icon={<DoneIcon />}>
          {states.active}
        </StatusBadge>
      )
    case 'within-30-days':
      return (
        <StatusBadge tone="amber" icon={<ClockIcon />}>
          {states.expiresIn(left)}
        </StatusBadge>
      )
    case 'within-7-days':
      return (
        <StatusBadge tone="red" icon={<WarningIcon />}>
          {left > 0 ? states.expiresIn(left) : isToday ? states.expiresToday : states.expiresWithinDay}
        </StatusBadge>
      )
    case 'expired':
      return (
        <StatusBadge tone="grey" icon={<ErrorIcon />}>
          {states.expired}
        </StatusBadge>
      )
  }
}
