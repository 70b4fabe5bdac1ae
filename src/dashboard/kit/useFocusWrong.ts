import { type RefObject, useEffect, useState } from 'react'

/**
 * Gives what takes the focus to the first field of a form that is wrong, once the form says so.
 * @param anyField one of its fields
 */
export function useFocusWrong(anyField: RefObject<HTMLInputElement | null>): () => void {
  const [refusals, setRefusals] = useState(0)
  useEffect(() => {
    if (refusals > 0)
      anyField.current?.form?.querySelector<HTMLElement>('input[aria-invalid="true"]')?.focus()
  }, [refusals, anyField])
  return () => setRefusals((before) => before + 1)
}
