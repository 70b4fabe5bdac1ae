import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { atEnd, startScript } from '../processes.js'
import { userInfo } from '../input/traffic.js'
import { nodeFlags } from './node-flags.js'

const folder = fileURLToPath(new URL('../peers', import.meta.url))

/**
 * Starts a server of peers/ that answers what it is told to.
 * @param {string} script
 * @param {Record<string, string>} [env]
 * @returns {Promise<import('../measure.js').Target & { ask(command: string, argument?: unknown): Promise<any> }>}
 */
export async function startPeer(script, env) {
  const { ask, pid } = await startScript(join(folder, script), { env, flags: nodeFlags })
  const port = await ask('listen')
  return { port, pid, ask, answer: (given) => ask('answer', given) }
}

/** better-auth with keys of its own. @param {string} databaseUrl @param {number} number of keys */
export async function startBetterAuth(databaseUrl, number) {
  const peer = await startPeer('better-auth.js', { DATABASE_URL: databaseUrl })
  const keys = await peer.ask('prepare', { number })
  await peer.answer({ status: 200, body: userInfo })
  return { peer, keys }
}

/** Strapi with tokens of its own. @param {string} databaseUrl @param {number} number of tokens */
export async function startStrapi(databaseUrl, number) {
  // Written at every start, though it is told not to look for updates.
  atEnd(() => rm(join(folder, 'strapi/.strapi-updater.json'), { force: true }))
  const secret = Buffer.alloc(24, 'a secret of the benchmark').toString('base64')
  const peer = await startPeer('strapi/server.mjs', {
    DATABASE_URL: databaseUrl,
    PORT: '0',
    SECRET: secret,
    STRAPI_TELEMETRY_DISABLED: 'true',
    STRAPI_DISABLE_UPDATE_NOTIFICATION: 'true',
  })
  const keys = await peer.ask('prepare', { number })
  await peer.answer({ status: 200, body: userInfo })
  return { peer, keys }
}

/** Puts a proxy that remembers accepted uses before an instance of ours. @param {number} target its port */
export async function startRememberingProxy(target) {
  const { port } = await startPeer('remembering-proxy.js', { TARGET_PORT: String(target) })
  return port
}
