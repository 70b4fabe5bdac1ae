import { type KeyboardEvent, memo, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { CheckIcon, ChevronRightIcon, ExternalIcon, MinusIcon } from '../kit/icons.tsx'
import { useStrings } from '../strings/Language.tsx'
import type { Method, Service } from './method.ts'
import { cutAt, highlights } from './method-search.ts'
import { type BoxState, countTicked, type Difference, type Ticks, toggleAll } from './method-ticks.ts'
import { treeMove, type TreeRow } from './tree-rows.ts'
import './MethodTree.css'

/**
 * Services and their methods as a tree that is one stop of the Tab key: the arrows go up and down and open and close,
 * Space ticks. Tab goes on to the docs link of the method that has the focus. React Aria's own tree has no boxes of three states.
 */
export function MethodTree({
  rows,
  ticks,
  shown,
  search,
  difference,
  onTicks,
  onOpen,
}: {
  rows: readonly TreeRow[]
  ticks: Ticks
  /** The methods that the filter lets through: what a service's box changes. */
  shown: readonly string[]
  search: string
  difference: Difference | undefined
  onTicks(change: (ticks: Ticks) => Ticks): void
  onOpen(service: string, open: boolean): void
}) {
  const { tokens: texts } = useStrings()
  const tree = useRef<HTMLDivElement>(null)
  const [focused, setFocused] = useState<string>()
  // Where the Tab key enters: the line of last time, while it is there.
  const current = rows.some(({ key }) => key === focused) ? focused! : rows[0]!.key
  const plus = useMemo(() => new Set(difference?.plus), [difference])
  const less = useMemo(() => new Set(difference?.less), [difference])

  const latest = useRef({ shown, onTicks, onOpen })
  useEffect(() => {
    latest.current = { shown, onTicks, onOpen }
  })
  // The same functions for good: a line is drawn anew only when something about itself has changed.
  const toggle = useCallback((row: Method | Service) => {
    const { shown, onTicks } = latest.current
    const inService = (method: string) => 'methods' in row && row.methods.some(({ id }) => id === method)
    onTicks((before) => toggleAll(before, 'methods' in row ? shown.filter(inService) : [row.id]))
  }, [])
  const open = useCallback((service: string, open: boolean) => latest.current.onOpen(service, open), [])

  function onKeyDown(event: KeyboardEvent) {
    const target = event.target as HTMLElement
    const row = rows.find(({ key }) => key === target.dataset.row)
    // In the docs link the keys are the link's own.
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return

    if (event.key === ' ' || (event.key === 'Enter' && row.kind === 'method')) {
      toggle(row.kind === 'service' ? row.service : row.method)
    } else if (event.key === 'Enter' && row.kind === 'service') {
      onOpen(row.key, !row.open)
    } else {
      const move = treeMove(rows, row.key, event.key)
      if (!move) return
      if ('open' in move) onOpen(move.open, true)
      else if ('close' in move) onOpen(move.close, false)
      else focus(move.goTo)
    }
    event.preventDefault()
    event.stopPropagation()
  }

  function focus(key: string) {
    setFocused(key)
    tree.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`)?.focus()
  }

  return (
    <div
      ref={tree}
      className="tree"
      role="tree"
      aria-label={texts.methods}
      onKeyDown={onKeyDown}
      onFocus={({ target }) => {
        const key = target.closest<HTMLElement>('[data-row]')?.dataset.row
        if (key) setFocused(key)
      }}
    >
      {rows.map((row) =>
        row.kind === 'service' ? (
          <ServiceRow
            key={row.key}
            service={row.service}
            open={row.open}
            ticked={countTicked(
              ticks,
              row.service.methods.map(({ id }) => id),
            )}
            current={row.key === current}
            search={search}
            onToggle={toggle}
            onOpen={open}
          />
        ) : (
          <MethodRow
            key={row.key}
            method={row.method}
            ticked={ticks.has(row.key)}
            mark={plus.has(row.key) ? 'added' : less.has(row.key) ? 'leftOut' : undefined}
            current={row.key === current}
            search={search}
            onToggle={toggle}
          />
        ),
      )}
    </div>
  )
}

const ServiceRow = memo(function ServiceRow({
  service,
  open,
  ticked,
  current,
  search,
  onToggle,
  onOpen,
}: {
  service: Service
  open: boolean
  /** How many of its methods, shown or not. */
  ticked: number
  current: boolean
  search: string
  onToggle(service: Service): void
  onOpen(service: string, open: boolean): void
}) {
  const { tokens: texts } = useStrings()
  const all = service.methods.length
  const state: BoxState = ticked === 0 ? 'none' : ticked === all ? 'all' : 'some'
  const count = texts.countInService(ticked, all)
  return (
    <div
      className="tree-row tree-service"
      role="treeitem"
      aria-level={1}
      aria-expanded={open}
      aria-checked={state === 'some' ? 'mixed' : state === 'all'}
      data-row={service.name}
      tabIndex={current ? 0 : -1}
      onClick={() => onOpen(service.name, !open)}
    >
      <span className="tree-chevron">
        <ChevronRightIcon size={14} />
      </span>
      <span
        className="tree-box"
        onClick={(event) => {
          event.stopPropagation()
          onToggle(service)
        }}
      >
        <Box state={state} />
      </span>
      <span className="tree-service-name mono">
        <Marked text={service.name} search={search} />
      </span>{' '}
      <span className="quiet small number">{count}</span>
    </div>
  )
})

const MethodRow = memo(function MethodRow({
  method,
  ticked,
  mark,
  current,
  search,
  onToggle,
}: {
  method: Method
  ticked: boolean
  /** How it differs from the set that the choice came from. */
  mark: 'added' | 'leftOut' | undefined
  current: boolean
  search: string
  onToggle(method: Method): void
}) {
  const { tokens: texts } = useStrings()
  const { id, name, description, effect } = method
  return (
    <div
      className="tree-row tree-method"
      role="treeitem"
      aria-level={2}
      aria-checked={ticked}
      data-row={id}
      tabIndex={current ? 0 : -1}
      onClick={() => onToggle(method)}
    >
      <span className="tree-box">
        <Box state={ticked ? 'all' : 'none'} />
      </span>
      <span className="tree-text">
        <span className="tree-method-name">
          <span className="mono">
            <Marked text={name} search={search} />
          </span>{' '}
          {effect === 'DELETE' && <span className="tree-mark destroys">{texts.destroys}</span>}{' '}
          {mark && <span className={`tree-mark ${mark}`}>{texts[mark]}</span>}
        </span>{' '}
        <span className="tree-method-description">
          <Marked text={description} search={search} />
        </span>
      </span>
      <a
        className="tree-docs"
        href={`/docs/methods/${id}`}
        target="_blank"
        rel="noreferrer"
        tabIndex={current ? 0 : -1}
        aria-label={texts.docsOf(name)}
        onClick={(event) => event.stopPropagation()}
      >
        {texts.docs}
        <ExternalIcon size={13} />
      </a>
    </div>
  )
})

function Box({ state }: { state: BoxState }) {
  return (
    <span className={`tick-box ${state}`} aria-hidden="true">
      {state === 'all' ? <CheckIcon size={12} /> : state === 'some' && <MinusIcon size={12} />}
    </span>
  )
}

/** A text with the words of the search marked. */
function Marked({ text, search }: { text: string; search: string }) {
  const ranges = highlights(text, search)
  if (ranges.length === 0) return text
  return cutAt(text, ranges).map((part, index) =>
    part.marked ? <mark key={index}>{part.text}</mark> : <span key={index}>{part.text}</span>,
  )
}
