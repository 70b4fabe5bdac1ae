import { createReadStream } from 'node:fs'

/** A file that came in a multipart request, spooled to a temporary file until the request ends. */
export class UploadedFile {
  constructor(
    /** The name that the client gave; not to be used as a path. */
    readonly filename: string,
    readonly mimeType: string,
    /** Bytes. */
    readonly size: number,
    private readonly path: string,
  ) {}

  /** The content, in chunks. May be read more than once. */
  read() {
    return createReadStream(this.path, { highWaterMark: 1024 * 1024 })
  }
}
