import { useRef, useState } from 'react'
import { useChange } from '../api/useChange.ts'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { FormDialog } from '../kit/FormDialog.tsx'
import { useToast } from '../kit/Toasts.tsx'
import { useFocusWrong } from '../kit/useFocusWrong.ts'
import { useStrings } from '../strings/Language.tsx'
import { isEnvironmentName, nameOfCopy } from './environment-name.ts'
import { EnvironmentNameField, isSaidAtName } from './EnvironmentNameField.tsx'
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
      <FailureBanner failure={isSaidAtName(failure, 'newName') ? undefined : failure} />
      <EnvironmentNameField
        label={text.newName}
        parameter="newName"
        value={newName}
        onChange={(value) => {
          setNewName(value)
          clear()
        }}
        tried={tried}
        failure={failure}
        inputRef={nameInput}
      />
    </FormDialog>
  )
}
