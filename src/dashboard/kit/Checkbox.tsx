import type { ReactNode } from 'react'
import {
  Checkbox as AriaCheckbox,
  type CheckboxProps as AriaCheckboxProps,
} from 'react-aria-components/Checkbox'
import { CheckIcon, MinusIcon } from './icons.tsx'
import './Checkbox.css'

/** A box to tick; `isIndeterminate` for "some of them". Without text it needs an `aria-label`. */
export function Checkbox({
  children,
  hint,
  ...rest
}: Omit<AriaCheckboxProps, 'className' | 'style' | 'children'> & { children?: ReactNode; hint?: ReactNode }) {
  return (
    <AriaCheckbox {...rest} className="checkbox">
      {({ isIndeterminate, isSelected }) => (
        <>
          <span className="checkbox-box">
            {isIndeterminate ? <MinusIcon size={14} /> : isSelected ? <CheckIcon size={14} /> : null}
          </span>
          {children && (
            <span>
              {children}
              {hint && <span className="checkbox-hint">{hint}</span>}
            </span>
          )}
        </>
      )}
    </AriaCheckbox>
  )
}
