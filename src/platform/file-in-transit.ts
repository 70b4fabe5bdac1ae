/** A file that is still on its way here, to be read once, as fast as it is passed on. */
export class FileInTransit {
  constructor(
    /** The name that the client gave; not to be used as a path. */
    readonly filename: string,
    readonly mimeType: string,
    /** The content, in pieces. */
    readonly read: () => AsyncIterable<Uint8Array>,
    /** The parameters that come after the file. @throws ApiError */
    readonly after: () => AsyncIterable<[string, string]>,
  ) {}
}
