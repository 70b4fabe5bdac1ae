import { useSession } from '../api/Session.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { Loading } from '../kit/Loading.tsx'

/** While it is not known who is signed in. */
export function ViewerLoading() {
  const { failure, askAgain } = useSession()
  return failure ? <FailureBanner failure={failure} onRetry={askAgain} /> : <Loading />
}
