import { useState } from 'react'
import { useChange } from '../api/useChange.ts'
import { Button } from '../kit/Button.tsx'
import { Dialog } from '../kit/Dialog.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { TextField } from '../kit/TextField.tsx'
import { useToast } from '../kit/Toasts.tsx'
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
  const { environments: text, common } = useStrings()
  const toast = useToast()
  const [newName, setNewName] = useState(() => nameOfCopy(name, taken))
  const [tried, setTried] = useState(false)
  const { run, running, failure, clear } = useChange(cloneMutation)
  const isTaken = failure?.code === 'ENVIRONMENT_NAME_TAKEN'

  async function submit() {
    setTried(true)
    if (!isEnvironmentName(newName)) return
    const { data } = await run({ name, newName })
    if (!data) return
    toast(text.cloned(newName))
    onClose()
  }

  return (
    <Dialog
      title={text.cloneTitle(name)}
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
          <Button type="submit" variant="primary" pending={running}>
            {text.cloneSubmit}
          </Button>
        </>
      }
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
        autoFocus
        autoComplete="off"
        error={
          (isTaken && text.nameTaken) ||
          (tried && !newName && text.nameMissing) ||
          (tried && !isEnvironmentName(newName) && text.nameWrong)
        }
      />
    </Dialog>
  )
}
