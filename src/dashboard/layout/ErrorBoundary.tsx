import { Component, type ReactNode } from 'react'
import { Button } from '../kit/Button.tsx'
import { EmptyState } from '../kit/EmptyState.tsx'
import { WarningIcon } from '../kit/icons.tsx'
import { useStrings } from '../strings/Language.tsx'

/** A fault in one screen leaves the rest of the page standing. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    return this.state.failed ? <ScreenFailed /> : this.props.children
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
