import { useRef, useState } from 'react'
import { useLive } from '../api/useLive.ts'
import { Button } from '../kit/Button.tsx'
import { EmptyState } from '../kit/EmptyState.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { PlusIcon, ServerIcon } from '../kit/icons.tsx'
import { Loading } from '../kit/Loading.tsx'
import { Page } from '../kit/Page.tsx'
import { placeAfter, useFocusNext } from '../kit/useFocusNext.ts'
import { useStrings } from '../strings/Language.tsx'
import { CloneDialog } from './CloneDialog.tsx'
import { DeleteDialog } from './DeleteDialog.tsx'
import { EnvironmentRow } from './EnvironmentRow.tsx'
import './Environments.css'
import { NewEnvironmentDialog } from './NewEnvironmentDialog.tsx'
import { environmentsQuery } from './operations.ts'

/** A change made elsewhere is to be seen within two seconds. Milliseconds. */
const askEvery = 1500

type Dialog = { kind: 'new' } | { kind: 'clone' | 'delete'; name: string }

export default function Environments() {
  const { environments: text } = useStrings()
  const { data, failure, loading, refresh } = useLive(environmentsQuery, {}, { every: askEvery })
  const [dialog, setDialog] = useState<Dialog>()
  const list = data && [...data.environments].sort((a, b) => a.name.localeCompare(b.name))
  const close = () => setDialog(undefined)
  const focusNext = useFocusNext()
  const rows = useRef<HTMLUListElement>(null)

  function leave(name: string) {
    const index = list?.findIndex((environment) => environment.name === name) ?? -1
    focusNext(placeAfter(rows.current?.children[index]))
  }

  const newButton = (
    <Button variant="primary" icon={<PlusIcon />} onPress={() => setDialog({ kind: 'new' })}>
      {text.newEnvironment}
    </Button>
  )
  return (
    <Page title={text.title} lead={text.lead} actions={list && list.length > 0 && newButton}>
      <FailureBanner failure={failure} onRetry={refresh} />
      {loading && <Loading />}
      {list?.length === 0 && (
        <div className="card">
          <EmptyState icon={<ServerIcon size={24} />} title={text.emptyTitle} actions={newButton}>
            {text.emptyText}
          </EmptyState>
        </div>
      )}
      {list && list.length > 0 && (
        <div className="card environments">
          <div className="environments-head" aria-hidden="true">
            <span>{text.name}</span>
            <span>{text.status}</span>
            <span>{text.nodes}</span>
            <span>{text.created}</span>
          </div>
          <ul aria-label={text.title} ref={rows}>
            {list.map((environment) => (
              <EnvironmentRow
                key={environment.name}
                environment={environment}
                onClone={() => setDialog({ kind: 'clone', name: environment.name })}
                onDelete={() => setDialog({ kind: 'delete', name: environment.name })}
              />
            ))}
          </ul>
        </div>
      )}
      {dialog?.kind === 'new' && <NewEnvironmentDialog onClose={close} />}
      {dialog?.kind === 'clone' && (
        <CloneDialog name={dialog.name} taken={list?.map(({ name }) => name) ?? []} onClose={close} />
      )}
      {dialog?.kind === 'delete' && (
        <DeleteDialog name={dialog.name} onClose={close} onDeleted={() => leave(dialog.name)} />
      )}
    </Page>
  )
}
