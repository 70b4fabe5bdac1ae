import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'

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
 * @returns in `verifies` whether the host's certificate is to be checked
 * @throws Error that says what an address looks like
 */
export function readAddress(address: string): { hosts: Host[]; url: string; verifies: boolean } {
  const parts = /^(\w+:\/\/)([^/?#]*@)?([^/?#]*)(.*)$/s.exec(address)
  refuseParameters(new URLSearchParams(/\?([^#]*)/.exec(parts?.[4] ?? '')?.[1]))
  const urls = (parts?.[3] ?? '')
    .split(',')
    .map((host) => `${parts?.[1]}${parts?.[2] ?? ''}${host}${parts?.[4]}`)
  if (!urls.every(isReadable)) {
    throw new Error(
      'DATABASE_URL cannot be read. It must be an address such as postgres://user:password@host:5432/latchkey, with reserved characters of the password as %40 and the like, also % itself, as %25.',
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
    verifies: verifiesHost(url!.href),
  }
}

/** Whether the address asks for TLS with a certificate that is checked. The driver says how it reads that. */
function verifiesHost(url: string): boolean {
  const { ssl } = postgres(url, { max: 1 }).options as { ssl: unknown }
  return Boolean(ssl) && !['require', 'allow', 'prefer'].includes(ssl as string)
}

function isReadable(url: string): boolean {
  if (!URL.canParse(url)) return false
  try {
    const { username, password } = new URL(url)
    return decodeURIComponent(username + password) !== undefined
  } catch {
    return false
  }
}

/** Parameters of other clients, which the driver would hand to the database as settings, and what to do instead. */
const notTaken = new Map([
  [
    'sslrootcert',
    'Leave it out, set NODE_EXTRA_CA_CERTS to the file, and keep sslmode=verify-full in the address.',
  ],
  ['sslcert', 'Leave it out: who connects is shown by the password, not by a certificate.'],
  ['sslkey', 'Leave it out: who connects is shown by the password, not by a certificate.'],
  ['channel_binding', 'Leave it out: sslmode=verify-full makes sure of the server.'],
  [
    'host',
    'Write the host before the name: postgres://user:password@host:5432/latchkey. It is reached by TCP.',
  ],
])

function refuseParameters(parameters: URLSearchParams) {
  for (const name of parameters.keys()) {
    const advice = notTaken.get(name)
    if (advice) throw new Error(`DATABASE_URL has the parameter ${name}, which is not taken. ${advice}`)
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
