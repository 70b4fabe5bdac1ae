import { useId, useMemo, useState } from 'react'
import { Checkbox } from 'react-aria-components/Checkbox'
import { Button } from '../kit/Button.tsx'
import { CheckIcon, ErrorIcon } from '../kit/icons.tsx'
import { SearchField } from '../kit/SearchField.tsx'
import { groupByService } from '../methods/services.ts'
import { useStrings } from '../strings/Language.tsx'
import { findMethods, isFiltering, type MethodFilter } from './method-search.ts'
import { boxState, countTicked, type Difference, type Ticks, toggleAll } from './method-ticks.ts'
import { MethodTree } from './MethodTree.tsx'
import type { CatalogueMethod } from './operations.ts'
import { treeRows } from './tree-rows.ts'
import './MethodPicker.css'

/** Several hundred methods to tick: found by words, by service, or by being ticked already. */
export function MethodPicker({
  methods,
  ticks,
  onTicks,
  difference,
  error,
}: {
  methods: readonly CatalogueMethod[]
  ticks: Ticks
  onTicks(change: (ticks: Ticks) => Ticks): void
  /** How the ticks differ from the set that they came from, to be marked in the tree. */
  difference: Difference | undefined
  error: string | undefined
}) {
  const { tokens: texts } = useStrings()
  const errorId = useId()
  const [filter, setFilter] = useState<MethodFilter>({ search: '', onlyChecked: null })
  // Services are closed until opened; under a filter they are open, so that its hits are in sight, until closed.
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())

  const services = useMemo(() => groupByService(methods), [methods])
  const ids = useMemo(() => methods.map(({ id }) => id), [methods])
  const shown = useMemo(
    () => findMethods(methods, filter, ticks).map(({ id }) => id),
    // Ticks matter to Only Checked alone: without it a tick need not search again.
    [methods, filter, filter.onlyChecked && ticks],
  )
  const filtering = isFiltering(filter)
  const rows = useMemo(() => {
    const isOpen = (service: string) => (filtering ? !closed.has(service) : opened.has(service))
    return treeRows(services, new Set(shown), isOpen)
  }, [services, shown, filtering, opened, closed])

  function changeFilter(change: Partial<MethodFilter>) {
    // What is shown then is what is ticked then.
    setFilter({ ...filter, ...(filter.onlyChecked && { onlyChecked: ticks }), ...change })
    setClosed(new Set())
  }

  function setOpen(service: string, open: boolean) {
    const change = (before: ReadonlySet<string>, listed: boolean) => {
      const after = new Set(before)
      if (listed) after.add(service)
      else after.delete(service)
      return after
    }
    if (filtering) setClosed((before) => change(before, !open))
    else setOpened((before) => change(before, open))
  }

  const allShownTicked = boxState(ticks, shown) === 'all'
  const selectLabel = filtering
    ? (allShownTicked ? texts.clearShown : texts.selectShown)(shown.length)
    : allShownTicked
      ? texts.clearAllMethods
      : texts.selectAllMethods
  return (
    <section className="picker" aria-label={texts.methods} data-invalid={error !== undefined || undefined}>
      <div className="picker-tools">
        <div className="picker-search">
          <SearchField
            label={texts.searchMethods}
            describedBy={error && errorId}
            value={filter.search}
            onChange={(search) => changeFilter({ search })}
          />
          <Checkbox
            className="tick picker-only"
            isSelected={filter.onlyChecked !== null}
            onChange={(only) => changeFilter({ onlyChecked: only ? ticks : null })}
          >
            {({ isSelected }) => (
              <>
                <span className="tick-box">{isSelected && <CheckIcon size={12} />}</span>
                <span>{texts.onlyChecked}</span>
              </>
            )}
          </Checkbox>
        </div>
        <div className="picker-counts">
          <strong className="number">{texts.checkedOf(countTicked(ticks, ids), ids.length)}</strong>
          <span className="quiet number" role="status">
            {filter.search.trim() !== '' && texts.hits(shown.length)}
          </span>
          <Button
            size="small"
            variant="quiet"
            isDisabled={shown.length === 0}
            onPress={() => onTicks((before) => toggleAll(before, shown))}
          >
            {selectLabel}
          </Button>
        </div>
        {error && (
          <p className="field-error" id={errorId}>
            <ErrorIcon size={15} />
            <span>{error}</span>
          </p>
        )}
      </div>
      {rows.length === 0 ? (
        <p className="picker-none quiet">
          {filter.search.trim() === '' ? texts.noneChecked : texts.noMethodFound}
        </p>
      ) : (
        <MethodTree
          rows={rows}
          ticks={ticks}
          shown={shown}
          search={filter.search}
          difference={difference}
          onTicks={onTicks}
          onOpen={setOpen}
        />
      )}
    </section>
  )
}
