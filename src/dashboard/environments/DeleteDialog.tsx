import { useState } from 'react'
import { useChange } from '../api/useChange.ts'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { FormDialog } from '../kit/FormDialog.tsx'
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
  const { environments: text } = useStrings()
  const toast = useToast()
  const [typed, setTyped] = useState('')
  const { run, running, failure } = useChange(deleteMutation)

  async function submit() {
    const { data } = await run({ name })
    if (!data) return
    toast(text.deleted(name))
    onClose()
    onDeleted()
  }

  return (
    <FormDialog
      title={text.deleteTitle(name)}
      role="alertdialog"
      onClose={onClose}
      running={running}
      failure={failure}
      size="small"
      submit={text.deleteSubmit}
      danger
      isDisabled={typed.trim() !== name}
      onSubmit={() => void submit()}
    >
      <p>{text.deleteText}</p>
      <FailureBanner failure={failure} />
      <TextField
        label={text.deleteConfirm(name)}
        value={typed}
        onChange={setTyped}
        autoFocus
        autoComplete="off"
      />
    </FormDialog>
  )
}
