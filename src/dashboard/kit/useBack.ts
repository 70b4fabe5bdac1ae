import { useEffect, useRef } from 'react'
import { isAnythingUnsaved } from './useUnsaved.ts'

/** What stands open over the screen, the topmost last. Each has a function that the browser's Back calls. */
const open: { current(): void }[] = []

/** Has the browser's Back call this, and leave the screen where it is, for as long as the caller is on it. */
export function useBack(onBack: () => void): void {
  const latest = useRef(onBack)
  latest.current = onBack

  useEffect(() => {
    open.push(latest)
    if (open.length === 1) settle()
    return () => {
      open.splice(open.indexOf(latest), 1)
      // Not at once: what opens in place of this takes over its entry.
      queueMicrotask(() => open.length === 0 && settle())
    }
  }, [])
}

/** The entry of the same address that is on the history while something is open, for Back to take off. */
let entry: { id: number; address: string } | undefined
/** Whether a step through the history is under way. It takes its time, and one back would meet the next one forth. */
let isMoving = false

function isThere(): boolean {
  return entry !== undefined && (history.state as { guard?: number } | null)?.guard === entry.id
}

/** Puts the entry where it is missing, or takes it off where it is not wanted any more. */
function settle(isAhead = false): void {
  if (isMoving || isThere() === open.length > 0) return
  if (open.length > 0 && !isAhead) return putEntry(location.href)
  isMoving = true
  history.go(open.length > 0 ? 1 : -1)
}

function putEntry(address: string): void {
  entry = { id: Math.random(), address }
  history.pushState({ ...(history.state as object | null), guard: entry.id }, '', address)
}

window.addEventListener('popstate', onPop, { capture: true })

function onPop(event: PopStateEvent): void {
  const wasMoving = isMoving
  isMoving = false
  const top = open.at(-1)
  if (isThere()) return settle()
  if (!entry) return
  if (location.href === entry.address) {
    if (!wasMoving) top?.current()
    // Not by a new entry: a browser passes over those that a page makes by itself. By then it is seen what has closed.
    setTimeout(settle, 0, true)
  } else if (top && isAnythingUnsaved()) {
    // Several steps at once, to another screen: it must not be shown in place of this one.
    event.stopImmediatePropagation()
    putEntry(entry.address)
    top.current()
  }
}
