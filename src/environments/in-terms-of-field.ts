import { ApiError } from '../errors.ts'

/** Arguments of the fields for environments by the platform's names for them. */
const argumentNames: Readonly<Record<string, string>> = {
  envName: 'name',
  srcEnvName: 'name',
  dstEnvName: 'newName',
  env: 'environment',
}

/** An error of the platform as the caller of a field understands it: it names the argument, not the platform's parameter. */
export function inTermsOfField(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error
  const { code, message, details } = error
  const parameter = details.parameter ?? ''
  const argument = Object.hasOwn(argumentNames, parameter) && argumentNames[parameter]
  if (!argument) return error
  return new ApiError(code, message.replace(`[${parameter}]`, `[${argument}]`), {
    ...details,
    parameter: argument,
  })
}
