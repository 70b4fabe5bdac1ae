import { type KeyboardEvent, useEffect, useRef } from 'react'
import { Checkbox } from 'react-aria-components/Checkbox'
import {
  Cell,
  Column,
  Row,
  type Selection,
  type SortDescriptor,
  Table,
  TableBody,
  TableHeader,
} from 'react-aria-components/Table'
import { Button } from '../kit/Button.tsx'
import { ArrowDownIcon, ArrowUpIcon, CheckIcon, MinusIcon } from '../kit/icons.tsx'
import { Time } from '../kit/Time.tsx'
import { useStrings } from '../strings/Language.tsx'
import { ExpiryBadge } from './ExpiryBadge.tsx'
import { ExpiryDate } from './ExpiryDate.tsx'
import { expiryWarning } from './expiry-warning.ts'
import { LastUsed } from './LastUsed.tsx'
import type { Token } from './operations.ts'
import { type Sort, type SortColumn, sortColumns } from './token-filter.ts'
import './TokenTable.css'

export interface TokenTableProps {
  /** All that the filter lets through. */
  tokens: readonly Token[]
  /** How many of them have a row, from the first on. */
  rows: number
  onMoreRows(): void
  selected: ReadonlySet<string>
  onSelect(ids: ReadonlySet<string>): void
  sort: Sort
  onSort(sort: Sort): void
  /** Enter or a double click on a row; a tap on a touch screen. */
  onOpen(id: string): void
  /** The Delete key. */
  onRemove(): void
  now: Date
}

/**
 * The list of tokens. A click selects one, Ctrl or Cmd adds, Shift extends; the arrows do the same from the keyboard.
 * Up to 960 px each row is a card.
 */
export function TokenTable({
  tokens,
  rows,
  onMoreRows,
  selected,
  onSelect,
  sort,
  onSort,
  onOpen,
  onRemove,
  now,
}: TokenTableProps) {
  const { tokens: texts } = useStrings()
  const list = useRef<HTMLDivElement>(null)
  const firstNew = useRef<number>(undefined)

  // React Aria draws the rows after what is around them.
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (firstNew.current === undefined) return
      list.current?.querySelectorAll<HTMLElement>('tbody [role="row"]')[firstNew.current]?.focus()
      firstNew.current = undefined
    })
    return () => cancelAnimationFrame(frame)
  }, [rows])

  function select(keys: Selection) {
    onSelect(keys === 'all' ? new Set(tokens.map(({ id }) => id)) : (keys as ReadonlySet<string>))
  }

  function onKeyDown(event: KeyboardEvent) {
    const row = focusedRow(event)
    if (event.key === ' ' && row !== undefined && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      // React Aria lets Space select the row alone, and so has nothing to put it back out of a selection.
      event.preventDefault()
      event.stopPropagation()
      const keys = new Set(selected)
      if (!keys.delete(row)) keys.add(row)
      onSelect(keys)
    } else if (event.key === 'Delete' && selected.size > 0) {
      event.preventDefault()
      onRemove()
    }
  }

  return (
    <div className="card token-list" ref={list} onKeyDownCapture={onKeyDown}>
      <Table
        aria-label={texts.list}
        aria-description={texts.listHelp}
        className="token-table"
        selectionMode="multiple"
        selectionBehavior="replace"
        selectedKeys={selected}
        onSelectionChange={select}
        sortDescriptor={sort}
        onSortChange={({ column, direction }: SortDescriptor) =>
          onSort({ column: column as SortColumn, direction })
        }
        onRowAction={(key) => onOpen(String(key))}
      >
        <TableHeader>
          <Column id="select" className="token-head token-tick">
            {/* React Aria counts the rows alone. */}
            <TickBox
              label={texts.selectAll}
              isIndeterminate={selected.size > 0 && selected.size < tokens.length}
            />
          </Column>
          {sortColumns.map((column) => (
            <Column
              key={column}
              id={column}
              allowsSorting
              isRowHeader={column === 'description'}
              className={`token-head token-${column}`}
            >
              <span className="token-sort">
                {texts.columns[column]}
                {sort.direction === 'ascending' ? <ArrowUpIcon size={13} /> : <ArrowDownIcon size={13} />}
              </span>
            </Column>
          ))}
          <Column id="state" className="token-head token-state">
            {texts.columns.state}
          </Column>
        </TableHeader>
        <TableBody items={tokens.slice(0, rows)} dependencies={[texts, now]}>
          {(token) => (
            <Row
              id={token.id}
              textValue={token.description}
              className={`token-row ${expiryWarning(token.expiresAt, now)}`}
            >
              <Cell className="token-cell token-tick">
                <TickBox />
              </Cell>
              <Cell className="token-cell token-description">
                <span className="token-name" title={token.description}>
                  {token.description}
                </span>
                <span className="token-end quiet small" title={texts.endsWith(token.lastFour)}>
                  …{token.lastFour}
                </span>
              </Cell>
              <Cell className="token-cell token-api">
                <Labelled text={texts.columns.api}>
                  {token.apiSet.name === 'CUSTOM'
                    ? texts.customCount(token.methods.length)
                    : token.apiSet.displayName}
                </Labelled>
              </Cell>
              <Cell className="token-cell token-created">
                <Labelled text={texts.columns.created}>
                  <Time iso={token.createdAt} as="date" />
                </Labelled>
              </Cell>
              <Cell className="token-cell token-expires">
                <Labelled text={texts.columns.expires}>
                  <ExpiryDate expiresAt={token.expiresAt} />
                </Labelled>
              </Cell>
              <Cell className="token-cell token-lastUsed">
                <Labelled text={texts.columns.lastUsed}>
                  <LastUsed use={token.lastUsed} now={now} />
                </Labelled>
              </Cell>
              <Cell className="token-cell token-state">
                <ExpiryBadge expiresAt={token.expiresAt} now={now} />
              </Cell>
            </Row>
          )}
        </TableBody>
      </Table>
      {tokens.length > rows && (
        <div className="token-more">
          <span className="quiet small">{texts.rowsOf(rows, tokens.length)}</span>
          <Button
            size="small"
            onPress={() => {
              firstNew.current = rows
              onMoreRows()
            }}
          >
            {texts.showMore}
          </Button>
        </div>
      )}
    </div>
  )
}

/** A row of its own for a finger, which has neither Ctrl nor Shift; and for everyone, to see what is selected. */
function TickBox({ label, isIndeterminate }: { label?: string; isIndeterminate?: boolean }) {
  return (
    <Checkbox slot="selection" className="tick" isIndeterminate={isIndeterminate}>
      {({ isSelected, isIndeterminate }) => (
        <>
          <span className="tick-box">
            {isIndeterminate ? <MinusIcon size={12} /> : isSelected && <CheckIcon size={12} />}
          </span>
          {label && <span className="tick-label">{label}</span>}
        </>
      )}
    </Checkbox>
  )
}

/** On a card, where no column head says what a value is. */
function Labelled({ text, children }: { text: string; children: React.ReactNode }) {
  return (
    <>
      <span className="token-label quiet">{text}</span>
      <span>{children}</span>
    </>
  )
}

/** The token whose row or cell has the focus: in a box or a button within it, Space has a meaning of its own. */
function focusedRow({ target }: KeyboardEvent): string | undefined {
  const element = target as HTMLElement
  const role = element.getAttribute('role') ?? ''
  if (!['row', 'gridcell', 'rowheader'].includes(role)) return undefined
  return element.closest<HTMLElement>('tbody [role="row"]')?.dataset.key
}
