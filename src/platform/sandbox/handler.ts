import type { Database } from '../../database/connect.ts'
import type { Detail, Parameters, PlatformAccount, Reply } from '../platform.ts'

/** For whom a method runs, and where its data is. */
export interface Call {
  db: Database
  account: PlatformAccount
  detail?: Detail
}

/** One method of the sandbox. */
export type Handler = (call: Call, parameters: Parameters) => Promise<Reply>

/** By method id. */
export type Handlers = Readonly<Record<string, Handler>>

/**
 * The members at the top of the answer and in `response` too: the platform answers a direct call with the one form, and
 * a call that goes through a script with the other, and build tools read either.
 */
export function inBothLayers(members: Reply): Reply {
  return { ...members, response: { result: 0, ...members } }
}
