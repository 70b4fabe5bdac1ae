import { useEffect, useState } from 'react'
import type { Failure } from '../api/failure.ts'

/** Seconds until another try makes sense, counted down; 0 when one may be made. */
export function useWait(failure: Failure | undefined): number {
  const until = failure?.retryAt ?? 0
  const [, tick] = useState(0)
  const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000))
  useEffect(() => {
    if (seconds === 0) return
    const timer = setTimeout(() => tick((n) => n + 1), 250)
    return () => clearTimeout(timer)
  })
  return seconds
}
