import { Component, type ReactNode } from 'react'
import { Button } from '../kit/Button.tsx'
import { EmptyState } from '../kit/EmptyState.tsx'
import { WarningIcon } from '../kit/icons.tsx'
import { useStrings } from '../strings/Language.tsx'

interface Props {
  children: ReactNode
  /** What to show in place of the children. `again` shows them anew. Without it, words for a whole screen. */
  failed?(again: () => void): ReactNode
}

/** A fault in one screen leaves the rest of the page standing. */
export class ErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    const { children, failed } = this.props
    if (!this.state.failed) return children
    return failed ? failed(() => this.setState({ failed: false })) : <ScreenFailed />
  }
}

function ScreenFailed() {
  const { common } = useStrings()
  return (
    <EmptyState
      level="h1"
      icon={<WarningIcon size={24} />}
      title={common.screenFailed}
      // An update of the server takes the parts of the old page away: reloading is the cure for that, too.
      actions={<Button onPress={() => location.reload()}>{common.reload}</Button>}
    >
      {common.screenFailedText}
    </EmptyState>
  )
}
