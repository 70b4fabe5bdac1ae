import { useEffect } from 'react'
import { type Hold, holdScreen } from '../api/session-end.ts'

let unsaved = 0

/** Whether leaving the screen would lose something just now. */
export function isAnythingUnsaved(): boolean {
  return unsaved > 0
}

/**
 * Keeps what is in a dialog from being lost by a slip: leaving the page asks.
 * @param isUnsaved whether closing would lose something just now
 * @param hold what keeps it on the screen when the session ends; else it is lost then
 */
export function useUnsaved(isUnsaved: boolean, hold: Hold | undefined): void {
  useEffect(() => {
    if (!isUnsaved) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    unsaved++
    return () => {
      window.removeEventListener('beforeunload', ask)
      unsaved--
    }
  }, [isUnsaved])

  useEffect(() => hold && holdScreen(hold), [hold])
}
