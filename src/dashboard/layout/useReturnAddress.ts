import { useLocation, useSearch } from 'wouter'

/** The address to come back to after signing in. */
export function useReturnAddress(): string {
  const [path] = useLocation()
  const search = useSearch()
  return search ? `${path}?${search}` : path
}
