import { ApiError } from '../errors.ts'
import { inNamesOf } from '../methods/invalid-parameter.ts'
import { EnvironmentStatus } from './environment.types.ts'

/** Arguments of the fields for environments by the platform's names for them. */
const argumentNames: Readonly<Record<string, string>> = {
  envName: 'name',
  srcEnvName: 'name',
  dstEnvName: 'newName',
  env: 'environment',
}

/** Statuses that the platform's errors call otherwise than `EnvironmentStatus` does. */
const statusNames: Readonly<Record<string, string>> = { DOWN: 'STOPPED', SLEEP: 'SLEEPING' }

/**
 * An error of the platform as the caller of a field understands it: it names the argument, not the platform's
 * parameter, and statuses as the schema has them.
 */
export function inTermsOfField(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error
  if (error.code !== 'ENVIRONMENT_WRONG_STATUS') return inNamesOf(error, argumentNames)
  const message = error.message.replace(/\bENV_STATUS_TYPE_(\w+)/g, (whole, name: string) => {
    const status = Object.hasOwn(statusNames, name) ? statusNames[name]! : name
    return status in EnvironmentStatus ? status : whole
  })
  return new ApiError(error.code, message, error.details)
}
