import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { isUnavailable } from '../../src/database/unavailable.ts'
import type { Sql } from '../../src/database/connect.ts'

/**
 * Every test file that starts a server looks, when it ends, for the secrets that it used: in the log at the most
 * talkative level, in all of the database, in every answer that is an error, in the metrics and in what the start says.
 * Sessions, token values and the secrets of second factors are noted as they are handed out; passwords are random, and
 * noted by whoever makes one up.
 */
const secrets = new Set<string>()

/** Text of answers that told of an error. */
const errors: string[] = []

/** Notes a secret that must not be found anywhere. */
export function usedSecret(value: string): string {
  secrets.add(value)
  return value
}

/** For the test of the check itself. */
export function forget(value: string): void {
  secrets.delete(value)
}

/** Of an earlier test file. */
export function forgetAll(): void {
  secrets.clear()
  errors.length = 0
}

/** What gives itself away by its form: token values and session ids. */
const credential = /[a-z]{2,10}_[0-9A-Za-z]{49}|\b[0-9a-f]{40}\b/g

const handedOut = [
  credential,
  /(?<="secret":")[A-Z2-7]{16,}(?=")/g,
  /(?<="(?:enableTwoFactor|regenerateRecoveryCodes|recoveryCodes)":\[[^\]]*")[\w-]{8,}(?=")/g,
]

const ours = new WeakSet<Server>()

// Servers of this process; each test file has one of its own.
subscribe('fastify.initialization', (message) => {
  ours.add((message as { fastify: FastifyInstance }).fastify.server)
})

// Of Node itself, because not every answer goes through the framework.
subscribe('http.server.request.start', (message) => {
  const { request, response, server } = message as Exchange
  if (ours.has(server)) onceWritten(response, (text) => noteAnswer(request, text))
})

interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  server: Server
}

/** Tells of the text of an answer, if it is JSON, before its last piece is sent. */
function onceWritten(response: ServerResponse, tell: (text: string) => void) {
  const pieces: Buffer[] = []
  const keep = (piece: unknown, encoding: unknown) => {
    if (typeof piece === 'string') {
      pieces.push(Buffer.from(piece, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'))
    } else if (piece instanceof Uint8Array) pieces.push(Buffer.from(piece))
  }
  const { write, end } = response
  response.write = (...all: unknown[]) => {
    keep(all[0], all[1])
    return Reflect.apply(write, response, all) as boolean
  }
  response.end = (...all: unknown[]) => {
    keep(all[0], all[1])
    const text = String(Buffer.concat(pieces.splice(0)))
    if (text.startsWith('{')) tell(text)
    return Reflect.apply(end, response, all) as ServerResponse
  }
}

function noteAnswer({ method }: IncomingMessage, text: string) {
  if (/^\{"result":(?!0\b)|"errors":\[/.test(text)) errors.push(`${method} ${text}`)
  else for (const form of handedOut) for (const [secret] of text.matchAll(form)) usedSecret(secret)
}

/** The forms in which a secret could be found. */
function formsOf(secret: string) {
  return [
    secret,
    encodeURIComponent(secret),
    String(new URLSearchParams({ s: secret })).slice(2),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('hex'),
  ]
}

/** Where which of the used secrets is found: none, if all is well. */
export function leaksIn(places: Record<string, string>): string[] {
  return Object.entries({ ...places, 'error answers': errors.join('\n') }).flatMap(([place, text]) =>
    [...secrets]
      .filter((secret) => formsOf(secret).some((form) => text.includes(form)))
      .map((secret) => `${secret.slice(0, 12)}… is in the ${place}`),
  )
}

/** All of a database as text; empty where the test has left none to ask. */
export async function dumpOf(sql: Sql): Promise<string> {
  try {
    const columns = await sql<{ name: string; type: string; place: string }[]>`
      select format('%I', column_name) as name, data_type as type, format('%I.%I', table_schema, table_name) as place
      from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`
    // One after the other they would wait for each other's answers.
    const texts = await Promise.all(
      columns.map(async ({ name, type, place }) => {
        const text = type === 'bytea' ? `encode(${name}, 'escape')` : `${name}::text`
        const rows = await sql.unsafe<{ text: string | null }[]>(
          `select distinct ${text} as text from ${place}`,
        )
        return rows.flatMap((row) => row.text ?? [])
      }),
    )
    return texts.flat().join('\n')
  } catch (error) {
    if (isUnavailable(error)) return ''
    throw error
  }
}
