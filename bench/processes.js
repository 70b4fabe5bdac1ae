import { fork, spawn } from 'node:child_process'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What is to be undone at the end, the last thing first. @type {(() => unknown)[]} */
const cleanUps = []
let cleaning

/** @param {() => unknown} step is run once, at the end or at Ctrl-C */
export function atEnd(step) {
  cleanUps.push(step)
}

/** Ends what was started and removes what was made. */
export function cleanUp() {
  const undo = async () => {
    for (let step = cleanUps.pop(); step; step = cleanUps.pop()) await Promise.resolve(step()).catch(report)
  }
  return (cleaning ??= undo())
}

/**
 * Runs a program's work and cleans up behind it, however it ends.
 * @param {() => Promise<number | void>} work gives the exit code
 */
export async function main(work) {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      process.stderr.write('\nStopping …\n')
      cleanUp().finally(() => process.exit(130))
    })
  }
  let code = 1
  try {
    code = (await work()) ?? 0
  } catch (error) {
    report(error)
  }
  await cleanUp()
  process.exit(code)
}

/** @param {any} error */
function report(error) {
  process.stderr.write(`${error?.expected ? error.message : (error?.stack ?? error)}\n`)
}

/** An error that says all there is to say. @param {string} message */
export function refusal(message) {
  return Object.assign(new Error(message), { expected: true })
}

/** An empty folder that is removed at the end. @param {string} name */
export async function temporaryFolder(name) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), `latchkey-bench-${name}-`)))
  atEnd(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/**
 * @typedef {object} Program
 * @property {number} pid
 * @property {import('node:child_process').ChildProcess} child
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a program that is ended at the latest when we end.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, cwd?: string, ready: RegExp, seconds?: number }} options
 * @returns {Promise<Program & { match: RegExpExecArray, milliseconds: number }>} once it has printed what `ready` matches
 */
export async function startProgram(command, args, { env = {}, cwd, ready, seconds = 60 }) {
  const began = performance.now()
  const child = spawn(command, args, {
    cwd,
    env: { ...surroundings(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const program = track(child)
  let output = ''
  const match = await new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ reason) =>
      reject(new Error(`${args.join(' ')} ${reason}:\n${output.slice(-3000)}`))
    const timer = setTimeout(() => fail(`is not ready after ${seconds} s`), seconds * 1000)
    const read = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk).slice(-20_000)
      const found = ready.exec(output)
      if (!found) return
      clearTimeout(timer)
      resolve(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('error', (error) => fail(error.message))
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      fail(`ended with ${code ?? signal}`)
    })
  })
  return { ...program, match, milliseconds: performance.now() - began }
}

/**
 * Starts one of our own scripts, which answers messages.
 * @param {string} script
 * @param {{ env?: Record<string, string>, flags?: string[] }} [options] `flags` of Node
 * @returns {Promise<Program & { ask(command: string, argument?: unknown): Promise<any> }>}
 */
export async function startScript(script, { env = {}, flags } = {}) {
  const child = fork(script, {
    execArgv: flags,
    env: { ...surroundings(), ...env },
    serialization: 'advanced',
    stdio: 'inherit',
  })
  const program = track(child)
  const waiting = new Map()
  let last = 0
  child.on('message', ({ id, result, error }) => {
    const { resolve, reject } = waiting.get(id)
    waiting.delete(id)
    if (error) reject(new Error(`${script}: ${error}`))
    else resolve(result)
  })
  child.on('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${script} ended with ${code ?? signal}`))
  })
  const ask = (command, argument) =>
    new Promise((resolve, reject) => {
      const id = ++last
      waiting.set(id, { resolve, reject })
      child.send({ id, command, argument }, (error) => error && reject(error))
    })
  return { ...program, ask }
}

/** Ends only this process, by its id: first politely. @param {import('node:child_process').ChildProcess} child */
function track(child) {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    child.kill('SIGTERM')
    const impatience = setTimeout(() => child.kill('SIGKILL'), 12_000)
    await ended
    clearTimeout(impatience)
  }
  atEnd(stop)
  return { child, pid: child.pid, stop }
}

/** Settings of whoever runs this are not for the servers. */
function surroundings() {
  const { PATH = '', HOME = '', LANG = 'C.UTF-8' } = process.env
  return { PATH, HOME, LANG, NODE_ENV: 'production' }
}
