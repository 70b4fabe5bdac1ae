import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks of /proc per second: 100 on every Linux that Node runs on. */
const ticks = 100

/**
 * @typedef {Map<number, { database: boolean, time: number }>} Usage seconds of CPU that each process has used so far
 */

/**
 * What processes have used, with all their descendants. PostgreSQL's processes among those are marked, because a
 * server that brings its own database is the parent of that, too.
 * @param {number[]} pids
 * @returns {Usage[]} empty where the system does not tell
 */
export function cpuUsage(pids) {
  const processes = readProcesses()
  return pids.map((pid) => {
    const usage = new Map()
    const add = (/** @type {number} */ id) => {
      const found = processes.get(id)
      if (!found) return
      usage.set(id, { database: found.name.startsWith('postgres'), time: found.time })
      found.children.forEach(add)
    }
    add(pid)
    return usage
  })
}

/**
 * What was used between two looks. A process that ended meanwhile is left out. NaN where nothing was to be seen, as of a
 * database that is none of the processes.
 * @param {Usage} before
 * @param {Usage} after
 */
export function cpuBetween(before, after) {
  const hasDatabase = [...after.values()].some(({ database }) => database)
  const used = { own: after.size ? 0 : NaN, database: hasDatabase ? 0 : NaN }
  for (const [pid, { database, time }] of after) {
    used[database ? 'database' : 'own'] += time - (before.get(pid)?.time ?? 0)
  }
  return used
}

/** Resident memory of a process with its descendants, PostgreSQL's left out. Bytes. @param {number} pid */
export function residentMemory(pid) {
  const processes = readProcesses()
  const add = (/** @type {number} */ id) => {
    const { name, pages, children } = processes.get(id) ?? { name: '', pages: NaN, children: [] }
    return children.reduce((sum, child) => sum + add(child), name.startsWith('postgres') ? 0 : pages * 4096)
  }
  return add(pid)
}

function readProcesses() {
  /** @type {Map<number, { name: string, parent: number, time: number, pages: number, children: number[] }>} */
  const processes = new Map()
  let entries = []
  try {
    entries = readdirSync('/proc')
  } catch {
    // Not a Linux.
  }
  for (const entry of entries) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const text = readFileSync(`/proc/${entry}/stat`, 'latin1')
      const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'))
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
      const time = (Number(fields[11]) + Number(fields[12])) / ticks
      processes.set(Number(entry), {
        name,
        parent: Number(fields[1]),
        time,
        pages: Number(fields[21]),
        children: [],
      })
    } catch {
      // It has ended meanwhile.
    }
  }
  for (const [pid, { parent }] of processes) processes.get(parent)?.children.push(pid)
  return processes
}
