import { useEffect, useMemo, useRef, useState } from 'react'
import { Toolbar } from 'react-aria-components/Toolbar'
import { useLive } from '../api/useLive.ts'
import { Button } from '../kit/Button.tsx'
import { DialogFailed } from '../kit/DialogFailed.tsx'
import { EmptyState } from '../kit/EmptyState.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { CopyIcon, KeyIcon, PencilIcon, PlusIcon, RefreshIcon, SearchIcon, TrashIcon } from '../kit/icons.tsx'
import { lazily } from '../kit/lazily.tsx'
import { Loading } from '../kit/Loading.tsx'
import { useTitle } from '../kit/Page.tsx'
import { useFocusKept } from '../kit/useFocusKept.ts'
import { ErrorBoundary } from '../layout/ErrorBoundary.tsx'
import { useLanguage } from '../strings/Language.tsx'
import type { ApiSetName } from './api-choice.ts'
import { accessTokensQuery, type Token } from './operations.ts'
import { filterTokens, type Sort, sortTokens, type TokenFilter, withSetNames } from './token-filter.ts'
import { TokenFilters } from './TokenFilters.tsx'
import type { FormMode } from './token-fields.ts'
import { TokenTable } from './TokenTable.tsx'
import { useNow } from './useNow.ts'
import './AccessTokens.css'

const TokenForm = lazily(() => import('./TokenForm.tsx'), null)
const RemoveTokens = lazily(() => import('./RemoveTokens.tsx'), null)

/** The part of the limit from which on the page says how many tokens there are. */
const limitIsNear = 0.9

/** Rows at first, and as many again with each Show more: a table of several hundred is slow at every step. */
const rowsAtOnce = 100

/** What stands open over the list. Tokens are named as they were when it was opened. */
type Open = { kind: 'form'; mode: FormMode } | { kind: 'remove'; tokens: Token[] }

