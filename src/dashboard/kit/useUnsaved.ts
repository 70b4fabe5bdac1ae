import { useEffect, useRef, useState } from 'react'
import { type Hold, holdScreen } from '../api/session-end.ts'

/**
 * Keeps a dialog from being lost by a slip: leaving the page asks, and the browser's Back closes it as the cross does.
 * @param isUnsaved whether closing would lose something just now
 * @param onBack closes the dialog, or asks before it does
 * @param hold what keeps it on the screen when the session ends; else it is lost then
 */
export function useUnsaved(isUnsaved: boolean, onBack: () => void, hold: Hold | undefined): void {
  const latest = useRef({ isUnsaved, onBack })
  latest.current = { isUnsaved, onBack }

  useEffect(() => {
    if (!isUnsaved) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isUnsaved])

  // To the end of the dialog: steps through the history take their time, and one back would meet the next one forth.
  const [isGuarded, setGuarded] = useState(isUnsaved)
  if (isUnsaved && !isGuarded) setGuarded(true)
  useEffect(() => (isGuarded ? guardBack(latest) : undefined), [isGuarded])

  useEffect(() => hold && holdScreen(hold), [hold])
}

/** Puts an entry of the same address on the history, for Back to take off in place of the screen. */
function guardBack(latest: { readonly current: { isUnsaved: boolean; onBack(): void } }): () => void {
  const address = location.href
  const guard = { ...(history.state as object | null), guard: Math.random() }
  const isHere = () => (history.state as typeof guard | null)?.guard === guard.guard
  history.pushState(guard, '')

  function onPop(event: PopStateEvent) {
    if (isHere()) return
    const { isUnsaved, onBack } = latest.current
    if (isUnsaved && location.href === address) history.forward()
    else if (isUnsaved) {
      // Several steps at once, to another screen: it must not be shown in place of this one.
      event.stopImmediatePropagation()
      history.pushState(guard, '', address)
    }
    onBack()
  }

  window.addEventListener('popstate', onPop, { capture: true })
  return () => {
    window.removeEventListener('popstate', onPop, { capture: true })
    if (isHere()) history.back()
  }
}
