import { ButtonLink } from '../kit/ButtonLink.tsx'
import { EmptyState } from '../kit/EmptyState.tsx'
import { SearchIcon } from '../kit/icons.tsx'
import { useTitle } from '../kit/Page.tsx'
import { useStrings } from '../strings/Language.tsx'

export function NotFound() {
  const { common } = useStrings()
  useTitle(common.pageNotFound)
  return (
    <EmptyState
      level="h1"
      icon={<SearchIcon size={24} />}
      title={common.pageNotFound}
      actions={<ButtonLink href="/">{common.toStart}</ButtonLink>}
    >
      {common.pageNotFoundText}
    </EmptyState>
  )
}
