import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { FastifyRequest } from 'fastify'
import { ApiError } from '../errors.ts'
import { UploadedFile } from '../platform/uploaded-file.ts'

/**
 * Reads a multipart form. Files are spooled to a temporary folder, because the credential may be a part that comes
 * after them.
 * @param limit the most bytes of a file; 0: no file is taken
 * @param cleanUp is given the step that removes the files
 * @throws ApiError `PAYLOAD_TOO_LARGE`, `BAD_USER_INPUT`
 */
export async function readParts(
  request: FastifyRequest,
  limit: number,
  cleanUp: (() => Promise<void>)[],
): Promise<[string, string | UploadedFile][]> {
  const read: [string, string | UploadedFile][] = []
  let folder: string | undefined
  const limits = {
    fileSize: limit,
    files: limit === 0 ? 0 : 1,
    fields: 200,
    fieldNameSize: 100,
    fieldSize: 64 * 1024,
  }
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field') {
        if (part.valueTruncated || part.fieldnameTruncated) throw tooLarge(64 * 1024)
        // A part that says that it is JSON comes parsed.
        read.push([part.fieldname, typeof part.value === 'string' ? part.value : JSON.stringify(part.value)])
        continue
      }
      if (!folder) {
        const created = await mkdtemp(join(tmpdir(), 'latchkey-upload-'))
        folder = created
        cleanUp.push(() => rm(created, { recursive: true, force: true }))
      }
      const path = join(folder, String(read.length))
      const file = createWriteStream(path, { mode: 0o600 })
      await pipeline(part.file, file)
      if (part.file.truncated) throw tooLarge(limit)
      read.push([
        part.fieldname,
        new UploadedFile(part.filename ?? '', part.mimetype, file.bytesWritten, path),
      ])
    }
  } catch (error) {
    if (error instanceof ApiError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'FST_REQ_FILE_TOO_LARGE') throw tooLarge(limit)
    // The disk's errors are our fault; the parser's are the sender's.
    if (error instanceof Error && 'syscall' in error) throw error
    throw new ApiError(
      'BAD_USER_INPUT',
      `The form cannot be read. Send ${limit === 0 ? 'no file' : 'one file'} and at most 200 other parts as multipart/form-data.`,
    )
  }
  return read
}

function tooLarge(limit: number) {
  const size = limit >= 1024 * 1024 ? `${Math.floor(limit / 1024 / 1024)} MB` : `${limit / 1024} KB`
  return new ApiError(
    'PAYLOAD_TOO_LARGE',
    `It is larger than ${size}, the most that this server takes. Send something smaller.`,
  )
}
