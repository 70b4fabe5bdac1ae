import type { Caller } from './caller.ts'

/** What the log and the metrics will say about a request. It is gathered on the way and read once, after the answer. */
export interface RequestNote {
  requestId: string
  door: 'graphql' | 'rest'
  /** Unset while it is not known, or where the credential was refused. */
  caller: Caller['kind'] | undefined
  /** Names of the catalogue only: that of the old address, or those that a GraphQL operation came to the gate with. */
  methods: string[]
  /** Names of the methods that a token was denied. */
  denied: string[] | undefined
  /** Kind and name of a GraphQL operation. */
  operation: string | undefined
  /** Code of the error that was answered. */
  error: string | undefined
  /** Whether its door has done its work. */
  isDone: boolean
  /** Whether the log and the metrics have it. */
  isTold: boolean
}

declare module 'http' {
  interface IncomingMessage {
    /** Names the request in the log, and to the caller where a fault is ours. Given as it arrives, as is the time. */
    requestId: string
    /** By the clock of `performance.now()`. */
    arrivedAt: number
    /** Set by the two doors. */
    note: RequestNote | undefined
  }
}

export function newNote(requestId: string, door: RequestNote['door']): RequestNote {
  return {
    requestId,
    door,
    caller: undefined,
    methods: [],
    denied: undefined,
    operation: undefined,
    error: undefined,
    isDone: false,
    isTold: false,
  }
}
