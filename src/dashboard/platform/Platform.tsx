import { useState } from 'react'
import '../account/Account.css'
import { Banner } from '../kit/Banner.tsx'
import { Button } from '../kit/Button.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { ClockIcon, DoneIcon, MinusIcon } from '../kit/icons.tsx'
import { Loading } from '../kit/Loading.tsx'
import { useTitle } from '../kit/Page.tsx'
import { StatusBadge } from '../kit/StatusBadge.tsx'
import { Time } from '../kit/Time.tsx'
import { useToast } from '../kit/Toasts.tsx'
import { useStrings } from '../strings/Language.tsx'
import { ForgetPlatformToken } from './ForgetPlatformToken.tsx'
import { GivePlatformToken } from './GivePlatformToken.tsx'
import { type PlatformLink, usePlatformLink } from './usePlatformLink.ts'

/** What the calls of the account's tokens are opened with at the platform behind. */
export default function Platform() {
  const { platform: text } = useStrings()
  useTitle(text.title)
  const toast = useToast()
  const { data, failure, loading, refresh } = usePlatformLink()
  const [open, setOpen] = useState<'give' | 'forget'>()
  const link = data?.platform
  const close = () => setOpen(undefined)

  return (
    <section className="card account-section">
      <div className="account-about">
        <h2>{text.credential}</h2>
        <p className="quiet">{text.credentialText}</p>
      </div>
      <div className="stack account-form">
        <FailureBanner failure={failure} onRetry={refresh} />
        {loading && <Loading />}
        {data && !link && <Banner>{text.sandbox}</Banner>}
        {link && (
          <>
            <p>
              {text.behind} <a href={link.address}>{link.address}</a>
            </p>
            <p className="row">
              <Credential link={link} />
              {link.since && (
                <span className="quiet">
                  {text.since} <Time iso={link.since} />
                </span>
              )}
              {link.expiresAt && (
                <span className="quiet">
                  {text.until} <Time iso={link.expiresAt} />
                </span>
              )}
            </p>
            <p>{text.explained[link.credential]}</p>
            {link.problem && <Banner tone="warning">{link.problem}</Banner>}
            <div className="row">
              <Button variant={link.given ? 'secondary' : 'primary'} onPress={() => setOpen('give')}>
                {link.given ? text.giveAnother : text.give}
              </Button>
              {link.given && <Button onPress={() => setOpen('forget')}>{text.forget}</Button>}
            </div>
          </>
        )}
      </div>
      {open === 'give' && (
        <GivePlatformToken
          onClose={close}
          onDone={() => {
            toast(text.taken)
            close()
          }}
        />
      )}
      {open === 'forget' && (
        <ForgetPlatformToken
          onClose={close}
          onDone={() => {
            toast(text.forgotten)
            close()
          }}
        />
      )}
    </section>
  )
}

const badges = {
  MADE: { tone: 'green', icon: <DoneIcon size={14} /> },
  GIVEN: { tone: 'green', icon: <DoneIcon size={14} /> },
  SESSION: { tone: 'amber', icon: <ClockIcon size={14} /> },
  NONE: { tone: 'red', icon: <MinusIcon size={14} /> },
} as const

function Credential({ link: { credential } }: { link: PlatformLink }) {
  const { platform: text } = useStrings()
  return <StatusBadge {...badges[credential]}>{text.kinds[credential]}</StatusBadge>
}
