import { useStrings } from '../strings/Language.tsx'
import { Spinner } from './Spinner.tsx'

/** In place of what is still being fetched. */
export function Loading() {
  const { common } = useStrings()
  return (
    <div className="loading" role="status">
      <Spinner size={18} />
      {common.loading}
    </div>
  )
}
