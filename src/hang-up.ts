import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import { isatty } from 'node:tty'

/**
 * Does something in place of ending at once when the terminal is closed (SIGHUP). That is told more than once, by the
 * shell and by the system, and means the same under `nohup`: Node takes back at its start that a signal is ignored.
 * `setsid` or a service is for a server that is to outlive its terminal.
 */
export function onHangUp(work: (signal: NodeJS.Signals) => void): void {
  // By then they are no terminal any more.
  const terminal = [0, 1, 2].filter((descriptor) => isatty(descriptor))
  process.once('SIGHUP', (signal) => {
    leave(terminal)
    work(signal)
  })
  process.on('SIGHUP', () => {})
}

/** Writing to a terminal that is gone fails, and Node, which wants to set it right at the end, aborts. */
function leave(terminal: number[]) {
  for (const descriptor of terminal) {
    closeSync(descriptor)
    // It gets the lowest number that is free.
    openSync(devNull, 'r+')
  }
}
