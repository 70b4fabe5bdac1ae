import { useSyncExternalStore } from 'react'

/** `reading` needs no session, `writing` needs the account's session back. */
export type Hold = 'reading' | 'writing'

const held: Record<Hold, number> = { reading: 0, writing: 0 }
const watchers = new Set<() => void>()
let waiting: (() => void) | undefined

/**
 * Keeps the screen as it is when the session ends: what is shown this once, or was being written, would be lost with
 * it. Returns what lets it go.
 */
export function holdScreen(hold: Hold): () => void {
  held[hold]++
  tell()
  return () => {
    held[hold]--
    if (held.reading + held.writing === 0) leaveNow()
    tell()
  }
}

/**
 * Leaves the screen, now or as soon as nothing holds it.
 * @param signedOut whether somebody wanted the session to end: what was being written holds nothing then
 */
export function leaveScreen(leave: () => void, signedOut = false): void {
  waiting = leave
  if (held.reading + (signedOut ? 0 : held.writing) === 0) leaveNow()
  tell()
}

/** The account's session is back: the screen stays. */
export function stayOnScreen(): void {
  waiting = undefined
  tell()
}

/** Leaves a screen that was held, with all that is on it. */
export function leaveNow(): void {
  const leave = waiting
  waiting = undefined
  leave?.()
  tell()
}

/** Whether the session has ended in front of something that was being written. */
export function useInterrupted(): boolean {
  return useSyncExternalStore(watch, () => waiting !== undefined && held.writing > 0)
}

function watch(watcher: () => void) {
  watchers.add(watcher)
  return () => void watchers.delete(watcher)
}

function tell() {
  for (const watcher of watchers) watcher()
}
