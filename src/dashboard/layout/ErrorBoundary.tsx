import { Component, type ReactNode } from 'react'
import { Button } from '../kit/Button.tsx'
import { EmptyState } from '../kit/EmptyState.tsx'
import { WarningIcon } from '../kit/icons.tsx'
import { useStrings } from '../strings/Language.tsx'

interface Props {
  children: ReactNode
  /**
   * What to show in place of the children. `again` shows them anew; `isRepeated` says that this was done, in vain.
   * Without it, words for a whole screen.
   */
  failed?(again: () => void, isRepeated: boolean): ReactNode
}

/** A fault in one screen leaves the rest of the page standing. */
export class ErrorBoundary extends Component<Props, { failed: boolean; isRepeated: boolean }> {
  override state = { failed: false, isRepeated: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    const { children, failed } = this.props
    if (!this.state.failed) return children
    if (!failed) return <ScreenFailed />
    return failed(() => this.setState({ failed: false, isRepeated: true }), this.state.isRepeated)
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
