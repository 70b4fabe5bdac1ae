import type { Logger } from 'pino'
import type { Identity } from '../../accounts/identity.ts'
import type { PlatformSettings } from '../../config.ts'
import type { Database } from '../../database/connect.ts'
import { rootCause } from '../../database/root-cause.ts'
import type { Sealer } from '../../sealing.ts'
import type { PlatformLinks } from '../platform-link.ts'
import type { Platform } from '../platform.ts'
import { createClient } from './client.ts'
import { createIdentity } from './identity.ts'
import { createLinks } from './links.ts'
import { askerOf } from './sign-in.ts'
import { signOutEnded } from './sign-out-ended.ts'
import { createUpstream } from './upstream.ts'

/** How often sessions of the platform are ended whose session here has ended. Milliseconds. */
const pause = 5_000

export interface ConnectedPlatform {
  platform: Platform
  identity: Identity
  links: PlatformLinks
  close(): Promise<void>
}

export interface PlatformParts {
  db: Database
  sealer: Sealer
  log: Logger
}

/** Puts Latchkey in front of a platform. */
export function connectPlatform(
  settings: PlatformSettings,
  { db, sealer, log }: PlatformParts,
): ConnectedPlatform {
  const client = createClient(settings, ({ path, code, sent }) =>
    log.warn({ path, code, sent }, 'the platform did not answer'),
  )
  const ask = askerOf(client, settings.timeout)
  const identity = createIdentity({
    db,
    sealer,
    ask,
    home: settings.url,
    warn: (problem, accountId) => log.warn({ accountId, problem }, 'no credential of the platform'),
  })
  const platform = createUpstream({ db, sealer, client, settings })

  let working: Promise<void> | undefined
  const timer = setInterval(() => {
    working ??= signOutEnded(db, sealer, ask)
      .catch((error: unknown) =>
        log.warn({ err: rootCause(error).error }, 'sessions of the platform not ended'),
      )
      .finally(() => (working = undefined))
  }, pause)
  timer.unref()

  return {
    platform,
    identity,
    links: createLinks({
      db,
      sealer,
      ask,
      identity,
      warn: (problem, accountId) => log.warn({ accountId, problem }, 'token of the platform not removed'),
    }),
    close: async () => {
      clearInterval(timer)
      await client.close()
      await working
    },
  }
}
