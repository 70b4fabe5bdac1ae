import { type CalendarDate, parseDate } from '@internationalized/date'
import { type ClipboardEvent, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import {
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
} from 'react-aria-components/Calendar'
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog'
import { Heading } from 'react-aria-components/Heading'
import { Popover } from 'react-aria-components/Popover'
import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import { Button } from '../kit/Button.tsx'
import { CalendarIcon } from './CalendarIcon.tsx'
import { ChevronLeftIcon, ChevronRightIcon } from '../kit/icons.tsx'
import { TextField } from '../kit/TextField.tsx'
import { useStrings } from '../strings/Language.tsx'
import {
  dayOf,
  daysUntil,
  type ExpiryValue,
  isoDay,
  type Preset,
  presetDay,
  presets,
  tidyExpiry,
} from './expiry-input.ts'
import './ExpiryField.css'

/** A day, typed or pasted as dd-mm-yyyy, picked from a calendar, or one of the usual spans. */
export function ExpiryField({
  value,
  onChange,
  error,
  hint,
  now,
}: {
  value: ExpiryValue
  onChange(value: ExpiryValue): void
  error: string | undefined
  /** In place of how long that is. */
  hint?: string
  now: Date
}) {
  const { tokens: texts } = useStrings()
  const [picking, setPicking] = useState(false)
  const { text, never } = value
  const write = (text: string) => onChange({ text, never: false })
  const preset = never ? 'never' : presets.find((one) => presetDay(one, now) === text)
  const left = daysUntil(text, now)

  function paste(event: ClipboardEvent) {
    const pasted = event.clipboardData.getData('text')
    if (isoDay(pasted) === undefined) return
    event.preventDefault()
    write(tidyExpiry(pasted))
  }

  return (
    <div className="expiry">
      <TextField
        label={texts.expiresAt}
        placeholder={texts.expiresHint}
        hint={
          hint ??
          (never
            ? texts.worksForever
            : left !== undefined && left >= 0
              ? texts.worksThrough(left)
              : texts.expiresHint)
        }
        error={error}
        value={text}
        onChange={write}
        onBlur={() => text !== '' && text !== tidyExpiry(text) && write(tidyExpiry(text))}
        onPaste={paste}
        autoComplete="off"
        inputMode="numeric"
        after={
          <DialogTrigger isOpen={picking} onOpenChange={setPicking}>
            <Button variant="quiet" size="small" icon={<CalendarIcon />} aria-label={texts.pickDay} />
            <Popover className="popover expiry-popover" placement="bottom end">
              <Dialog className="expiry-dialog" aria-label={texts.calendar}>
                <DayCalendar
                  day={isoDay(text)}
                  today={isoDay(dayOf(now))!}
                  onPick={(day) => {
                    write(tidyExpiry(day))
                    setPicking(false)
                  }}
                />
              </Dialog>
            </Popover>
          </DialogTrigger>
        }
      />
      <ToggleButtonGroup
        className="chips"
        aria-label={texts.presetLabel}
        selectedKeys={preset ? [preset] : []}
        onSelectionChange={([key]) => {
          if (key === 'never') onChange({ text: '', never: true })
          else if (key !== undefined) write(presetDay(key as Preset, now))
        }}
      >
        {([...presets, 'never'] as const).map((one) => (
          <ToggleButton key={one} id={one} className="chip">
            {texts.presets[one]}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  )
}

function DayCalendar({
  day,
  today,
  onPick,
}: {
  day: string | undefined
  today: string
  onPick(iso: string): void
}) {
  const { tokens: texts } = useStrings()
  const first = parseDate(today)
  const last = parseDate('2100-12-31')
  const given = day === undefined ? null : parseDate(day)
  const inRange = given && given.compare(first) >= 0 && given.compare(last) <= 0
  return (
    <Calendar
      aria-label={texts.calendar}
      className="calendar"
      value={inRange ? given : null}
      onChange={(date: CalendarDate) => onPick(date.toString())}
      minValue={first}
      maxValue={last}
      defaultFocusedValue={inRange ? given : first}
      autoFocus
    >
      <header className="calendar-header">
        <AriaButton slot="previous" className="button quiet small icon-only" aria-label={texts.previousMonth}>
          <ChevronLeftIcon />
        </AriaButton>
        <Heading className="calendar-title" />
        <AriaButton slot="next" className="button quiet small icon-only" aria-label={texts.nextMonth}>
          <ChevronRightIcon />
        </AriaButton>
      </header>
      <CalendarGrid className="calendar-grid">
        <CalendarGridHeader>{(name) => <CalendarHeaderCell>{name}</CalendarHeaderCell>}</CalendarGridHeader>
        <CalendarGridBody>
          {(date) => <CalendarCell date={date} className="calendar-day number" />}
        </CalendarGridBody>
      </CalendarGrid>
    </Calendar>
  )
}
