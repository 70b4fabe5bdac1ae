import type { ReactElement, ReactNode } from 'react'
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components/Tooltip'
import { Focusable } from 'react-aria-components/Focusable'
import './Tooltip.css'

/**
 * A remark on hover and on focus.
 * @param children a `Button` of the kit; with `plain`, an element that takes focus itself (`tabIndex={0}` and a role)
 */
export function Tooltip({
  text,
  children,
  plain = false,
}: {
  text: ReactNode
  children: ReactElement
  plain?: boolean
}) {
  return (
    <TooltipTrigger delay={400} closeDelay={100}>
      {plain ? <Focusable>{children as never}</Focusable> : children}
      <AriaTooltip className="tooltip" offset={6}>
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  )
}
