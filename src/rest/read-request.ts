import type { IncomingMessage } from 'node:http'
import { ApiError } from '../errors.ts'
import { hasUtf8Escapes, replacementCharacter } from '../doors/utf8.ts'
import type { ApiMethod } from '../methods/catalogue.ts'
import { invalidParameter } from '../methods/invalid-parameter.ts'
import { notUtf8, type Part } from './read-parts.ts'

/** What a request of the old protocol carries. */
export interface LegacyRequest {
  /** The value of the parameter `session`. */
  session: string | undefined
  /** All other parameters, under the names they came with. */
  parameters: Record<string, unknown>
}

/** Sent by old clients with every call; they mean nothing, except to a method that has such a parameter. */
const ignored = new Set(['appid', 'ruk', 'lang', 'charset', 'hx_lang', 'actionkey'])

/** Lists, which some clients send as a parameter that is repeated. */
const repeatable = new Set(['apilist', 'ids'])

/** A character that no name has. */
const unnameable = /[\0-\x1f\x7f-\x9f\ufffd]/

/** Longest name and number of parameters that are taken. */
const longestName = 100
const mostParameters = 200

/**
 * Gathers the parameters of a request from its query and its form.
 * @param form its text
 * @param everything whether to keep what means nothing here, the first of each: a platform behind may read it
 * @throws ApiError `BAD_USER_INPUT` for a parameter that is there twice, `AMBIGUOUS_CREDENTIALS` for two sessions
 */
export function readRequest(
  request: IncomingMessage,
  method: ApiMethod,
  form: string,
  parts: readonly Part[],
  everything: boolean,
): LegacyRequest {
  const byName = new Map<string, { name: string; values: Part[1][] }>()
  let number = 0
  let doubtful: string | undefined
  const take = (value: Part[1], name: string) => {
    number += 1
    if (number > mostParameters) {
      throw new ApiError('BAD_USER_INPUT', `There are more than ${mostParameters} parameters. Send fewer.`)
    }
    if (name.length > longestName || name === '__proto__' || unnameable.test(name)) {
      throw new ApiError('BAD_USER_INPUT', 'A parameter has a name that no method takes. Leave it out.')
    }
    // The database holds no such text, and nobody types one.
    if (typeof value === 'string' && value.includes('\0')) {
      throw invalidParameter(name, 'it has a null byte. Leave it out')
    }
    if (typeof value === 'string' && value.includes(replacementCharacter)) doubtful ??= name
    const key = name.toLowerCase()
    const known = byName.get(key)
    if (!known) byName.set(key, { name, values: [value] })
    // An empty one counts as absent.
    else if (known.values[0] === '') known.values[0] = value
    else if (value !== '') known.values.push(value)
  }
  queryOf(request)?.forEach(take)
  if (form !== '') new URLSearchParams(form).forEach(take)
  if (doubtful !== undefined && !(hasUtf8Escapes(request.url!) && hasUtf8Escapes(form))) {
    throw notUtf8(doubtful, 'it is not UTF-8')
  }
  for (const [name, value] of parts) take(value, name)

  const session = takeSession(byName.get('session')?.values)
  byName.delete('session')
  const parameters = Object.create(null) as Record<string, unknown>
  for (const [key, { name, values }] of byName) {
    if (ignored.has(key) && !method.parameters.some((parameter) => parameter.name.toLowerCase() === key)) {
      if (everything) parameters[name] = values[0]
      continue
    }
    if (values.length > 1 && !repeatable.has(key)) {
      throw invalidParameter(name, 'it is there twice. Send it once')
    }
    parameters[name] = values.length > 1 ? values : values[0]
  }
  return { session, parameters }
}

/** An empty one counts as absent, as with every parameter. */
function takeSession(values: Part[1][] = []): string | undefined {
  if (values.length > 1) {
    throw invalidParameter('session', 'it is there twice. Send it once', 'AMBIGUOUS_CREDENTIALS')
  }
  const [value] = values
  if (value === undefined || value === '') return undefined
  if (typeof value !== 'string') {
    throw invalidParameter('session', 'it is a file. Send it as text')
  }
  return value
}

/** The session in the query and in the parameters of a form that have come so far. @throws ApiError for two */
export function sessionIn(request: IncomingMessage, form: string): string | undefined {
  const given = [...(queryOf(request) ?? []), ...new URLSearchParams(form)]
  return takeSession(given.filter(isSession).map(([, value]) => value))
}

/** Whether a credential is among these parameters, or in the query. */
export function hasSession(request: IncomingMessage, parts: readonly Part[]): boolean {
  return [...(queryOf(request) ?? []), ...parts].some(isSession)
}

function isSession([name, value]: Part) {
  return name.toLowerCase() === 'session' && value !== ''
}

/** Reading it by `forEach` makes no list for each parameter. */
function queryOf({ url }: IncomingMessage): URLSearchParams | undefined {
  const at = url!.indexOf('?')
  return at < 0 ? undefined : new URLSearchParams(url!.slice(at + 1))
}
