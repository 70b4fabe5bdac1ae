import { useEffect, useState } from 'react'

/**
 * Gives what takes the focus once the screen has been drawn again: for when a dialog closes whose button goes away, or
 * can no longer be pressed, with what was done. The dialog would give the focus back to that button.
 */
export function useFocusNext(): (target: Element | null | undefined) => void {
  const [next, setNext] = useState<{ target: Element | null | undefined }>()
  useEffect(() => focusOn(next?.target), [next])
  return (target) => setNext({ target })
}

/** Gives the focus to what has none by itself, such as a heading: the keyboard and a screen reader go on from there. */
export function focusOn(target: Element | null | undefined): void {
  if (!(target instanceof HTMLElement)) return
  target.tabIndex = -1
  target.focus()
}

/** Where to go on when an item of a list goes away: its next one, or the heading above the list. */
export function placeAfter(item: Element | null | undefined): Element | null | undefined {
  return item?.nextElementSibling ?? item?.closest('section, .page')?.querySelector('h1, h2')
}
