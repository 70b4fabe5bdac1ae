import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'

/** Asks before something is lost. Whatever closes it, but for the one button, loses nothing. */
export function Question({
  title,
  text,
  lose,
  keep,
  onLose,
  onKeep,
}: {
  title: string
  text: ReactNode
  lose: string
  keep: string
  onLose(): void
  onKeep(): void
}) {
  return (
    <Dialog
      role="alertdialog"
      size="small"
      title={title}
      onClose={onKeep}
      footer={
        <>
          <Button onPress={onLose}>{lose}</Button>
          <Button variant="primary" autoFocus onPress={onKeep}>
            {keep}
          </Button>
        </>
      }
    >
      <p>{text}</p>
    </Dialog>
  )
}
