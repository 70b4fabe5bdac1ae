import { useEffect, useState } from 'react'
import { formatDate, formatRelative, formatTime, formatUtc } from '../strings/dates.ts'
import { useLanguage } from '../strings/Language.tsx'

/**
 * A moment in the reader's zone; in UTC on hover.
 * @param as `date` dd-mm-yyyy, `time` with hours and minutes, `relative` "3 minutes ago"
 */
export function Time({ iso, as = 'time' }: { iso: string; as?: 'date' | 'time' | 'relative' }) {
  const { language } = useLanguage()
  useEachMinute(as === 'relative')
  const utc = formatUtc(iso)
  const title = as === 'relative' ? `${formatTime(iso)} · ${utc}` : utc
  return (
    <time dateTime={iso} title={title} className="nowrap number">
      {as === 'date' && formatDate(iso)}
      {as === 'time' && formatTime(iso)}
      {as === 'relative' && formatRelative(iso, language)}
    </time>
  )
}

function useEachMinute(wanted: boolean) {
  const [, tick] = useState(0)
  useEffect(() => {
    if (!wanted) return
    const timer = setInterval(() => tick((n) => n + 1), 30_000)
    return () => clearInterval(timer)
  }, [wanted])
}
