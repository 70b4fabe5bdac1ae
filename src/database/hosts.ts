import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

export interface Host {
  host: string
  port: number
}

/** A connection that knows the host it leads to. */
export type HostSocket = Socket & Host

/** How long a host may take to accept a connection before the next one is tried. Milliseconds. */
const acceptance = 1_000

/** Between two rounds through all hosts, none of which would do. Milliseconds. */
const pause = 100

/**
 * The hosts of an address such as `postgres://user:password@one:5432,two:5432/name`, and the address as postgres.js
 * should see it. That is one host, since with several it tries without an end, and always
 * `target_session_attrs=primary`, since it takes a standby for `read-write`.
 * @throws Error that says what an address looks like
 */
export function readAddress(address: string): { hosts: Host[]; url: string } {
  const parts = /^(\w+:\/\/)([^/?#]*@)?([^/?#]*)(.*)$/s.exec(address)
  const urls = (parts?.[3] ?? '')
    .split(',')
    .map((host) => `${parts?.[1]}${parts?.[2] ?? ''}${host}${parts?.[4]}`)
  if (!urls.every((url) => URL.canParse(url))) {
    throw new Error(
      'DATABASE_URL cannot be read. It must be an address such as postgres://user:password@host:5432/latchkey, with reserved characters of the password as %40 and the like.',
    )
  }
  const [url, ...others] = urls.map((url) => new URL(url))
  url!.searchParams.set('target_session_attrs', 'primary')
  return {
    hosts: [url!, ...others].map(({ hostname, port }) => ({
      host: hostname.replace(/^\[|\]$/g, '') || 'localhost',
      port: Number(port) || 5432,
    })),
    url: url!.href,
  }
}

/**
 * Opens connections to the hosts in turn: the first that accepts one has it. Whoever is given a connection to a host
 * that turns out to be a standby closes it and asks again.
 */
export function hostFinder(hosts: Host[]): () => Promise<HostSocket> {
  let next = 0
  let lastRound = 0

  return async () => {
    if (next % hosts.length === 0) {
      if (hosts.length > 1) await delay(Math.max(0, lastRound + pause - performance.now()))
      lastRound = performance.now()
    }
    for (let tries = 1; ; tries++) {
      const socket = open(hosts[next++ % hosts.length]!)
      // The last one is handed on as it is: what is wrong with it is for its user to notice.
      if (tries >= hosts.length || (await accepts(socket))) return socket
    }
  }
}

function open({ host, port }: Host): HostSocket {
  // For TLS, postgres.js looks for the name to expect here.
  return Object.assign(connect({ host, port }), { host, port })
}

async function accepts(socket: Socket): Promise<boolean> {
  const accepted = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), acceptance)
    const settle = (result: boolean) => {
      clearTimeout(timer)
      resolve(result)
    }
    socket.once('connect', () => settle(true)).on('error', () => settle(false))
  })
  if (!accepted) socket.destroy()
  return accepted
}
