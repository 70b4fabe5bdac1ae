import { useState } from 'react'
import { useClient } from 'urql'
import { useDeviceName } from '../account/useDeviceName.ts'
import { type Failure, failureOfQuery } from '../api/failure.ts'
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

type Page = ActivityQuery['activity']
type Entry = Page['entries'][number]

const perPage = 25

export default function Activity() {
  const { activity: text } = useStrings()
  useTitle(text.title)
  const { entries, failure, loading, loadingMore, hasMore, refresh, loadMore } = useActivity()
  return (
    <div className="stack">
      <p className="quiet">{text.lead}</p>
      <FailureBanner failure={failure} onRetry={refresh} />
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
  const { data, failure, loading, refresh } = useLive(
    activityQuery,
    { first: perPage, after: null },
    { every: 30_000 },
  )
  const [page, setPage] = useState<Page>()
  /** All pages that were fetched, without a gap, and where they end. */
  const [list, setList] = useState<Page>()
  const [loadingMore, setLoadingMore] = useState(false)
  const [moreFailure, setMoreFailure] = useState<Failure>()

  const newest = data?.activity
  if (newest && newest !== page) {
    setPage(newest)
    setList((before) => continued(before, newest))
  }

  async function loadMore() {
    const after = list?.next
    if (!after) return
    setLoadingMore(true)
    setMoreFailure(undefined)
    const result = await client
      .query(activityQuery, { first: perPage, after }, { requestPolicy: 'network-only' })
      .toPromise()
    setLoadingMore(false)
    if (result.error) setMoreFailure(failureOfQuery(result.error))
    const older = result.data?.activity
    if (!older) return
    // The list may have begun anew meanwhile: this page is then not the next one any more.
    setList((before) =>
      before?.next === after ? { entries: merge(older.entries, before.entries), next: older.next } : before,
    )
  }

  return {
    entries: list?.entries ?? [],
    failure: failure ?? moreFailure,
    loading,
    loadingMore,
    hasMore: Boolean(list?.next),
    refresh,
    loadMore,
  }
}

/**
 * The list with a newer first page. What that has pushed off the page stays; but where so much has come that the two
 * do not meet, there is a gap between them, and the list begins anew.
 */
function continued(list: Page | undefined, newest: Page): Page {
  const ids = new Set(list?.entries.map(({ id }) => id))
  if (!list || !newest.entries.some(({ id }) => ids.has(id))) return newest
  return { entries: merge(newest.entries, list.entries), next: list.next }
}

/** Each entry once, newest first. Their ids count up. */
function merge(some: readonly Entry[], others: readonly Entry[]): Entry[] {
  const byId = new Map([...others, ...some].map((entry) => [entry.id, entry]))
  return [...byId.values()].sort((a, b) => Number(b.id) - Number(a.id))
}
