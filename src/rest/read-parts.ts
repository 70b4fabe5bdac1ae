import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Multipart, MultipartFile, MultipartValue } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { ApiError } from '../errors.ts'
import { replacementCharacter } from '../doors/utf8.ts'
import { invalidParameter } from '../methods/invalid-parameter.ts'
import { FileInTransit } from '../platform/file-in-transit.ts'
import { UploadedFile } from '../platform/uploaded-file.ts'

/** A part of a form: its name, and its text or file. */
export type Part = [string, string | UploadedFile | FileInTransit]

/** What a form may have. */
export interface PartLimits {
  /** The most bytes of a file that is spooled; 0: no file is taken. */
  file: number
  /** The most bytes of any other part. */
  field: number
  /** What is said of a part that has more. */
  fieldTooLarge(): ApiError
}

/**
 * Reads a multipart form. Files are spooled to a temporary folder, because the credential may be a part that comes
 * after them. Where it has come already, a file may be passed on as it arrives.
 * @param cleanUp is given the step that removes the files
 * @param mayPass whether a file may be passed on as it arrives, after these parts
 * @throws ApiError `PAYLOAD_TOO_LARGE`, `BAD_USER_INPUT`
 */
export async function readParts(
  request: FastifyRequest,
  { file: limit, field, fieldTooLarge }: PartLimits,
  cleanUp: (() => Promise<void>)[],
  mayPass?: (before: readonly Part[]) => boolean,
): Promise<Part[]> {
  const read: Part[] = []
  let folder: string | undefined
  const limits = {
    fileSize: mayPass ? Infinity : limit,
    files: limit === 0 ? 0 : 1,
    fields: 200,
    fieldNameSize: 100,
    fieldSize: field,
  }
  try {
    const parts = request.parts({ limits })
    for (;;) {
      const { value: part, done } = await parts.next()
      if (done) break
      if (part.type === 'field') {
        if (isCut(part)) throw fieldTooLarge()
        read.push(fieldOf(part))
        continue
      }
      if (mayPass?.(read)) {
        // Whatever is left when it is not wanted any more.
        cleanUp.push(async () => void request.raw.unpipe().resume())
        const after = () => fieldsOf(parts, fieldTooLarge)
        read.push([part.fieldname, new FileInTransit(nameOf(part), part.mimetype, () => part.file, after)])
        return read
      }
      if (!folder) {
        const created = await mkdtemp(join(tmpdir(), 'latchkey-upload-'))
        folder = created
        cleanUp.push(() => rm(created, { recursive: true, force: true }))
      }
      const path = join(folder, String(read.length))
      const file = createWriteStream(path, { mode: 0o600 })
      await pipeline(part.file, upTo(limit), file)
      if (part.file.truncated) throw tooLarge(limit)
      read.push([part.fieldname, new UploadedFile(nameOf(part), part.mimetype, file.bytesWritten, path)])
    }
  } catch (error) {
    throw formFault(error, limit)
  }
  return read
}

/** The fields that come after a file. */
async function* fieldsOf(
  parts: AsyncIterator<Multipart, void>,
  fieldTooLarge: () => ApiError,
): AsyncGenerator<[string, string]> {
  for (;;) {
    const { value: part, done } = await parts.next().catch((error: unknown) => {
      throw formFault(error, 0)
    })
    if (done || !part) return
    if (part.type === 'file') throw formFault(undefined, 0)
    if (isCut(part)) throw fieldTooLarge()
    yield fieldOf(part)
  }
}

function isCut({ valueTruncated, fieldnameTruncated }: MultipartValue) {
  return valueTruncated || fieldnameTruncated
}

function fieldOf(part: MultipartValue): [string, string] {
  // A part that says that it is JSON comes parsed.
  const value = typeof part.value === 'string' ? part.value : JSON.stringify(part.value)
  const name = part.fieldname
  // The bytes are not at hand any more, so the character is refused also where it was meant.
  if (name.includes(replacementCharacter) || value.includes(replacementCharacter)) {
    throw notUtf8(name, 'it has the character U+FFFD, which stands for what is not UTF-8')
  }
  return [name, value]
}

/** The name of a file, as its sender gives it. */
function nameOf({ fieldname, filename = '' }: MultipartFile): string {
  if (filename.includes(replacementCharacter)) {
    throw notUtf8(
      fieldname,
      'the name of its file has the character U+FFFD, which stands for what is not UTF-8',
    )
  }
  return filename
}

export function notUtf8(parameter: string, problem: string): ApiError {
  return invalidParameter(parameter, `${problem}. Send it in that encoding`)
}

/** Lets so many bytes through and no more. */
function upTo(limit: number) {
  let size = 0
  return async function* (pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      size += piece.length
      if (size > limit) throw tooLarge(limit)
      yield piece
    }
  }
}

function formFault(error: unknown, limit: number): unknown {
  if (error instanceof ApiError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'FST_REQ_FILE_TOO_LARGE') return tooLarge(limit)
  // The disk's errors are our fault; the parser's are the sender's.
  if (error instanceof Error && 'syscall' in error) return error
  return new ApiError(
    'BAD_USER_INPUT',
    `The form cannot be read. Send ${limit === 0 ? 'no file' : 'one file'} and at most 200 other parts as multipart/form-data.`,
  )
}

/** @param limit in bytes */
export function tooLarge(limit: number): ApiError {
  const size = limit >= 1024 * 1024 ? `${Math.floor(limit / 1024 / 1024)} MB` : `${limit / 1024} KB`
  return new ApiError(
    'PAYLOAD_TOO_LARGE',
    `It is larger than ${size}, the most that this server takes. Send something smaller.`,
  )
}
