import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** What may be wrong with the line to a database. */
export type Fault =
  /** New connections are refused, those there end. */
  | 'refused'
  /** New connections and those there are reset. */
  | 'reset'
  /** Connections are accepted, and nothing is ever answered. */
  | 'silent'
  /** What is sent arrives, and no answer comes back. */
  | 'mute'
  /** Half of the next answer comes back, and nothing more. */
  | 'torn'
  /** Every answer takes 0.7 seconds. */
  | 'slow'

/** A line to a database that a test can break. */
export async function startRelay(databaseUrl: string) {
  const database = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let fault: Fault | undefined
  let trap: { marker: string; fault: Fault; sprung(): void } | undefined
  let commitTrap: { marker: string; sprung(): void } | undefined

  const server = createServer((client) => {
    keep(client)
    if (fault === 'reset') return client.resetAndDestroy()
    const target = keep(connect(Number(database.port), database.hostname))
    // A connection that has lost something never recovers, even when the line does.
    let isLost = false
    let isMarked = false
    let isToBeSwallowed = false
    client.on('data', (data) => {
      isLost ||= fault === 'silent'
      isToBeSwallowed ||= commitTrap !== undefined && data.includes(commitTrap.marker)
      if (commitTrap && isToBeSwallowed && /commit/i.test(data.toString('latin1'))) {
        isLost = true
        commitTrap.sprung()
        commitTrap = undefined
      }
      if (isLost) return
      target.write(data)
      isMarked ||= trap !== undefined && data.includes(trap.marker)
    })
    target.on('data', (data) => {
      if (trap && isMarked && data.includes('COMMIT\0')) {
        fault = trap.fault
        trap.sprung()
        trap = undefined
      }
      if (fault === 'torn' && !isLost) client.write(data.subarray(0, data.length / 2))
      isLost ||= fault === 'silent' || fault === 'mute' || fault === 'torn'
      if (isLost) return
      if (fault === 'slow') setTimeout(() => client.write(data), 700)
      else client.write(data)
    })
    client.on('close', () => target.destroy())
    target.on('close', () => client.destroy())
  })

  function keep(socket: Socket) {
    sockets.add(socket)
    return socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  }

  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${port}`

  async function close() {
    server.close()
    for (const socket of sockets) socket.destroy()
    await once(server, 'close')
  }

  return {
    url: url.href,
    async breakDown(kind: Fault) {
      fault = kind
      if (kind === 'refused') await close()
      if (kind === 'reset') for (const socket of sockets) socket.resetAndDestroy()
    },
    /** Breaks the line once the database has committed what this was a part of, before it can say so. */
    breakDownAtCommit: (marker: string, kind: Fault) =>
      new Promise<void>((sprung) => (trap = { marker, fault: kind, sprung })),
    /** Loses the end of the transaction that this is a part of, on its way to the database. */
    swallowCommit: (marker: string) => new Promise<void>((sprung) => (commitTrap = { marker, sprung })),
    async mend() {
      fault = undefined
      if (!server.listening) await once(server.listen(port, '127.0.0.1'), 'listening')
    },
    async stop() {
      fault = undefined
      if (server.listening) await close()
    },
  }
}
