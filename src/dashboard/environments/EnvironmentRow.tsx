import { useState } from 'react'
import { useChange } from '../api/useChange.ts'
import { Button } from '../kit/Button.tsx'
import {
  CopyIcon,
  DotsIcon,
  ExternalIcon,
  MoonIcon,
  PlayIcon,
  RestartIcon,
  StopIcon,
  TrashIcon,
} from '../kit/icons.tsx'
import { Menu, MenuItem, MenuSeparator } from '../kit/Menu.tsx'
import { Time } from '../kit/Time.tsx'
import { useToast } from '../kit/Toasts.tsx'
import { describeFailure } from '../strings/describe-failure.ts'
import { useStrings } from '../strings/Language.tsx'
import { EnvironmentStatusBadge, isAtRest } from './EnvironmentStatusBadge.tsx'
import { summarizeNodes } from './node-types.ts'
import {
  type Environment,
  restartMutation,
  sleepMutation,
  startMutation,
  type Status,
  stopMutation,
} from './operations.ts'

export function EnvironmentRow({
  environment,
  onClone,
  onDelete,
}: {
  environment: Environment
  onClone(): void
  onDelete(): void
}) {
  const { environments: text, common } = useStrings()
  const { name, displayName, domain, nodes, createdAt } = environment
  const { status, words, busy, start, stop, sleep, restart } = useStatus(environment)

  const canStart = status === 'STOPPED' || status === 'SLEEPING'
  const isRunning = status === 'RUNNING'
  const working = busy || !isAtRest(status)
  return (
    <li className="environment">
      <div className="environment-name">
        <h2>{displayName || name}</h2>
        <a href={`//${domain}`} target="_blank" rel="noreferrer" className="environment-domain small">
          {domain}
          <ExternalIcon size={12} />
        </a>
      </div>
      <div className="environment-status" role="status" aria-label={`${name}: ${text.status}`}>
        <EnvironmentStatusBadge status={status} words={words} />
      </div>
      <div className="environment-nodes">
        <span className="visually-hidden">{text.nodes}: </span>
        {summarizeNodes(nodes).map((node) => (
          <span key={node} className="tag">
            {node}
          </span>
        ))}
      </div>
      <div className="environment-created quiet">
        <span className="environment-caption">{text.created} </span>
        {createdAt ? <Time iso={createdAt} as="date" /> : common.notAvailable}
      </div>
      <div className="environment-actions">
        {/* One button for both, which is never disabled while its own work is under way: else it loses the focus. */}
        <Button
          size="small"
          icon={canStart ? <PlayIcon /> : <StopIcon />}
          // The second click of a double click is meant for what the button said at the first.
          onClick={({ detail: clicks }) => {
            if (clicks < 2) (canStart ? start : stop)()
          }}
          pending={working}
          isDisabled={!working && !canStart && !isRunning}
          aria-label={canStart ? text.startOf(name) : text.stopOf(name)}
        >
          {canStart ? text.start : text.stop}
        </Button>
        <Menu
          label={text.moreOf(name)}
          button={<Button variant="quiet" size="small" icon={<DotsIcon />} aria-label={text.moreOf(name)} />}
        >
          <MenuItem icon={<RestartIcon />} onAction={restart} isDisabled={!isRunning || busy}>
            {text.restart}
          </MenuItem>
          <MenuItem icon={<MoonIcon />} onAction={sleep} isDisabled={!isRunning || busy}>
            {text.sleep}
          </MenuItem>
          <MenuItem icon={<CopyIcon />} onAction={onClone} isDisabled={working}>
            {text.clone}
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<TrashIcon />} onAction={onDelete} isDisabled={working} danger>
            {text.remove}
          </MenuItem>
        </Menu>
      </div>
    </li>
  )
}

/** The status to show, and what changes it. */
function useStatus(environment: Environment) {
  const strings = useStrings()
  const text = strings.environments
  const toast = useToast()
  const started = useChange(startMutation)
  const stopped = useChange(stopMutation)
  const slept = useChange(sleepMutation)
  const restarted = useChange(restartMutation)
  const { name } = environment

  /** What a change answered holds until the list is newer: between the two, the old status must not come back. */
  const [answer, setAnswer] = useState<{ status: Status; before: Environment }>()
  const status = answer?.before === environment ? answer.status : environment.status

  async function change(
    outcome: Promise<{ data?: { status: Status }; failure?: Parameters<typeof describeFailure>[1] }>,
    done: string,
  ) {
    const { data, failure } = await outcome
    if (data) setAnswer({ status: data.status, before: environment })
    if (data) toast(done)
    else if (failure) toast(text.failed(name, describeFailure(strings, failure)), 'error')
  }

  const words =
    (started.running && text.statuses.LAUNCHING) ||
    (stopped.running && text.statuses.STOPPING) ||
    (slept.running && text.statuses.GOING_TO_SLEEP) ||
    (restarted.running && text.restarting) ||
    undefined

  return {
    status,
    words,
    busy: words !== undefined,
    start: () =>
      void change(
        started.run({ name }).then(({ data, failure }) => ({ data: data?.startEnvironment, failure })),
        text.started(name),
      ),
    stop: () =>
      void change(
        stopped.run({ name }).then(({ data, failure }) => ({ data: data?.stopEnvironment, failure })),
        text.stopped(name),
      ),
    sleep: () =>
      void change(
        slept.run({ name }).then(({ data, failure }) => ({ data: data?.sleepEnvironment, failure })),
        text.slept(name),
      ),
    restart: () =>
      void change(
        restarted.run({ name }).then(({ data, failure }) => ({ data: data?.restartEnvironment, failure })),
        text.restarted(name),
      ),
  }
}
