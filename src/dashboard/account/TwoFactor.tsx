import { useRef, useState } from 'react'
import { useChange } from '../api/useChange.ts'
import { useLive } from '../api/useLive.ts'
import { graphql } from '../generated/index.ts'
import { Banner } from '../kit/Banner.tsx'
import { Button } from '../kit/Button.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { DoneIcon, MinusIcon } from '../kit/icons.tsx'
import { Loading } from '../kit/Loading.tsx'
import { StatusBadge } from '../kit/StatusBadge.tsx'
import { Time } from '../kit/Time.tsx'
import { useToast } from '../kit/Toasts.tsx'
import { useFocusNext } from '../kit/useFocusNext.ts'
import { usePlatformLink } from '../platform/usePlatformLink.ts'
import { useStrings } from '../strings/Language.tsx'
import { ConfirmTwoFactor } from './ConfirmTwoFactor.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import { SetUpTwoFactor } from './SetUpTwoFactor.tsx'

const twoFactorQuery = graphql(`
  query TwoFactor {
    viewer {
      twoFactor {
        enabled
        enabledAt
        recoveryCodesLeft
        available
      }
    }
  }
`)

const disableMutation = graphql(`
  mutation DisableTwoFactor($password: String!, $code: String!) {
    disableTwoFactor(password: $password, code: $code)
  }
`)

const regenerateMutation = graphql(`
  mutation RegenerateRecoveryCodes($password: String!, $code: String!) {
    regenerateRecoveryCodes(password: $password, code: $code)
  }
`)

export function TwoFactor() {
  const { account: text, platform: platformText } = useStrings()
  const platform = usePlatformLink()
  const toast = useToast()
  const { data, failure, loading, refresh } = useLive(twoFactorQuery, {})
  const [open, setOpen] = useState<'set-up' | 'turn-off' | 'new-codes'>()
  const [codes, setCodes] = useState<readonly string[]>()
  /** Kept back while the codes are shown: on a phone it would lie over what is said of them. */
  const [remark, setRemark] = useState<string>()
  const disable = useChange(disableMutation)
  const regenerate = useChange(regenerateMutation)
  const focusNext = useFocusNext()
  const heading = useRef<HTMLHeadingElement>(null)

  const address = platform.data?.platform?.address
  // Not before it is known whose matter it is.
  const state = address || platform.loading ? undefined : data?.viewer?.twoFactor
  const close = () => {
    disable.clear()
    regenerate.clear()
    setOpen(undefined)
  }

  function showCodes(fresh: readonly string[]) {
    close()
    setCodes(fresh)
  }

  function closeCodes() {
    setCodes(undefined)
    if (remark) toast(remark)
    setRemark(undefined)
    focusNext(heading.current)
  }

  return (
    <section className="card account-section">
      <div className="account-about">
        <h2 ref={heading}>{text.twoFactor}</h2>
        <p className="quiet">{text.twoFactorText}</p>
      </div>
      <div className="stack account-form">
        <FailureBanner failure={failure} onRetry={refresh} />
        {(loading || platform.loading) && <Loading />}
        {address && (
          <p>
            {platformText.twoFactor} <a href={address}>{address}</a>
          </p>
        )}
        {state?.enabled && (
          <>
            <p className="row">
              <StatusBadge tone="green" icon={<DoneIcon size={14} />}>
                {text.twoFactorOn}
              </StatusBadge>
              {state.enabledAt && (
                <span className="quiet">
                  {text.twoFactorSince} <Time iso={state.enabledAt} />
                </span>
              )}
            </p>
            <p>{text.codesLeft(state.recoveryCodesLeft)}</p>
            <div className="row">
              <Button onPress={() => setOpen('new-codes')}>{text.newCodes}</Button>
              <Button onPress={() => setOpen('turn-off')}>{text.turnOff}</Button>
            </div>
          </>
        )}
        {state && !state.enabled && (
          <>
            <p className="row">
              <StatusBadge tone="grey" icon={<MinusIcon size={14} />}>
                {text.twoFactorOff}
              </StatusBadge>
            </p>
            {!state.available && <Banner>{text.twoFactorUnavailable}</Banner>}
            <div className="row">
              <Button variant="primary" isDisabled={!state.available} onPress={() => setOpen('set-up')}>
                {text.setUp}
              </Button>
            </div>
          </>
        )}
      </div>
      {open === 'set-up' && (
        <SetUpTwoFactor
          onClose={close}
          onEnabled={(fresh) => {
            setRemark(text.enabled)
            showCodes(fresh)
          }}
        />
      )}
      {open === 'turn-off' && (
        <ConfirmTwoFactor
          title={text.turnOffTitle}
          submit={text.turnOff}
          danger
          change={disable}
          onClose={close}
          onDone={() => {
            toast(text.turnedOff)
            close()
            focusNext(heading.current)
          }}
        >
          {text.turnOffText}
        </ConfirmTwoFactor>
      )}
      {open === 'new-codes' && (
        <ConfirmTwoFactor
          title={text.newCodesTitle}
          submit={text.makeCodes}
          change={regenerate}
          onClose={close}
          onDone={({ regenerateRecoveryCodes }) => showCodes(regenerateRecoveryCodes)}
        >
          {text.newCodesText}
        </ConfirmTwoFactor>
      )}
      {codes && <RecoveryCodes codes={codes} onClose={closeCodes} />}
    </section>
  )
}
