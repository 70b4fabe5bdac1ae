import { useRef, useState } from 'react'
import { useChange } from '../api/useChange.ts'
import { useLive } from '../api/useLive.ts'
import { graphql } from '../generated/index.ts'
import type { SessionsQuery } from '../generated/graphql.ts'
import { Button } from '../kit/Button.tsx'
import { Dialog } from '../kit/Dialog.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { DoneIcon } from '../kit/icons.tsx'
import { Loading } from '../kit/Loading.tsx'
import { StatusBadge } from '../kit/StatusBadge.tsx'
import { Time } from '../kit/Time.tsx'
import { useToast } from '../kit/Toasts.tsx'
import { focusOn, placeAfter, useFocusNext } from '../kit/useFocusNext.ts'
import { useStrings } from '../strings/Language.tsx'
import { useDeviceName } from './useDeviceName.ts'

const sessionsQuery = graphql(`
  query Sessions {
    sessions {
      id
      current
      address
      userAgent
      createdAt
      lastUsedAt
      expiresAt
    }
  }
`)

const endSessionMutation = graphql(`
  mutation EndSession($id: ID!) {
    signOutSessions(ids: [$id])
  }
`)

const endOtherSessionsMutation = graphql(`
  mutation EndOtherSessions {
    signOutOtherSessions
  }
`)

type Session = SessionsQuery['sessions'][number]

export function Sessions() {
  const { account: text, common } = useStrings()
  const toast = useToast()
  const { data, failure, loading, refresh } = useLive(sessionsQuery, {})
  const [asking, setAsking] = useState(false)
  const others = useChange(endOtherSessionsMutation)
  const focusNext = useFocusNext()
  const heading = useRef<HTMLHeadingElement>(null)

  const list = data && [...data.sessions].sort((a, b) => Number(b.current) - Number(a.current))
  const otherCount = list?.filter(({ current }) => !current).length ?? 0

  async function endOthers() {
    const { data: done } = await others.run({})
    if (!done) return
    setAsking(false)
    focusNext(heading.current)
    toast(text.othersEnded)
  }

  return (
    <section className="card account-section">
      <div className="account-about">
        <h2 ref={heading}>{text.sessions}</h2>
        <p className="quiet">{text.sessionsText}</p>
        <Button isDisabled={otherCount === 0} onPress={() => setAsking(true)}>
          {text.endOthers}
        </Button>
      </div>
      <div className="account-form sessions">
        <FailureBanner failure={failure} onRetry={refresh} />
        {loading && <Loading />}
        <ul aria-label={text.sessions}>
          {list?.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ul>
      </div>
      {asking && (
        <Dialog
          title={text.endOthersTitle}
          role="alertdialog"
          size="small"
          onClose={() => setAsking(false)}
          locked={others.running}
          footer={
            <>
              <Button onPress={() => setAsking(false)} isDisabled={others.running}>
                {common.cancel}
              </Button>
              <Button variant="danger" pending={others.running} onPress={() => void endOthers()} autoFocus>
                {text.endOthers}
              </Button>
            </>
          }
        >
          <p>{text.endOthersText(otherCount)}</p>
          <FailureBanner failure={others.failure} />
        </Dialog>
      )}
    </section>
  )
}

function SessionRow({ session }: { session: Session }) {
  const { account: text } = useStrings()
  const deviceName = useDeviceName()
  const toast = useToast()
  const { run, running, failure } = useChange(endSessionMutation)
  const item = useRef<HTMLLIElement>(null)
  const { id, current, address, userAgent, createdAt, lastUsedAt, expiresAt } = session
  const device = deviceName(userAgent)

  async function end() {
    const { data } = await run({ id })
    if (!data) return
    toast(text.ended)
    if (item.current?.contains(document.activeElement)) focusOn(placeAfter(item.current))
  }

  return (
    <li className="session" ref={item}>
      <div className="session-main">
        <div className="row">
          <strong title={userAgent ?? undefined}>{device}</strong>
          {address && <span className="quiet">{text.fromAddress(address)}</span>}
          {current && (
            <StatusBadge tone="green" icon={<DoneIcon />}>
              {text.current}
            </StatusBadge>
          )}
        </div>
        <div className="session-times quiet small">
          <span>
            {text.lastUsed} <Time iso={lastUsedAt} as="relative" />
          </span>
          <span>
            {text.signedIn} <Time iso={createdAt} />
          </span>
          <span>
            {text.endsAt} <Time iso={expiresAt} />
          </span>
        </div>
        <FailureBanner failure={failure} />
      </div>
      {!current && (
        <Button size="small" pending={running} onPress={() => void end()} aria-label={text.endOf(device)}>
          {text.end}
        </Button>
      )}
    </li>
  )
}
