import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import { leaksIn } from './secrets.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface RunningProcess {
  child: ChildProcess
  stdout: string
  stderr: string
  /** Resolves when a text was printed. Rejects when the process ends without it. */
  prints(pattern: RegExp): Promise<RegExpExecArray>
  /** Resolves with the exit code. */
  ended: Promise<number | null>
}

/**
 * Runs the built command line as a process of its own. It is ended at the end of the test.
 * @param settings its whole environment beside PATH and HOME
 * @param options.input what it reads; null: it waits for that
 */
export function runLatchkey(
  args: string[],
  settings: Record<string, string> = {},
  { input = '', cwd = root }: { input?: string | Buffer | null; cwd?: string } = {},
): RunningProcess {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [`${root}dist/main.js`, ...args], {
    cwd,
    env: { PATH, HOME, PORT: '0', LOG_LEVEL: 'trace', ...settings },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  if (input !== null) child.stdin.end(input)
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    // The log of a process is its standard output; standard error is for the person who started it.
    expect(leaksIn({ 'standard output': running.stdout })).toEqual([])
  })

  const listeners = new Set<() => void>()
  const running: RunningProcess = {
    child,
    stdout: '',
    stderr: '',
    ended: new Promise((resolve) => child.once('close', (code) => resolve(code))),
    prints: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(running.stdout + running.stderr)
          if (match) {
            listeners.delete(look)
            resolve(match)
          }
        }
        listeners.add(look)
        look()
        void running.ended.then((code) =>
          reject(new Error(`Ended with ${code}:\n${running.stdout}${running.stderr}`)),
        )
      }),
  }
  child.stdout.on('data', (text) => {
    running.stdout += text
    for (const look of listeners) look()
  })
  child.stderr.on('data', (text) => {
    running.stderr += text
    for (const look of listeners) look()
  })
  return running
}
