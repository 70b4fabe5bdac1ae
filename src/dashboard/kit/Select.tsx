import { Button } from 'react-aria-components/Button'
import { Label } from 'react-aria-components/Label'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { Popover } from 'react-aria-components/Popover'
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select'
import { CheckIcon, ChevronDownIcon } from './icons.tsx'
import './Menu.css'
import './Select.css'
import './TextField.css'

export interface Choice<Id extends string> {
  id: Id
  name: string
  /** A second, quieter line. */
  detail?: string
}

/** One of a few. */
export function Select<Id extends string>({
  label,
  choices,
  value,
  onChange,
  hideLabel,
}: {
  label: string
  choices: readonly Choice<Id>[]
  value: Id | null
  onChange(id: Id): void
  hideLabel?: boolean
}) {
  return (
    <AriaSelect className="field select" value={value} onChange={(key) => onChange(key as Id)}>
      <Label className={hideLabel ? 'visually-hidden' : 'field-label'}>{label}</Label>
      <Button className="field-frame select-button">
        <SelectValue className="select-value">{({ selectedText }) => selectedText}</SelectValue>
        <ChevronDownIcon />
      </Button>
      <Popover className="popover select-popover">
        <ListBox className="options" items={choices}>
          {({ id, name, detail }) => (
            <ListBoxItem id={id} textValue={name} className="menu-item option">
              <span className="option-check">
                <CheckIcon />
              </span>
              <span className="option-text">
                <span>{name}</span>
                {detail && <span className="quiet small">{detail}</span>}
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}
