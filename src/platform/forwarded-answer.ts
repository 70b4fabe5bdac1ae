import type { Readable } from 'node:stream'

/** A platform's answer as it wrote it, for a door that sends it on. */
export class ForwardedAnswer {
  constructor(
    /** HTTP status. */
    readonly status: number,
    /** JSON text: whole, or on its way. A stream that breaks off ends with an error. */
    readonly body: Buffer | Readable,
  ) {}
}
