import { useSyncExternalStore } from 'react'

/** `reading` needs no session, `writing` needs the account's session back. */
export type Hold = 'reading' | 'writing'

const held: Record<Hold, number> = { reading: 0, writing: 0 }
const watchers = new Set<() => void>()
let waiting: { leave(): void; signedOut: boolean } | undefined

/**
 * Keeps the screen as it is when the session ends: what is shown this once, or was being written, would be lost with
 * it. Returns what lets it go.
 */
export function holdScreen(hold: Hold): () => void {
  held[hold]++
  tell()
  return () => {
    held[hold]--
    tell()
    // Not at once: what comes in place of what has gone may hold it in its turn.
    setTimeout(() => isHeld() || leaveNow())
  }
}

/**
 * Leaves the screen, now or as soon as nothing holds it.
 * @param signedOut whether somebody wanted the session to end: what was being written holds nothing then
 */
export function leaveScreen(leave: () => void, signedOut = false): void {
  waiting = { leave, signedOut: signedOut || waiting?.signedOut === true }
  if (!isHeld()) leaveNow()
  tell()
}

function isHeld(): boolean {
  return held.reading > 0 || (held.writing > 0 && !waiting?.signedOut)
}

/** The account's session is back: the screen stays. */
export function stayOnScreen(): void {
  waiting = undefined
  tell()
}

/** Leaves a screen that was held, with all that is on it. */
export function leaveNow(): void {
  const leaving = waiting
  waiting = undefined
  leaving?.leave()
  tell()
}

/** Whether the session has ended in front of something that was being written. */
export function useInterrupted(): boolean {
  return useSyncExternalStore(watch, () => waiting?.signedOut === false && held.writing > 0)
}

function watch(watcher: () => void) {
  watchers.add(watcher)
  return () => void watchers.delete(watcher)
}

function tell() {
  for (const watcher of watchers) watcher()
}
