/** How many parts of the screen go on being shown without a session. */
let holders = 0
let waiting: (() => void) | undefined

/**
 * Keeps the screen as it is when the session ends: what is shown this once is lost with it, and reading it needs no
 * session. Returns what lets it go.
 */
export function holdScreen(): () => void {
  holders++
  return () => {
    holders--
    if (holders > 0) return
    waiting?.()
    waiting = undefined
  }
}

/** Leaves the screen, now or as soon as nothing holds it. */
export function leaveScreen(leave: () => void): void {
  if (holders === 0) leave()
  else waiting = leave
}
