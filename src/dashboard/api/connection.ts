import { useSyncExternalStore } from 'react'

/** How often a lost server is asked whether it is back. Milliseconds. */
const askEvery = 1500

let lost = false
const watchers = new Set<() => void>()
const waiting = new Set<() => void>()

/** Notes that the server did not answer, and asks until it does. */
export function connectionLost(): void {
  if (lost) return
  lost = true
  tell()
  setTimeout(ask, askEvery)
}

async function ask() {
  try {
    const { ok } = await fetch('/readyz', { cache: 'no-store' })
    if (ok) {
      lost = false
      tell()
      for (const again of waiting) again()
      return
    }
  } catch {
    // Still away.
  }
  setTimeout(ask, askEvery)
}

/** Calls back whenever a lost server has come back. Returns what ends it. */
export function onReconnect(again: () => void): () => void {
  waiting.add(again)
  return () => void waiting.delete(again)
}

/** Whether the server is out of reach just now. */
export function useConnectionLost(): boolean {
  return useSyncExternalStore(watch, () => lost)
}

function watch(watcher: () => void) {
  watchers.add(watcher)
  return () => void watchers.delete(watcher)
}

function tell() {
  for (const watcher of watchers) watcher()
}
