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
