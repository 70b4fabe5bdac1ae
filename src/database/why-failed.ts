import { ApiError } from '../errors.ts'
import { rootCause } from './root-cause.ts'
import { OutcomeUnknown } from './unavailable.ts'

/** What to do about an error of a code. */
const advice: Record<string, string> = {
  '42501':
    'The role of DATABASE_URL lacks a right: use the owner of the tables, or grant it what is missing.',
  '25006': 'This database takes no changes: let DATABASE_URL name the primary, not a standby.',
  CONNECTION_DESTROYED:
    'No server that DATABASE_URL names is a primary: let it name one, rather than a standby, or all hosts.',
  ENOTFOUND: 'There is no host of that name: mend DATABASE_URL.',
  EAI_AGAIN: 'The name of the host cannot be looked up now: mend DATABASE_URL, or the name server.',
  ECONNREFUSED: 'Nothing takes connections there: start PostgreSQL, or mend DATABASE_URL.',
}

/** Says to an operator why something failed, and what to do, without the parameters of the query that did. */
export function whyFailed(error: unknown): string {
  if (error instanceof ApiError) return error.message
  const { code, message } = rootCause(error)
  const what = isOutcomeUnknown(error) ? `It is not known whether the change was made: ${message}` : message
  const todo = code === undefined ? undefined : advice[code]
  return todo === undefined ? what : `${what}. ${todo}`
}

function isOutcomeUnknown(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return error instanceof OutcomeUnknown || isOutcomeUnknown(error.cause)
}
