import { useState } from 'react'
import { useClient } from 'urql'
import { useDeviceName } from '../account/useDeviceName.ts'
import { type Failure, failureOf } from '../api/failure.ts'
import { useLive } from '../api/useLive.ts'
import { graphql } from '../generated/index.ts'
import type { ActivityQuery } from '../generated/graphql.ts'
import { Button } from '../kit/Button.tsx'
import { EmptyState } from '../kit/EmptyState.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { KeyIcon, ListIcon, UserIcon, WarningIcon } from '../kit/icons.tsx'
import { Loading } from '../kit/Loading.tsx'
import { useTitle } from '../kit/Page.tsx'
import { StatusBadge } from '../kit/StatusBadge.tsx'
import { Time } from '../kit/Time.tsx'
import { useStrings } from '../strings/Language.tsx'
import './Activity.css'

const activityQuery = graphql(`
  query Activity($first: Int!, $after: String) {
    activity(first: $first, after: $after) {
      entries {
        id
        at
        action
        outcome
        tokenId
        tokenDescription
        method
        changed
        count
        address
        userAgent
      }
      next
    }
  }
`)

type Entry = ActivityQuery['activity']['entries'][number]

const perPage = 25

export default function Activity() {
  const { activity: text } = useStrings()
  useTitle(text.title)
  const { entries, failure, loading, loadingMore, hasMore, refresh, loadMore } = useActivity()
  return (
    <div className="stack">
      <p className="quiet">{text.lead}</p>
      {failure && failure.code !== 'NETWORK' && <FailureBanner failure={failure} onRetry={refresh} />}
      <div className="card activity">
        {loading && <Loading />}
        {!loading && entries.length === 0 && !failure && (
          <EmptyState icon={<ListIcon size={24} />} title={text.empty}>
            {text.emptyText}
          </EmptyState>
        )}
        {entries.length > 0 && (
          <ol aria-label={text.title}>
            {entries.map((entry) => (
              <EntryRow key={entry.id} entry={entry} />
            ))}
          </ol>
        )}
      </div>
      {hasMore && (
        <div className="activity-more">
          <Button pending={loadingMore} onPress={() => void loadMore()}>
            {text.more}
          </Button>
        </div>
      )}
    </div>
  )
}

function EntryRow({ entry }: { entry: Entry }) {
  const { activity: text } = useStrings()
  const deviceName = useDeviceName()
  const { action, outcome, tokenDescription, method, changed, count, address, userAgent, at } = entry
  const refused = outcome === 'REFUSED'
  return (
    <li className="entry">
      <span className={refused ? 'entry-icon refused' : 'entry-icon'}>
        {refused ? <WarningIcon /> : action.startsWith('token.') ? <KeyIcon /> : <UserIcon />}
      </span>
      <div className="entry-what">
        <span className="row">
          <span>{text.actions[action] ?? action}</span>
          {refused && (
            <StatusBadge tone="red" icon={<WarningIcon />}>
              {text.refused}
            </StatusBadge>
          )}
        </span>
        {tokenDescription && <span className="entry-token">{tokenDescription}</span>}
        {method && <code className="entry-method">{method}</code>}
        {changed.length > 0 && (
          <span className="quiet small">
            {text.changed(changed.map((field) => text.fields[field] ?? field))}
          </span>
        )}
        {count > 1 && <span className="quiet small">{text.times(count)}</span>}
      </div>
      <div className="entry-from quiet small">
        <span title={userAgent ?? undefined}>{userAgent && deviceName(userAgent)}</span>
        <span>{address}</span>
      </div>
      <div className="entry-when quiet small">
        <Time iso={at} as="relative" />
        <Time iso={at} />
      </div>
    </li>
  )
}

/** The newest page follows the server; older ones are fetched once and stay. */
function useActivity() {
  const client = useClient()
  const { data, failure, loading, refresh } = useLive(activityQuery, { first: perPage, after: null })
  const [older, setOlder] = useState<{ entries: Entry[]; next: string | null }>()
  const [seen, setSeen] = useState<Entry[]>([])
  const [loadingMore, setLoadingMore] = useState(false)
  const [moreFailure, setMoreFailure] = useState<Failure>()

  // What newer entries push off the first page would otherwise be on none.
  const newest = data?.activity.entries ?? []
  if (newest.some(({ id }) => !seen.some((entry) => entry.id === id))) setSeen(merge(newest, seen))

  const first = useFirst(data?.activity.next)
  const next = older ? older.next : first

  async function loadMore() {
    if (!next) return
    setLoadingMore(true)
    setMoreFailure(undefined)
    const result = await client
      .query(activityQuery, { first: perPage, after: next }, { requestPolicy: 'network-only' })
      .toPromise()
    setLoadingMore(false)
    if (result.error) setMoreFailure(failureOf(result.error))
    const page = result.data?.activity
    if (page) setOlder({ entries: merge(older?.entries ?? [], page.entries), next: page.next })
  }

  return {
    entries: merge(merge(newest, seen), older?.entries ?? []),
    failure: failure ?? moreFailure,
    loading,
    loadingMore,
    hasMore: Boolean(next),
    refresh,
    loadMore,
  }
}

/** Where the first page ended when it was first seen: the pages after it go on from there. */
function useFirst(next: string | null | undefined) {
  const [first, setFirst] = useState(next)
  if (first === undefined && next !== undefined) setFirst(next)
  return first ?? null
}

/** Each entry once, newest first. Their ids count up. */
function merge(some: readonly Entry[], others: readonly Entry[]): Entry[] {
  const byId = new Map([...others, ...some].map((entry) => [entry.id, entry]))
  return [...byId.values()].sort((a, b) => Number(b.id) - Number(a.id))
}
