import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import { SearchField } from '../kit/SearchField.tsx'
import { Select } from '../kit/Select.tsx'
import { formatNumber } from '../strings/plural.ts'
import { useLanguage } from '../strings/Language.tsx'
import type { Token } from './operations.ts'
import {
  filterTokens,
  type Sort,
  sortColumns,
  sortDirections,
  type TokenFilter,
  tokenFilters,
} from './token-filter.ts'

const sorts = sortColumns.flatMap((column) =>
  sortDirections.map((direction): Sort => ({ column, direction })),
)

/** What the list shows, with how many there are of each kind; on a narrow screen, which has no column heads, its order too. */
export function TokenFilters({
  tokens,
  now,
  search,
  onSearch,
  filter,
  onFilter,
  sort,
  onSort,
}: {
  tokens: readonly Token[]
  now: Date
  search: string
  onSearch(search: string): void
  filter: TokenFilter | null
  onFilter(filter: TokenFilter | null): void
  sort: Sort
  onSort(sort: Sort): void
}) {
  const { language, strings } = useLanguage()
  const { tokens: texts } = strings
  return (
    <div className="token-filters">
      <SearchField label={texts.searchTokens} value={search} onChange={onSearch} />
      <ToggleButtonGroup
        className="chips"
        aria-label={texts.filterBy}
        disallowEmptySelection
        selectedKeys={[filter ?? 'all']}
        onSelectionChange={([key]) => onFilter(key === 'all' ? null : (key as TokenFilter))}
      >
        {([null, ...tokenFilters] as const).map((one) => (
          <ToggleButton key={one ?? 'all'} id={one ?? 'all'} className="chip">
            {texts.filters[one ?? 'all']}
            <span className="chip-count number">
              {formatNumber(language, filterTokens(tokens, { search, filter: one }, now).length)}
            </span>
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <div className="token-sort-select">
        <Select
          label={texts.sortBy}
          hideLabel
          choices={sorts.map((one) => ({ id: keyOf(one), name: texts.sortings[one.column][one.direction] }))}
          value={keyOf(sort)}
          onChange={(key) => onSort(sorts.find((one) => keyOf(one) === key)!)}
        />
      </div>
    </div>
  )
}

function keyOf({ column, direction }: Sort): string {
  return `${column} ${direction}`
}
