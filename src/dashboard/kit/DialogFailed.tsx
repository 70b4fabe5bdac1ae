import { useStrings } from '../strings/Language.tsx'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'

interface Props {
  onRetry(): void
  onClose(): void
  /** It was tried again. Some browsers remember what failed to load until the page is loaded anew. */
  isRepeated: boolean
}

/** In place of a dialog that could not be loaded. */
export function DialogFailed({ onRetry, onClose, isRepeated }: Props) {
  const { common } = useStrings()
  return (
    <Dialog
      role="alertdialog"
      size="small"
      title={common.dialogFailed}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          {isRepeated && <Button onPress={() => location.reload()}>{common.reload}</Button>}
          <Button variant="primary" autoFocus onPress={onRetry}>
            {common.tryAgain}
          </Button>
        </>
      }
    >
      <p>{common.dialogFailedText}</p>
    </Dialog>
  )
}
