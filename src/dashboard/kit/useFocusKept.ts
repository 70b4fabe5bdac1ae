import { useEffect, useRef } from 'react'

/**
 * Moves the focus on when what had it is gone or disabled: the keyboard would begin again at the top of the page.
 * @param isActive not while a dialog is open, which sees to the focus itself
 * @param next what is to have it then
 */
export function useFocusKept(isActive: boolean, next: () => HTMLElement | null | undefined): void {
  const last = useRef<Element>(null)
  useEffect(() => {
    const note = ({ target }: FocusEvent) => void (last.current = target as Element)
    document.addEventListener('focusin', note)
    return () => document.removeEventListener('focusin', note)
  }, [])

  useEffect(() => {
    if (!isActive) return
    // After the frame in which a dialog that closes gives the focus back to what had opened it.
    const frame = requestAnimationFrame(() => {
      if (isLost(last.current)) next()?.focus()
    })
    return () => cancelAnimationFrame(frame)
  })
}

function isLost(last: Element | null): boolean {
  const { activeElement, body } = document
  if (!last || (activeElement && activeElement !== body && activeElement !== last)) return false
  return !last.isConnected || last.matches(':disabled')
}
