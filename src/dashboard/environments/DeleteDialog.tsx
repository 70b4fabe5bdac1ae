import { useState } from 'react'
import { useChange } from '../api/useChange.ts'
import { Button } from '../kit/Button.tsx'
import { Dialog } from '../kit/Dialog.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { TextField } from '../kit/TextField.tsx'
import { useToast } from '../kit/Toasts.tsx'
import { useStrings } from '../strings/Language.tsx'
import { deleteMutation } from './operations.ts'

/** Asks for the name: what is deleted here cannot be brought back, and two names often differ by a letter. */
export function DeleteDialog({
  name,
  onClose,
  onDeleted,
}: {
  name: string
  onClose(): void
  onDeleted(): void
}) {
  const { environments: text, common } = useStrings()
  const toast = useToast()
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const { run, running, failure } = useChange(deleteMutation)

  async function submit() {
    setTried(true)
    if (typed.trim() !== name) return
    const { data } = await run({ name })
    if (!data) return
    toast(text.deleted(name))
    onClose()
    onDeleted()
  }

  return (
    <Dialog
      title={text.deleteTitle(name)}
      role="alertdialog"
      isOpen
      onClose={onClose}
      locked={running}
      size="small"
      onSubmit={() => void submit()}
      footer={
        <>
          <Button onPress={onClose} isDisabled={running}>
            {common.cancel}
          </Button>
          <Button type="submit" variant="danger" pending={running} isDisabled={typed.trim() !== name}>
            {text.deleteSubmit}
          </Button>
        </>
      }
    >
      <p>{text.deleteText}</p>
      <FailureBanner failure={failure} />
      <TextField
        label={text.deleteConfirm(name)}
        value={typed}
        onChange={setTyped}
        autoFocus
        autoComplete="off"
        error={tried && typed.trim() !== name && text.nameDiffers}
      />
    </Dialog>
  )
}
