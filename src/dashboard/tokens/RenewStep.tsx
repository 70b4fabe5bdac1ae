import { Banner } from '../kit/Banner.tsx'
import { useStrings } from '../strings/Language.tsx'
import { LastUseSentence } from './LastUseSentence.tsx'
import type { Token } from './operations.ts'
import { expiryWarning } from './expiry-warning.ts'

/** What a new value will mean, said before the password is asked for. */
export function RenewStep({
  token,
  dropsChanges,
  now,
}: {
  token: Token
  /** Whether something was changed in the form, which a new value alone does not save. */
  dropsChanges: boolean
  now: Date
}) {
  const { tokens: texts } = useStrings()
  return (
    <>
      <Banner tone="warning" title={texts.regenerateWarning}>
        <LastUseSentence use={token.lastUsed} />
      </Banner>
      <p>
        {texts.regenerateText(token.description)}{' '}
        {expiryWarning(token.expiresAt, now) === 'expired' && texts.regenerateExpired}
      </p>
      {dropsChanges && <p className="quiet">{texts.regenerateDrops}</p>}
    </>
  )
}
