import { formatTime, formatUtc } from '../strings/dates.ts'
import { useStrings } from '../strings/Language.tsx'
import { dayOf } from './expiry-input.ts'

/** The day through which a token works: that of UTC, which is the day its owner typed. The moment is there on hover. */
export function ExpiryDate({ expiresAt }: { expiresAt: string | null }) {
  const { tokens } = useStrings()
  if (expiresAt === null) return <span className="nowrap">{tokens.never}</span>
  return (
    <time
      dateTime={expiresAt}
      title={tokens.until(formatTime(expiresAt), formatUtc(expiresAt))}
      className="nowrap number"
    >
      {dayOf(new Date(expiresAt))}
    </time>
  )
}
