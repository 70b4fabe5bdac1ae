import type { RequestNote } from '../access/request-note.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the two doors, from the moment that a request arrives. */
    note: RequestNote | null
  }
}