export default function AccessTokens() {
  const { language, strings } = useLanguage()
  const { tokens: texts } = strings
  useTitle(texts.title)
  const now = useNow()
  const { data, failure, loading, refreshing, refresh } = useLive(accessTokensQuery, {}, { every: 30_000 })
  const [search, setSearch] = useState('')
  const [filter, setFilter] = useState<TokenFilter | null>(null)
  const [sort, setSort] = useState<Sort>({ column: 'created', direction: 'descending' })
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [rows, setRows] = useState(rowsAtOnce)
  const [open, setOpen] = useState<Open>()

  const all = useMemo(() => data && withSetNames(data.accessTokens, texts.custom), [data, texts.custom])
  const isListed = all !== undefined
  useEffect(() => {
    if (!isListed) return
    // The connection may be gone by the time that somebody wants one of them.
    TokenForm.preload()
    RemoveTokens.preload()
  }, [isListed])

  const shown = useMemo(
    () => sortTokens(filterTokens(all ?? [], { search, filter }, now), sort, language),
    [all, search, filter, sort, now, language],
  )
  // Nobody removes what a filter hides, or what is gone.
  const selected = useMemo(
    () => (shown.every(({ id }) => !chosen.has(id)) ? nothing : onlyShown(chosen, shown)),
    [chosen, shown],
  )
  const selectedTokens = shown.filter(({ id }) => selected.has(id))
  const selectedBelow = shown.slice(rows).filter(({ id }) => selected.has(id)).length

  /** Where the selection began: whoever removes it goes on from there. */
  const place = useRef(0)
  if (selectedTokens[0]) place.current = shown.indexOf(selectedTokens[0])
  const page = useRef<HTMLDivElement>(null)
  useFocusKept(open === undefined, () => {
    const rows = [...(page.current?.querySelectorAll<HTMLElement>('tbody [role="row"]') ?? [])]
    return rows[Math.min(place.current, rows.length - 1)] ?? page.current?.querySelector('button:enabled')
  })

  const [only] = selectedTokens.length === 1 ? selectedTokens : []
  const close = () => setOpen(undefined)
  const openForm = (mode: FormMode) => setOpen({ kind: 'form', mode })
  const edit = (token: Token | undefined) => token && openForm({ kind: 'edit', token })
  const remove = () => selectedTokens.length > 0 && setOpen({ kind: 'remove', tokens: selectedTokens })

  if (!all || !data) {
    return failure && !loading ? <FailureBanner failure={failure} onRetry={refresh} /> : <Loading />
  }
  const limit = data.accessTokenLimit
  const isFull = all.length >= limit
  return (
    <div className="stack" ref={page}>
      <div>
        <h2>{texts.title}</h2>
        <p className="quiet tokens-lead">{texts.lead}</p>
      </div>
      {failure && <FailureBanner failure={failure} onRetry={refresh} />}
      <div className="row tokens-tools" data-selecting={selectedTokens.length > 0 || undefined}>
        <Toolbar className="row" aria-label={texts.tools}>
          <Button
            variant="primary"
            icon={<PlusIcon />}
            isDisabled={isFull}
            onPress={() => openForm({ kind: 'generate' })}
          >
            {texts.generate}
          </Button>
          <Button icon={<PencilIcon />} isDisabled={!only} onPress={() => edit(only)}>
            {texts.edit}
          </Button>
          <Button
            icon={<CopyIcon />}
            isDisabled={!only || isFull}
            onPress={() => only && openForm({ kind: 'copy', token: only })}
          >
            {texts.copy}
          </Button>
          <Button icon={<TrashIcon />} isDisabled={selectedTokens.length === 0} onPress={remove}>
            {texts.remove}
          </Button>
          <Button icon={<RefreshIcon />} onPress={refresh} pending={refreshing && open === undefined}>
            {texts.refresh}
          </Button>
        </Toolbar>
        <span className="quiet small" role="status">
          {selectedTokens.length > 0 && texts.selected(selectedTokens.length, selectedBelow)}
        </span>
      </div>
      {all.length >= limit * limitIsNear && (
        <p className="quiet small">{isFull ? texts.limitReached(limit) : texts.countOf(all.length, limit)}</p>
      )}

      {all.length === 0 ? (
        <div className="card">
          <EmptyState
            icon={<KeyIcon size={24} />}
            title={texts.emptyTitle}
            actions={
              <>
                {data.apiSets.map(({ name, displayName }) => (
                  <Button
                    key={name}
                    onPress={() => openForm({ kind: 'generate', apiSet: name as ApiSetName })}
                  >
                    {displayName}
                  </Button>
                ))}
                <Button onPress={() => openForm({ kind: 'generate', apiSet: 'CUSTOM' })}>
                  {texts.custom}
                </Button>
              </>
            }
          >
            <p>{texts.emptyText}</p>
            <p className="tokens-begin">{texts.emptyStart}</p>
          </EmptyState>
        </div>
      ) : (
        <>
          <TokenFilters
            tokens={all}
            now={now}
            search={search}
            onSearch={setSearch}
            filter={filter}
            onFilter={setFilter}
            sort={sort}
            onSort={setSort}
          />
          {shown.length === 0 ? (
            <div className="card">
              <EmptyState
                icon={<SearchIcon size={22} />}
                title={texts.noneFound}
                actions={
                  <Button
                    onPress={() => {
                      setSearch('')
                      setFilter(null)
                    }}
                  >
                    {texts.showAll}
                  </Button>
                }
              >
                {texts.noneFoundText}
              </EmptyState>
            </div>
          ) : (
            <TokenTable
              tokens={shown}
              rows={rows}
              onMoreRows={() => setRows(rows + rowsAtOnce)}
              selected={selected}
              onSelect={setChosen}
              sort={sort}
              onSort={setSort}
              onOpen={(id) => edit(shown.find((token) => token.id === id))}
              onRemove={remove}
              now={now}
            />
          )}
        </>
      )}

      {open && (
        <ErrorBoundary
          failed={(again, isRepeated) => (
            <DialogFailed onRetry={again} onClose={close} isRepeated={isRepeated} />
          )}
        >
          {open.kind === 'form' ? (
            <TokenForm mode={open.mode} onClose={close} />
          ) : (
            <RemoveTokens
              tokens={open.tokens}
              left={open.tokens.filter(({ id }) => all.some((token) => token.id === id))}
              onClose={close}
            />
          )}
        </ErrorBoundary>
      )}
    </div>
  )
}

const nothing: ReadonlySet<string> = new Set()

/** The very same set where all of it is shown: React Aria keeps in it where Shift extends from. */
function onlyShown(chosen: ReadonlySet<string>, shown: readonly Token[]): ReadonlySet<string> {
  const ids = new Set(shown.map(({ id }) => id))
  return [...chosen].every((id) => ids.has(id)) ? chosen : new Set([...chosen].filter((id) => ids.has(id)))
}
