import { type FormEvent, type ReactNode, useId } from 'react'
import { Dialog as AriaDialog } from 'react-aria-components/Dialog'
import { Heading } from 'react-aria-components/Heading'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { useStrings } from '../strings/Language.tsx'
import { Button } from './Button.tsx'
import { CrossIcon } from './icons.tsx'
import { useBack } from './useBack.ts'
import './Dialog.css'

export interface DialogProps {
  title: ReactNode
  /** Escape, the cross or the browser's Back. Whoever owns the dialog decides whether it then closes. */
  onClose(): void
  /** Back, where it is not to do what the cross does. */
  onBack?(): void
  children: ReactNode
  /** Buttons, always in sight below what scrolls. The last is the main one. */
  footer?: ReactNode
  /** Makes body and footer a form; a button of type "submit" in the footer sends it. */
  onSubmit?(): void
  size?: 'small' | 'medium' | 'large'
  /** Nothing closes it, while work is under way for one. */
  locked?: boolean
  /** "alertdialog" for a question about something that cannot be taken back. */
  role?: 'dialog' | 'alertdialog'
}

/** Open for as long as it is rendered. */
export function Dialog({
  title,
  onClose,
  onBack = onClose,
  children,
  footer,
  onSubmit,
  size = 'medium',
  locked = false,
  role,
}: DialogProps) {
  const { common } = useStrings()
  const form = useId()
  useBack(() => {
    if (!locked) onBack()
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    // A dialog opened from a form in another must not send that one too: React passes events on to it.
    event.stopPropagation()
    onSubmit?.()
  }

  const content = (
    <>
      <div className="dialog-body">{children}</div>
      {footer && <div className="dialog-footer">{footer}</div>}
    </>
  )
  return (
    <ModalOverlay
      className="dialog-overlay"
      isOpen
      onOpenChange={(open) => {
        if (!open && !locked) onClose()
      }}
      isKeyboardDismissDisabled={locked}
    >
      <Modal className={`dialog-modal dialog-${size}`}>
        <AriaDialog className="dialog" role={role}>
          <div className="dialog-header">
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <Button
              variant="quiet"
              size="small"
              icon={<CrossIcon />}
              aria-label={common.close}
              onPress={onClose}
              isDisabled={locked}
            />
          </div>
          {onSubmit ? (
            <form id={form} className="dialog-form" onSubmit={submit} noValidate>
              {content}
            </form>
          ) : (
            <div className="dialog-form">{content}</div>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
