import { useEffect, useRef, useState } from 'react'
import { useChange } from '../api/useChange.ts'
import { Button } from '../kit/Button.tsx'
import { DiscardQuestion } from '../kit/DiscardQuestion.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { FormDialog } from '../kit/FormDialog.tsx'
import { CrossIcon, PlusIcon } from '../kit/icons.tsx'
import { type Choice, Select } from '../kit/Select.tsx'
import { TextField } from '../kit/TextField.tsx'
import { useToast } from '../kit/Toasts.tsx'
import { useFocusWrong } from '../kit/useFocusWrong.ts'
import { useUnsaved } from '../kit/useUnsaved.ts'
import { useStrings } from '../strings/Language.tsx'
import { isEnvironmentName } from './environment-name.ts'
import { EnvironmentNameField, isSaidAtName } from './EnvironmentNameField.tsx'
import { nodeTypes } from './node-types.ts'
import { createMutation, regionsMutation } from './operations.ts'

interface NodeDraft {
  key: number
  type: string
  count: string
  image: string
}

let lastKey = 0
function newNode(type: string): NodeDraft {
  return { key: ++lastKey, type, count: '1', image: '' }
}

function isCount(text: string) {
  return /^[1-9]\d?$|^100$/.test(text.trim())
}

export function NewEnvironmentDialog({ onClose }: { onClose(): void }) {
  const { environments: text, common } = useStrings()
  const toast = useToast()
  const [name, setName] = useState('')
  const [displayName, setDisplayName] = useState('')
  const [region, setRegion] = useState<string | null>(null)
  const [start] = useState(() => [newNode('tomcat')])
  const [nodes, setNodes] = useState(start)
  const [tried, setTried] = useState(false)
  const [asking, setAsking] = useState(false)
  const regions = useRegions()
  const shownRegion = region ?? regions[0]?.id
  const { run, running, failure, clear } = useChange(createMutation)

  const nameInput = useRef<HTMLInputElement>(null)
  const addButton = useRef<HTMLButtonElement>(null)
  const focusWrong = useFocusWrong(nameInput)

  const isBegun = name !== '' || displayName !== '' || region !== null || nodes !== start
  useUnsaved(isBegun, isBegun ? 'writing' : undefined)
  const close = () => (isBegun ? setAsking(true) : onClose())

  // The dialog to sign in again says that the session has ended.
  const isSaidElsewhere = isSaidAtName(failure, 'name') || failure?.code === 'UNAUTHENTICATED'
  const isComplete =
    isEnvironmentName(name) &&
    nodes.every(({ type, count, image }) => isCount(count) && (type !== 'docker' || image.trim()))

  function changeNode(key: number, change: Partial<NodeDraft>) {
    setNodes(nodes.map((node) => (node.key === key ? { ...node, ...change } : node)))
  }

  async function submit() {
    setTried(true)
    if (!isComplete) return focusWrong()
    const { data } = await run({
      environment: {
        name,
        displayName: displayName.trim() || undefined,
        region: shownRegion,
        nodes: nodes.map(({ type, count, image }) => ({
          type,
          count: Number(count),
          image: type === 'docker' ? image.trim() : undefined,
        })),
      },
    })
    if (!data) return focusWrong()
    toast(text.wasCreated(name))
    onClose()
  }

  return (
    <>
      <FormDialog
        title={text.createTitle}
        onClose={close}
        running={running}
        failure={failure}
        submit={text.createSubmit}
        onSubmit={() => void submit()}
      >
        <FailureBanner failure={isSaidElsewhere ? undefined : failure} />
        <EnvironmentNameField
          label={text.name}
          parameter="name"
          value={name}
          onChange={(value) => {
            setName(value)
            clear()
          }}
          tried={tried}
          failure={failure}
          inputRef={nameInput}
        />
        <TextField
          label={
            <>
              {text.displayName} <span className="quiet">({common.optional})</span>
            </>
          }
          hint={text.displayNameHint}
          value={displayName}
          onChange={setDisplayName}
          maxLength={100}
          autoComplete="off"
        />
        {shownRegion !== undefined && regions.length > 1 && (
          <Select label={text.region} choices={regions} value={shownRegion} onChange={setRegion} />
        )}
        <fieldset className="node-list">
          <legend className="field-label">{text.nodesLegend}</legend>
          {nodes.map(({ key, type, count, image }, index) => (
            <div key={key} className="node-row">
              <Select
                label={text.nodeTypeOf(index + 1)}
                hideLabel
                choices={nodeTypes.map(({ id, name, layer }) => ({ id, name, detail: text.layers[layer] }))}
                value={type}
                onChange={(id) => changeNode(key, { type: id })}
              />
              <span className="quiet" aria-hidden="true">
                ×
              </span>
              <TextField
                label={<span className="visually-hidden">{text.countOf(index + 1)}</span>}
                value={count}
                onChange={(value) => changeNode(key, { count: value })}
                inputMode="numeric"
                error={tried && !isCount(count) && text.countWrong}
              />
              <Button
                variant="quiet"
                icon={<CrossIcon />}
                aria-label={text.removeNode(index + 1)}
                isDisabled={nodes.length === 1}
                onPress={() => {
                  addButton.current?.focus()
                  setNodes(nodes.filter((node) => node.key !== key))
                }}
              />
              {type === 'docker' && (
                <div className="node-image">
                  <TextField
                    label={<span className="visually-hidden">{text.imageOf(index + 1)}</span>}
                    placeholder={text.imagePlaceholder}
                    value={image}
                    onChange={(value) => changeNode(key, { image: value })}
                    autoComplete="off"
                    mono
                    error={tried && !image.trim() && text.imageMissing}
                  />
                </div>
              )}
            </div>
          ))}
          <div>
            <Button
              ref={addButton}
              size="small"
              icon={<PlusIcon />}
              onPress={() => setNodes([...nodes, newNode(nodes.length === 1 ? 'postgres' : 'redis')])}
            >
              {text.addNode}
            </Button>
          </div>
        </fieldset>
      </FormDialog>
      {asking && <DiscardQuestion onDiscard={onClose} onKeep={() => setAsking(false)} />}
    </>
  )
}

/** The platform's regions, if it tells. Without them it puts the environment where it thinks best. */
function useRegions(): Choice<string>[] {
  const [regions, setRegions] = useState<Choice<string>[]>([])
  const { run } = useChange(regionsMutation, { repeatable: true })
  useEffect(() => {
    void run({}).then(({ data }) => {
      const list = data?.callMethod.array
      if (Array.isArray(list)) setRegions(list.flatMap(readRegion))
    })
  }, [run])
  return regions
}

function readRegion(region: unknown): Choice<string>[] {
  const { uniqueName, displayName } = (region ?? {}) as Record<string, unknown>
  if (typeof uniqueName !== 'string') return []
  return [{ id: uniqueName, name: typeof displayName === 'string' ? displayName : uniqueName }]
}
