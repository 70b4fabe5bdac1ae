import { randomBytes } from 'node:crypto'
import { ApiError } from '../../errors.ts'
import { invalidParameter } from '../../methods/invalid-parameter.ts'
import type { Parameters } from '../platform.ts'
import { FileInTransit } from '../file-in-transit.ts'
import { UploadedFile } from '../uploaded-file.ts'
import type { Form } from './client.ts'

/**
 * The parameters of a call as the platform reads them, with the credential that it is to see. Text goes as it is; what
 * came parsed is written as JSON.
 * @throws ApiError `AMBIGUOUS_CREDENTIALS` for a second credential among the parameters, `BAD_USER_INPUT`
 */
export function toForm(parameters: Parameters, session: string | undefined): Form {
  const fields: [string, string][] = session === undefined ? [] : [['session', session]]
  const files: [string, UploadedFile | FileInTransit][] = []
  for (const [name, value] of Object.entries(parameters)) {
    refuseCredential(name)
    if (value === undefined || value === null) continue
    if (value instanceof UploadedFile || value instanceof FileInTransit) files.push([name, value])
    else if (isRepeated(value)) for (const one of value) fields.push([name, one])
    else fields.push([name, typeof value === 'object' ? JSON.stringify(value) : String(value as string)])
  }
  fields.forEach(refuseHalves)
  if (files.length === 0) {
    return {
      contentType: 'application/x-www-form-urlencoded; charset=UTF-8',
      body: new URLSearchParams(fields).toString(),
    }
  }
  const boundary = `latchkey-${randomBytes(18).toString('base64url')}`
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: multipart(boundary, fields, files),
  }
}

/** Takes from the client only what the platform has taken, so neither side is held in memory. */
async function* multipart(
  boundary: string,
  fields: [string, string][],
  files: [string, UploadedFile | FileInTransit][],
): AsyncGenerator<Uint8Array> {
  for (const field of fields) yield part(boundary, ...field)
  for (const [name, file] of files) {
    const disposition = `form-data; name="${quoted(name)}"; filename="${quoted(file.filename)}"`
    yield Buffer.from(
      `--${boundary}\r\nContent-Disposition: ${disposition}\r\nContent-Type: ${typeOf(file)}\r\n\r\n`,
    )
    yield* fromClient(file)
    yield Buffer.from('\r\n')
    if (!(file instanceof FileInTransit)) continue
    for await (const [after, value] of file.after()) {
      refuseCredential(after)
      yield part(boundary, after, value)
    }
  }
  yield Buffer.from(`--${boundary}--\r\n`)
}

/** A client that breaks off must not look like a platform that does. */
async function* fromClient(file: UploadedFile | FileInTransit): AsyncGenerator<Uint8Array> {
  try {
    yield* file.read()
  } catch (error) {
    if (error instanceof ApiError || file instanceof UploadedFile) throw error
    throw new ApiError('BAD_USER_INPUT', 'The upload broke off before its end. Send it again.')
  }
}

function part(boundary: string, name: string, value: string) {
  return Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`,
  )
}

/** As browsers write names in a multipart form. */
function quoted(text: string) {
  return text.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22')
}

function typeOf({ mimeType }: UploadedFile | FileInTransit) {
  return /^[\w.+-]+\/[\w.+-]+$/.test(mimeType) ? mimeType : 'application/octet-stream'
}

/** A parameter that came several times, at an old address. */
function isRepeated(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')
}

/** Half of a surrogate pair, which JSON can write, would be sent as U+FFFD. */
function refuseHalves([name, value]: [string, string]) {
  if (name.isWellFormed() && value.isWellFormed()) return
  throw invalidParameter(name.slice(0, 100).toWellFormed(), 'it has half of a character. Send it whole')
}

function refuseCredential(name: string) {
  if (name.trim().toLowerCase() !== 'session') return
  throw invalidParameter(
    'session',
    'it stands among the parameters of the method. Send the credential once, where it belongs',
    'AMBIGUOUS_CREDENTIALS',
  )
}
