import { ApiError, type ErrorCode } from '../errors.ts'

/**
 * A refusal of one parameter, in the form of the old protocol.
 * @param problem what is wrong and what to do, without its last full stop. It must not repeat a value that may be secret
 */
export function invalidParameter(
  parameter: string,
  problem: string,
  code: ErrorCode = 'BAD_USER_INPUT',
): ApiError {
  return new ApiError(code, `invalid parameter [${parameter}]: ${problem}.`, { parameter })
}

/**
 * A refusal for a caller who knows the parameters by other names.
 * @param names of that caller, by those of the method
 */
export function inNamesOf(error: ApiError, names: Readonly<Record<string, string>>): ApiError {
  const { code, message, details } = error
  const parameter = details.parameter ?? ''
  const name = Object.hasOwn(names, parameter) && names[parameter]
  if (!name) return error
  return new ApiError(code, message.replace(`[${parameter}]`, `[${name}]`), { ...details, parameter: name })
}
