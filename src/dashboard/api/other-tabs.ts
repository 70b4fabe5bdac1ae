const channel = new BroadcastChannel('latchkey-session')

/** Tells the other tabs of this browser that somebody has signed in or out. */
export function tellOtherTabs(): void {
  channel.postMessage('changed')
}

/** Calls back when another tab has signed in or out. Returns what ends it. */
export function onOtherTab(changed: () => void): () => void {
  channel.addEventListener('message', changed)
  return () => channel.removeEventListener('message', changed)
}
