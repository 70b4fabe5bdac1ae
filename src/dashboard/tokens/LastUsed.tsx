import { Tooltip } from '../kit/Tooltip.tsx'
import { formatRelative, formatTime, formatUtc } from '../strings/dates.ts'
import { useLanguage } from '../strings/Language.tsx'
import type { Token } from './operations.ts'

/** When a token was last used; on hover and focus also from where, and what it called. */
export function LastUsed({ use, now }: { use: Token['lastUsed']; now: Date }) {
  const { language, strings } = useLanguage()
  const { tokens } = strings
  if (!use) return <span className="quiet nowrap">{tokens.neverUsed}</span>

  // The list may be younger than `now`, which moves on twice a minute: no use lies ahead.
  const when = formatRelative(use.at, language, Math.max(now.getTime(), Date.parse(use.at)))
  const address = tokens.from(use.address ?? tokens.unknownAddress)
  return (
    <>
      <Tooltip
        plain
        text={
          <span className="last-use-details">
            <span>{tokens.usedAt(formatTime(use.at))}</span>
            <span>{formatUtc(use.at)}</span>
            <span>{address}</span>
            {use.userAgent && <span>{use.userAgent}</span>}
            <span>{tokens.calledMethod(use.method)}</span>
          </span>
        }
      >
        <span className="last-use nowrap number" tabIndex={0} role="button">
          {when}
        </span>
      </Tooltip>
      {/* A finger does not hover: narrow screens say it at once. */}
      <span className="last-use-address quiet"> {address}</span>
    </>
  )
}
