import { readFileSync } from 'node:fs'
import { endSession } from '../../accounts/sessions.ts'
import type { PlatformSettings } from '../../config.ts'
import type { Database } from '../../database/connect.ts'
import { ApiError, type ErrorCode } from '../../errors.ts'
import { findMethod, methodIds } from '../../methods/catalogue.ts'
import type { Sealer } from '../../sealing.ts'
import { TurnsByKey } from '../../turns.ts'
import { FileInTransit } from '../file-in-transit.ts'
import { ForwardedAnswer } from '../forwarded-answer.ts'
import type { Parameters, Platform, PlatformAccount, Reply } from '../platform.ts'
import { type Answer, readAnswer, replyOf } from './answer.ts'
import type { UpstreamClient } from './client.ts'
import { toForm } from './form.ts'
import { noteRefused, readSecrets, type Secrets, sessionBehind } from './secrets.ts'
import { notAuthenticated, sessionHasEnded } from './sign-in.ts'

/** How many calls of an account wait for each that is under way, before more are refused. */
const waitingForEach = 4

/** About sessions and tokens, which are Latchkey's own here: the platform's would mean nothing, or lead past the gate. */
const notForwarded = methodIds(
  'users.authentication.ChangeSession',
  'users.authentication.SigninByToken',
  'users.authentication.Verify2FACode',
)

/** Methods that wait until something big is done. */
const slowMethods = methodIds(
  ...(JSON.parse(readFileSync(new URL('./slow-methods.json', import.meta.url), 'utf8')) as string[]),
)

export interface UpstreamParts {
  db: Database
  sealer: Sealer
  client: UpstreamClient
  settings: PlatformSettings
}

/** Another platform over HTTP. What may be sent to it was decided at the gate; here it gets a credential that it knows. */
export function createUpstream({ db, sealer, client, settings }: UpstreamParts): Platform {
  const { callsPerAccount, timeout } = settings
  /** An account has a number of calls under way and no more, so that it cannot take the platform from the others. */
  const turns = new TurnsByKey({
    atOnce: callsPerAccount,
    longestQueue: callsPerAccount * waitingForEach,
    longestWait: timeout,
    refusal: tooManyCalls,
  })

  return {
    async call(account, method, parameters) {
      const { answer, release } = await ask(account, method, asTexts(parameters))
      try {
        return successOf(await replyOf(answer))
      } finally {
        release()
      }
    },

    async forward(account, method, parameters) {
      const { answer, release } = await ask(account, method, parameters)
      if (answer.kind === 'long') {
        answer.body.once('close', release)
        return new ForwardedAnswer(answer.status, answer.body)
      }
      release()
      return new ForwardedAnswer(answer.status, answer.text)
    },

    takesItsTime: () => true,
  }

  /** Sends a call when it is the account's turn. The turn lasts until `release`. */
  async function ask(account: PlatformAccount, name: string, parameters: Parameters) {
    const method = findMethod(name)
    if (!method || notForwarded.has(name)) {
      throw new ApiError(
        'NOT_SUPPORTED',
        `${name.slice(0, 100)} is about sessions of the platform, and Latchkey has its own. Sign in to Latchkey instead.`,
      )
    }
    const isSlow = slowMethods.has(name)
    const limit = isSlow ? settings.slowTimeout : settings.timeout
    const how = {
      limit,
      isRead: method.effect === 'read',
      isSlow,
      // A token may have been removed, or have ended, while its call waited.
      mayLeave: () => account.stillMay(name),
    }
    const release = await turns.begin(account.id, limit)
    try {
      const answer = await askWith(await readSecrets(db, sealer, account.id, account.sessionId))
      return { answer, release }
    } catch (error) {
      release()
      throw error
    }

    async function askWith(secrets: Secrets, refused?: string): Promise<Answer> {
      const credential = chooseCredential(account, secrets)
      const incoming = await client.post(method!.path, toForm(parameters, credential), how)
      const answer = await readAnswer(incoming, {
        secrets: everySecret(secrets),
        limit: settings.answerLimit,
        patience: settings.slowTimeout,
      })
      if (answer.kind === 'long' || Number(answer.reply.result) !== notAuthenticated) return answer

      // The platform's word is about our credential; the caller's own may be as good as ever.
      if (account.sessionId !== undefined) {
        await endSession(db, account.sessionId)
        throw sessionHasEnded()
      }
      if (credential === secrets.token) await noteRefused(db, sealer, account.id, credential)
      const now = await readSecrets(db, sealer, account.id)
      const isSpent = Object.values(parameters).some((value) => value instanceof FileInTransit)
      // Nothing was done, and there may be another one by now.
      if (refused === undefined && !isSpent && chooseCredential(account, now) !== credential) {
        return askWith(now, credential)
      }
      throw new ApiError('PLATFORM_CREDENTIAL_MISSING', `The platform no longer takes ${credentialNeeded}`)
    }
  }
}

const credentialNeeded =
  'the credential that Latchkey has for this account. Its owner signs in to Latchkey to have it made anew, or gives a token of the platform under Settings, Platform.'

function tooManyCalls() {
  return new ApiError(
    'OVERLOADED',
    'Too many calls of this account are under way. Wait for some of them to end.',
    { retryAfter: 1 },
  )
}

/** What the platform is to see: the session behind the one that asks, or what there is for tokens. */
function chooseCredential({ sessionId }: PlatformAccount, secrets: Secrets): string {
  if (sessionId !== undefined) return sessionBehind(secrets, sessionId)
  const { token, sessions } = secrets
  const value = token ?? sessions.find(({ restricted }) => !restricted)?.value
  if (value !== undefined) return value
  throw new ApiError(
    'PLATFORM_CREDENTIAL_MISSING',
    'Latchkey has no credential of the platform for the tokens of this account. Its owner signs in to Latchkey to have one made, or gives a token of the platform under Settings, Platform.',
  )
}

function everySecret({ token, sessions }: Secrets): string[] {
  return [...(token === undefined ? [] : [token]), ...sessions.map(({ value }) => value)]
}

/** @throws ApiError for a result other than 0, in either of the two layers that methods run by scripts answer with */
function successOf(reply: Reply): Reply {
  const { result, response } = reply
  if (result === undefined) {
    throw new ApiError(
      'PLATFORM_ANSWER_UNREADABLE',
      "The platform's answer cannot be read: it has no result. Tell your operator.",
    )
  }
  if (Number(result) !== 0) throw failure(reply)
  if (isReply(response) && response.result !== undefined && Number(response.result) !== 0)
    throw failure(response)
  return reply
}

/** Results that the typed fields tell apart. */
const knownResults: Readonly<Record<string, ErrorCode>> = {
  11: 'ENVIRONMENT_NOT_FOUND',
  901: 'ENVIRONMENT_NOT_FOUND',
  2212: 'ENVIRONMENT_WRONG_STATUS',
}

function failure(reply: Reply): ApiError {
  const { result, error } = reply
  const code = knownResults[String(result)] ?? 'PLATFORM_ERROR'
  const said =
    typeof error === 'string' && error ? `: ${error}` : '. Look the result up in its documentation.'
  return new ApiError(code, `The platform answered with result ${String(result)}${said}`, { reply })
}

function isReply(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Structures as the JSON text that they travel as. */
function asTexts(parameters: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      isReply(value) || Array.isArray(value) ? JSON.stringify(value) : value,
    ]),
  )
}
