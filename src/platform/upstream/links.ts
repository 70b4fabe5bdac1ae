import { looksLikeToken } from '../../access/token-form.ts'
import type { Identity } from '../../accounts/identity.ts'
import { type Confirmation, lockConfirmed } from '../../accounts/lock-account.ts'
import { recordActivity } from '../../activity/record-activity.ts'
import type { Database } from '../../database/connect.ts'
import { ApiError } from '../../errors.ts'
import type { Sealer } from '../../sealing.ts'
import type { PlatformLinks } from '../platform-link.ts'
import { readCredential, readSecrets, removeCredential, replaceCredential, sessionBehind } from './secrets.ts'
import { type AskPlatform, isCredential, removeTokenAt } from './sign-in.ts'

/** Methods whose answer names the account. A token need hold one of them. */
const whoAmI = ['users.account.GetUserInfo', 'users.authentication.CheckSign'] as const

export interface LinkParts {
  db: Database
  sealer: Sealer
  ask: AskPlatform
  identity: Identity
  /** Is told of what did not work out, without secrets. */
  warn(what: string, accountId: string): void
}

export function createLinks({ db, sealer, ask, identity, warn }: LinkParts): PlatformLinks {
  return {
    async show({ id }) {
      const [row, { token, sessions }] = await Promise.all([
        readCredential(db, sealer, id),
        readSecrets(db, sealer, id),
      ])
      const has = token !== undefined
      return {
        address: identity.home,
        credential: has ? row!.kind : sessions.length > 0 ? 'SESSION' : 'NONE',
        given: row?.kind === 'GIVEN',
        since: has ? row!.updatedAt : null,
        expiresAt: has ? row!.expiresAt : null,
        problem: has || !row ? null : problemOf(row),
      }
    },

    async give(account, confirmed, password, token) {
      const value = token.trim()
      // A token of Latchkey is not for the platform to see.
      if (!isCredential(value) || looksLikeToken(value)) {
        throw invalid('That is not a token of the platform. Copy it from the platform as it is.')
      }
      const uid = await ownerOf(value)
      if (uid === undefined) {
        throw invalid(
          `The platform does not say whose token that is. Check that it is whole and has not expired, and that it may call ${whoAmI[0]}.`,
        )
      }
      if (uid !== account.uid) throw invalid('That token belongs to another account. Make one for yours.')

      const left = await db.transaction(async (tx) => {
        await lockConfirmed(tx, confirmed)
        const made = await removeCredential(tx, account.id)
        const row = { accountId: account.id, kind: 'GIVEN' as const, methods: [], tokenId: null }
        await replaceCredential(tx, undefined, { ...row, expiresAt: null, problem: null, value }, sealer)
        await recordActivity(tx, account.id, account.origin, [{ action: 'platform.token-given' }])
        return made
      })
      await removeToken(confirmed, left, password)
    },

    async forget(account, confirmed, password) {
      const row = await readCredential(db, sealer, account.id)
      if (row?.kind === 'GIVEN') {
        await db.transaction(async (tx) => {
          await lockConfirmed(tx, confirmed)
          await removeCredential(tx, account.id)
          await recordActivity(tx, account.id, account.origin, [{ action: 'platform.token-forgotten' }])
        })
      }
      await identity.seeToCredential(confirmed, password)
    },
  }

  /** Never fails: what was asked for is done by then. */
  async function removeToken(
    { accountId, sessionId }: Confirmation,
    tokenId: string | null,
    password: string,
  ): Promise<void> {
    if (tokenId === null) return
    try {
      const session = sessionBehind(await readSecrets(db, sealer, accountId, sessionId), sessionId)
      await removeTokenAt(ask, tokenId, password, session)
    } catch (error) {
      warn(error instanceof ApiError ? error.message : 'a token of the platform stays there', accountId)
    }
  }

  async function ownerOf(token: string): Promise<number | undefined> {
    for (const method of whoAmI) {
      const { result, uid } = await ask(method, {}, token)
      if (Number(result) === 0 && Number.isInteger(Number(uid))) return Number(uid)
    }
    return undefined
  }
}

function problemOf({
  refusedAt,
  problem,
  expiresAt,
}: NonNullable<Awaited<ReturnType<typeof readCredential>>>) {
  if (refusedAt)
    return 'The platform no longer takes the token that Latchkey had. Sign in again, or give another.'
  if (expiresAt && expiresAt <= new Date())
    return 'The token of the platform has expired. Sign in again, or give another.'
  return problem ?? 'The token of the platform cannot be decrypted any more. Sign in again, or give another.'
}

function invalid(message: string) {
  return new ApiError('BAD_USER_INPUT', message, { parameter: 'token' })
}
