import { useStrings } from '../strings/Language.tsx'
import { Button } from 'react-aria-components/Button'
import { Input } from 'react-aria-components/Input'
import { SearchField as AriaSearchField } from 'react-aria-components/SearchField'
import { CrossIcon, SearchIcon } from './icons.tsx'
import './SearchField.css'

/** Escape empties it. */
export function SearchField({
  label,
  value,
  onChange,
  placeholder,
  describedBy,
}: {
  label: string
  value: string
  onChange(value: string): void
  placeholder?: string
  /** The id of what is to be said of it beside its label. */
  describedBy?: string
}) {
  const { common } = useStrings()
  return (
    <AriaSearchField
      className="field search"
      aria-label={label}
      aria-describedby={describedBy}
      value={value}
      onChange={onChange}
    >
      <div className="field-frame">
        <SearchIcon />
        <Input placeholder={placeholder ?? label} spellCheck={false} autoComplete="off" />
        <Button className="search-clear" aria-label={common.clearSearch}>
          <CrossIcon size={14} />
        </Button>
      </div>
    </AriaSearchField>
  )
}
