import { useRef, useState } from 'react'
import { useChange } from '../api/useChange.ts'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { FormDialog } from '../kit/FormDialog.tsx'
import { TextField } from '../kit/TextField.tsx'
import { useToast } from '../kit/Toasts.tsx'
import { useFocusWrong } from '../kit/useFocusWrong.ts'
import { useStrings } from '../strings/Language.tsx'
import { isEnvironmentName, nameOfCopy } from './environment-name.ts'
import { cloneMutation } from './operations.ts'

export function CloneDialog({
  name,
  taken,
  onClose,
}: {
  name: string
  /** Names of all environments. */
  taken: readonly string[]
  onClose(): void
}) {
  const { environments: text } = useStrings()
  const toast = useToast()
  const [newName, setNewName] = useState(() => nameOfCopy(name, taken))
  const [tried, setTried] = useState(false)
  const { run, running, failure, clear } = useChange(cloneMutation)
  const nameInput = useRef<HTMLInputElement>(null)
  const focusWrong = useFocusWrong(nameInput)
  const isTaken = failure?.code === 'ENVIRONMENT_NAME_TAKEN'

  async function submit() {
    setTried(true)
    if (!isEnvironmentName(newName)) return focusWrong()
    const { data } = await run({ name, newName })
    if (!data) return focusWrong()
    toast(text.cloned(newName))
    onClose()
  }

  return (
    <FormDialog
      title={text.cloneTitle(name)}
      onClose={onClose}
      running={running}
      failure={failure}
      size="small"
      submit={text.cloneSubmit}
      onSubmit={() => void submit()}
    >
      <p>{text.cloneText}</p>
      <FailureBanner failure={isTaken ? undefined : failure} />
      <TextField
        label={text.newName}
        hint={text.nameHint}
        value={newName}
        onChange={(value) => {
          setNewName(value)
          clear()
        }}
        inputRef={nameInput}
        autoFocus
        autoComplete="off"
        error={
          (isTaken && text.nameTaken) ||
          (tried && !newName && text.nameMissing) ||
          (tried && !isEnvironmentName(newName) && text.nameWrong)
        }
      />
    </FormDialog>
  )
}
