import { eq } from 'drizzle-orm'
import type { Identity } from '../../accounts/identity.ts'
import { endSession } from '../../accounts/sessions.ts'
import type { Database } from '../../database/connect.ts'
import { methodSets, tokens } from '../../database/schema.ts'
import { ApiError } from '../../errors.ts'
import { withFullNamespace } from '../../methods/catalogue.ts'
import type { Sealer } from '../../sealing.ts'
import type { Reply } from '../platform.ts'
import {
  type Credential,
  readCredential,
  readSecrets,
  removeCredential,
  replaceCredential,
  sessionBehind,
  storeSession,
} from './secrets.ts'
import {
  type AskPlatform,
  isCredential,
  refusal,
  removeTokenAt,
  signInAt,
  signOutAt,
  verifyAt,
} from './sign-in.ts'

/** How long a token of the platform lasts that Latchkey makes, and how much of that must be left. Milliseconds. */
const day = 24 * 60 * 60 * 1000
const lifetime = 365 * day
const shortestRest = 180 * day

export interface IdentityParts {
  db: Database
  sealer: Sealer
  ask: AskPlatform
  /** Address of the platform. */
  home: string
  /** Is told of what did not work out, without secrets. */
  warn(what: string, accountId: string): void
}

/** The platform as the one that knows accounts and passwords. */
export function createIdentity({ db, sealer, ask, home, warn }: IdentityParts): Identity {
  return {
    home,
    signIn: (given) => signInAt(ask, given),

    async verifyCode({ accountId, sessionId, code }) {
      const session = await ownSession(accountId, sessionId)
      return verifyAt(ask, session, code).catch(async (error: unknown) => {
        const hasEnded = error instanceof ApiError && error.code === 'UNAUTHENTICATED'
        if (hasEnded) await endSession(db, sessionId)
        throw error
      })
    },

    async isPassword({ uid, login }, password) {
      const reply = await signInAt(ask, { login, password, keepsRestricted: false })
      // With a second factor the platform asks for the code only after the right password.
      if (reply.outcome !== 'signed-in') return reply.outcome === 'code-needed'
      await signOutAt(ask, reply.user.session)
      return reply.user.uid === uid
    },

    keepSession: (tx, kept) => storeSession(tx, sealer, kept),

    async changePassword({ account, sessionId, oldPassword, newPassword, endOtherSessions }) {
      const parameters = { oldPassword, newPassword, invalidateSessions: endOtherSessions }
      const session = await ownSession(account.id, sessionId)
      const reply = await ask('users.account.ChangePassword', parameters, session)
      if (Number(reply.result) !== 0) throw refusal(reply, [oldPassword, newPassword, session])
    },

    async seeToCredential({ accountId, sessionId }, password) {
      try {
        await see(accountId, sessionId, password)
      } catch (error) {
        warn(error instanceof ApiError ? error.message : 'no credential could be made', accountId)
      }
    },
  }

  async function ownSession(accountId: string, sessionId: string) {
    return sessionBehind(await readSecrets(db, sealer, accountId, sessionId), sessionId)
  }

  async function see(accountId: string, sessionId: string, password: string): Promise<void> {
    const before = await readCredential(db, sealer, accountId)
    // What the owner gave stays for as long as it works.
    if (before?.kind === 'GIVEN' && before.usable && !before.refusedAt) return
    const methods = await methodsInUse(accountId)
    if (methods.length > 0 && before && isGood(before, methods)) return
    const session = await ownSession(accountId, sessionId)

    if (methods.length === 0) {
      if (!before) return
      return removeTokenAt(ask, await removeCredential(db, accountId), password, session)
    }
    const made = await makeToken(methods, password, session)
    if (!('value' in made)) {
      warn(made.problem, accountId)
      // One that still works for most is better than none.
      if (before?.usable && !before.refusedAt) return
    }
    const row = {
      accountId,
      kind: 'MADE' as const,
      methods,
      tokenId: 'value' in made ? made.tokenId : null,
      expiresAt: 'value' in made ? made.expiresAt : null,
      value: 'value' in made ? made.value : '',
      problem: 'value' in made ? null : made.problem,
    }
    const stored = await replaceCredential(db, before, row, sealer)
    const left = stored ? before?.tokenId : row.tokenId
    await removeTokenAt(ask, left ?? null, password, session)
  }

  /** What the account's tokens may call, all together: the platform's token is to do no more. */
  async function methodsInUse(accountId: string): Promise<string[]> {
    const rows = await db
      .select({ methods: methodSets.methods })
      .from(tokens)
      .innerJoin(methodSets, eq(methodSets.hash, tokens.methodSet))
      .where(eq(tokens.accountId, accountId))
    return [...new Set(rows.flatMap(({ methods }) => methods))]
      .filter((method) => method !== 'users.authentication.Signout')
      .sort()
  }

  async function makeToken(
    methods: string[],
    password: string,
    session: string,
  ): Promise<{ value: string; tokenId: string | null; expiresAt: Date } | { problem: string }> {
    const known = await methodsOfPlatform(ask, session)
    const allowed = known ? methods.filter((method) => known.has(method)) : methods
    if (allowed.length === 0) return { problem: 'The platform has none of the methods of these tokens.' }

    const expiresAt = new Date(Math.floor((Date.now() + lifetime) / 1000) * 1000)
    const reply = await ask(
      'users.authentication.CreateToken',
      {
        description: 'Latchkey: calls of its access tokens',
        password,
        apiList: JSON.stringify(allowed),
        expiresAt: expiresAt.toISOString().slice(0, 19).replace('T', ' '),
      },
      session,
    )
    if (Number(reply.result) !== 0) return { problem: refusal(reply, [password, session]).message }
    const { key, id } = (reply.token ?? {}) as { key?: unknown; id?: unknown }
    if (typeof key !== 'string' || !isCredential(key))
      return { problem: 'The platform made a token, but did not tell its value.' }
    return { value: key, tokenId: id === undefined || id === null ? null : String(id as string), expiresAt }
  }
}

/** The methods that the platform gives to tokens; undefined where it does not say. */
export async function methodsOfPlatform(ask: AskPlatform, session: string): Promise<Set<string> | undefined> {
  const reply: Reply = await ask('users.authentication.GetTokenApiList', {}, session)
  if (Number(reply.result) !== 0 || !Array.isArray(reply.tokenPermissions)) return undefined
  const names = (reply.tokenPermissions as { method?: unknown; id?: unknown }[]).flatMap(({ method, id }) =>
    typeof method === 'string' ? method : typeof id === 'string' ? id : [],
  )
  return new Set(names.map(withFullNamespace))
}

function isGood(before: Credential, methods: string[]) {
  return (
    before.usable &&
    before.refusedAt === null &&
    (before.expiresAt === null || before.expiresAt.getTime() > Date.now() + shortestRest) &&
    before.methods.join() === methods.join()
  )
}
