import { invalidParameter } from '../../methods/invalid-parameter.ts'

/** `yyyy-MM-dd HH:mm:ss`, in UTC, as all moments of the protocol are written. */
export function toProtocolTime(moment: Date): string {
  return moment.toISOString().slice(0, 19).replace('T', ' ')
}

/** @throws ApiError `BAD_USER_INPUT` if the text is no moment, or one before 1970 */
export function fromProtocolTime(text: string, parameter: string): Date {
  const moment = new Date(`${text.replace(' ', 'T')}Z`)
  // Written back, 30 February is another day.
  if (!(moment.getTime() >= 0) || toProtocolTime(moment) !== text) {
    throw invalidParameter(parameter, 'it must be a moment in UTC, such as 2030-01-31 18:00:00')
  }
  return moment
}
