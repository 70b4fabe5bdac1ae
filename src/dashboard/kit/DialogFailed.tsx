import { useStrings } from '../strings/Language.tsx'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'

/** In place of a dialog that could not be loaded. */
export function DialogFailed({ onRetry, onClose }: { onRetry(): void; onClose(): void }) {
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
