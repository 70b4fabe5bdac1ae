import type { ServiceOf } from '../methods/services.ts'

/** A method as the picker and the warnings need it. */
export interface Method {
  /** Service and name: `environment.control.StopEnv`. */
  readonly id: string
  readonly service: string
  readonly name: string
  readonly description: string
  readonly effect: 'READ' | 'CHANGE' | 'DELETE'
}

export type Service = ServiceOf<Method>
