import { useEffect, useState } from 'react'

/** The time, moved on twice a minute: what is said of "3 minutes ago" and "expired" stays true while one looks. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
