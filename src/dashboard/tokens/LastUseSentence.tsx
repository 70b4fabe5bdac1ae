import { formatRelative, formatTime } from '../strings/dates.ts'
import { useLanguage } from '../strings/Language.tsx'
import type { Token } from './operations.ts'

/** When and from where a token was last used, for whoever is about to end its use. */
export function LastUseSentence({ use }: { use: Token['lastUsed'] }) {
  const { language, strings } = useLanguage()
  const { tokens: texts } = strings
  if (!use) return <>{texts.neverUsedSentence}</>
  const sentence = texts.lastUsedSentence(formatRelative(use.at, language), formatTime(use.at))
  const from = [texts.from(use.address ?? texts.unknownAddress), use.userAgent].filter(Boolean).join(', ')
  return (
    <>
      {sentence} {from}.
    </>
  )
}
