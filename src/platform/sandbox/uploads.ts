import { and, desc, eq, inArray } from 'drizzle-orm'
import type { Database } from '../../database/connect.ts'
import { uploadChunks, uploads } from '../../database/schema.ts'
import { ApiError } from '../../errors.ts'
import { invalidParameter } from '../../methods/invalid-parameter.ts'
import { UploadedFile } from '../uploaded-file.ts'
import type { Handlers } from './handler.ts'

/**
 * Of one account. A build uploads and deploys at once, and the plugins themselves keep no more than five archives: those
 * that nobody deletes must not fill the disk.
 */
const mostUploads = 20

export interface UploadSettings {
  /** Largest file, in bytes. */
  uploadLimit: number
}

/** Receives the archives of build tools. */
export function uploadHandlers({ uploadLimit }: UploadSettings): Handlers {
  return {
    'storage.uploader.Upload': async ({ db, account }, { file }) => {
      if (!(file instanceof UploadedFile))
        throw invalidParameter('file', 'it must be a file, in a multipart request')
      if (file.size > uploadLimit) {
        throw new ApiError(
          'PAYLOAD_TOO_LARGE',
          `The file has ${file.size} bytes. An upload has at most ${uploadLimit}.`,
          { parameter: 'file' },
        )
      }
      const name = baseName(file.filename)
      const id = await store(db, account.id, name, file)
      return {
        file: `http://sandbox.localhost/uploads/${id}/${encodeURIComponent(name)}`,
        name,
        size: file.size,
      }
    },
  }
}

/** The upload that an address names, as the uploader gave it out; `undefined` for the address of something else. */
export function uploadIdIn(address: string): string | undefined {
  return /^https?:\/\/[^/]+\/uploads\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\//.exec(address)?.[1]
}

/** All or nothing; at any time one piece is in memory. */
function store(db: Database, accountId: string, name: string, file: UploadedFile): Promise<string> {
  return db.transaction(async (tx) => {
    const [upload] = await tx
      .insert(uploads)
      .values({ accountId, name, size: file.size })
      .returning({ id: uploads.id })
    const uploadId = upload!.id

    let position = 0
    for await (const content of file.read()) {
      await tx.insert(uploadChunks).values({ uploadId, position, content: content as Buffer })
      position += 1
    }
    await forgetOldest(tx, accountId)
    return uploadId
  })
}

async function forgetOldest(db: Database, accountId: string) {
  const old = db
    .select({ id: uploads.id })
    .from(uploads)
    .where(eq(uploads.accountId, accountId))
    .orderBy(desc(uploads.createdAt))
    .offset(mostUploads)
  await db.delete(uploads).where(and(eq(uploads.accountId, accountId), inArray(uploads.id, old)))
}

/** Some clients send a whole path. */
function baseName(filename: string): string {
  const name = filename.replace(/^.*[\\/]/s, '').replace(/\p{C}/gu, '')
  return name.slice(-200).toWellFormed() || 'upload'
}
