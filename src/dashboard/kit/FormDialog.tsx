import type { ReactNode } from 'react'
import type { Failure } from '../api/failure.ts'
import { useStrings } from '../strings/Language.tsx'
import { Button } from './Button.tsx'
import { Dialog, type DialogProps } from './Dialog.tsx'
import { useWait } from './useWait.ts'

export interface FormDialogProps extends Pick<
  DialogProps,
  'title' | 'size' | 'role' | 'onClose' | 'onBack' | 'children'
> {
  /** What the button says that sends the form. */
  submit: ReactNode
  /** Whether that button takes something away. */
  danger?: boolean
  /** Whether it has nothing to send yet. */
  isDisabled?: boolean
  onSubmit(): void
  /** Whether it has been sent and is not answered yet. It is not sent again then, and nothing closes it. */
  running: boolean
  /** Why it was refused. It is not sent again before the time that this tells. */
  failure?: Failure
}

/** A dialog with a form, which is sent or cancelled. */
export function FormDialog({
  submit,
  danger = false,
  isDisabled = false,
  onSubmit,
  running,
  failure,
  onClose,
  ...dialog
}: FormDialogProps) {
  const { common } = useStrings()
  const cannotSend = useWait(failure) > 0 || isDisabled
  return (
    <Dialog
      {...dialog}
      onClose={onClose}
      locked={running}
      onSubmit={() => {
        if (!running && !cannotSend) onSubmit()
      }}
      footer={
        <>
          <Button onPress={onClose} isDisabled={running}>
            {common.cancel}
          </Button>
          <Button
            type="submit"
            variant={danger ? 'danger' : 'primary'}
            pending={running}
            isDisabled={cannotSend}
          >
            {submit}
          </Button>
        </>
      }
    />
  )
}
